"""A model that is judged by the data that it was trained on.

## What it does
Compares the validation data of `fit`, and the data of `evaluate`, with the training data. Reports validation data that
are the training data or a selection of them, or that are read from the same folder without any split, and an `evaluate` on
the training data where nothing else in the program looks at how the model does on other data.

## Why is this bad
A model can learn its training data by heart. A score on the same data says nothing about other data, and early
stopping and the choice of a model go by it in vain.

## Example
```python
import keras
from sklearn.datasets import load_breast_cancer

points, labels = load_breast_cancer(return_X_y=True)

model = keras.Sequential([
    keras.Input((30,)),
    keras.layers.BatchNormalization(),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=20, validation_data=(points[:100], labels[:100]))
```

## Use instead
```python
import keras
from sklearn.datasets import load_breast_cancer

points, labels = load_breast_cancer(return_X_y=True)

model = keras.Sequential([
    keras.Input((30,)),
    keras.layers.BatchNormalization(),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points[100:], labels[100:], epochs=20, validation_data=(points[:100], labels[:100]))
```

## When it stays silent
- It is not known where the data come from.
- Only some of the files in a folder are read, or some samples are taken out of a pipeline or skipped in it.
- Other data are evaluated, predicted or used for validation too: the score on the training data is then given for
  comparison.
- An `evaluate` on fewer than a hundred samples, as of a truth table, which is all the data there are, or on random data.
- The model gives back its own input, as an autoencoder, whose error on the training data sets a threshold.

## Keras behaviour
Silent in all versions.

## References
- Yang et al., *Data Leakage in Notebooks: Static Detection and Better Processes*, ASE 2022
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Array,
    Confidence,
    Draft,
    Fact,
    Meta,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Use,
    among,
    finding,
    looks,
    made_at_random,
    relate,
    trained_on_itself,
)

META = Meta(
    code="KL602",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    groups=("leakage",),
    prediction=Prediction(Statistic.TASK_SCORE, "lower", 0.05),
)

FEW_SAMPLES = 100
ALL_SAMPLES = frozenset({"load", "shuffle", "batch", "prefetch", "cache", "repeat", "map"})
"""Stages of a pipeline that leave no sample out."""


def check(setup: Setup) -> Iterator[Draft]:
    """Find validation and evaluation on training data."""
    for use in setup.fits:
        if use.method == "fit" and use.container == "array" and among(use.x, use.validation_x):
            part = "are the training data" if _all_of(use.x, use.validation_x) else "are a selection of the training data"
            yield finding(
                use.validation_x.place or use.place,
                f"the validation data {part}: the model has learned them, so that their score says nothing about other data; hold"
                " some samples out of the training",
                related=relate((use.x.place, "the model is trained on this")),
            )
            return
        folder = _same_folder(use)
        if folder is not None:
            yield finding(
                use.validation_x.place or use.place,
                f"the validation data are read from the folder of the training data, {folder!r}, and nothing splits its files:"
                " the model has learned them, so that their score says nothing about other data; split them with"
                " validation_split and subset",
                related=relate((use.x.place, "the model is trained on this")),
            )
            return
    yield from _evaluated(setup)


def _same_folder(use: Use) -> str | None:
    """Return the folder from which both the training and the validation data are read, all of its files."""
    match use.x, use.validation_x:
        case Fact(Array(steps=(one, *_))), Fact(Array(steps=(two, *_))):
            if not one.name.endswith("_from_directory") or one.name != two.name or one.detail("partly") or two.detail("partly"):
                return None
            folder = one.detail("directory")
            stages = {stage.operation for stage in (*use.stages, *use.validation_stages)}
            return folder if isinstance(folder, str) and folder == two.detail("directory") and stages <= ALL_SAMPLES else None
    return None


def _evaluated(setup: Setup) -> Iterator[Draft]:
    """Find the evaluation on training data that is the only look at the model."""
    seen = list(looks(setup))
    validated = any(use["validation_data"].given or use["validation_split"].value != 0 for use in setup.fits)
    if len(setup.fits) != 1 or validated or trained_on_itself(setup) or not seen or _others(setup):
        return
    fit = setup.fits[0]
    if made_at_random(fit) or not all(among(fit.x, look.x) and not _small(look.x) for look in seen):
        return
    first = next((look for look in seen if look.method.startswith("evaluate")), None)
    if first is not None:
        yield finding(
            first.x.place or first.place,
            f"{first.method} gets the data that the model was trained on, and nothing else shows how it does on other data; hold"
            " some samples out, for instance with train_test_split, and evaluate on those",
            related=relate((fit.x.place, "the model is trained on this")),
            severity=Severity.WARNING,
            confidence=Confidence.MEDIUM,
        )


def _others(setup: Setup) -> bool:
    """Say whether the program trains other models, or may look at this one in a way that is not followed."""
    program = setup.program
    return program is None or len(program.setups) > 1 or any(use.contexts for use in setup.uses)


def _small(data: Fact[Array]) -> bool:
    match data.value:
        case Array(shape=(int() as count, *_)):
            return count < FEW_SAMPLES
    return False


def _all_of(x: Fact[Array], other: Fact[Array]) -> bool:
    return isinstance(x.value, Array) and isinstance(other.value, Array) and x.value.identity is other.value.identity
