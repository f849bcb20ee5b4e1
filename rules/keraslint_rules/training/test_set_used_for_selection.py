"""Test data that decide when training stops or which weights are kept, and then give the final score.

## What it does
Compares the validation data of `fit` with the data on which the model is evaluated in the end. Reports data that are
both, where `EarlyStopping`, `ReduceLROnPlateau` or `ModelCheckpoint(save_best_only=True)` goes by them.

## Why is this bad
The final score is meant to say how the model does on data that had no part in its making. The epoch that happens to do
best on the test data is chosen by the test data, and its score on them is too good. Choose by a part of the training
data, and look at the test data once, at the end.

## Example
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
stop = keras.callbacks.EarlyStopping(patience=5, restore_best_weights=True)
model.fit(images, labels, epochs=50, validation_data=(test_images, test_labels), callbacks=[stop])
model.evaluate(test_images, test_labels)
```

## Use instead
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
stop = keras.callbacks.EarlyStopping(patience=5, restore_best_weights=True)
model.fit(images, labels, epochs=50, validation_split=0.1, callbacks=[stop])
model.evaluate(test_images, test_labels)
```

## When it stays silent
- It is not known where the data come from.
- Nothing goes by the validation data: then they are only shown while the model is trained.
- The model is evaluated on a third set of data, too.

## Keras behaviour
Silent in all versions.

## References
- Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning*, section 7.2
- Yang et al., *Data Leakage in Notebooks: Static Detection and Better Processes*, ASE 2022
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Array,
    Component,
    Confidence,
    Draft,
    Meta,
    Place,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Use,
    among,
    finding,
    looks,
    metrics_on,
    relate,
    selectors,
)

META = Meta(
    code="KL603",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    confidence=Confidence.MEDIUM,
    prediction=Prediction(Statistic.TASK_SCORE, "lower", 0.01),
    groups=("leakage",),
    yields_to=("evaluation-on-training-data",),
)

WHAT = {
    "EarlyStopping": "decide when training stops",
    "ModelCheckpoint": "decide which weights are kept",
    "ReduceLROnPlateau": "decide when the learning rate is reduced",
}


def check(setup: Setup) -> Iterator[Draft]:
    """Find data that choose something during a training and are the final score as well."""
    for use in setup.fits:
        chooser = next(selectors(use), None)
        if chooser is None or not isinstance(use.validation_x.value, Array) or use.validation_x.value.source is None:
            continue
        scores = list(_scores(setup, use))
        final = next((place for look, place in scores if among(use.validation_x, look.x)), None)
        if final is not None and not any(_is_third(use, look) for look, _ in scores):
            yield _draft(use, chooser, final)
            return


def _scores(setup: Setup, use: Use) -> Iterator[tuple[Use, Place | None]]:
    """Walk the looks at a model after a training that end in a score, with the place of the score."""
    for look in looks(setup):
        if look.order <= use.order or setup.program is None:
            continue
        if look.method.startswith("evaluate"):
            yield look, look.place
        else:
            metric = next(metrics_on(setup.program, look), None)
            if metric is not None:
                yield look, metric.place


def _is_third(use: Use, look: Use) -> bool:
    """Say whether a look may be at data that are neither those of the training nor those of the validation."""
    return not among(use.x, look.x) and not among(use.validation_x, look.x)


def _draft(use: Use, chooser: Component, final: Place | None) -> Draft:
    return finding(
        use.validation_x.place or use.place,
        f"these data {WHAT[chooser.name]} ({chooser.name} monitors {chooser['monitor'].value!r}) and give the final score as"
        " well, which is too good for that: let a part of the training data choose, for instance with validation_split",
        related=relate((chooser.place, f"{chooser.name} goes by them"), (final, "and here they give the final score")),
    )
