"""A learning rate, a batch size or a number of epochs that is left to its default.

## What it does
Finds trainings whose learning rate, batch size or number of epochs is not written down. It has to be asked for.

## Why is this bad
The three decide what comes out, and which values are good depends on the data. Who reads the program later cannot tell
whether the defaults were chosen or forgotten, and the defaults differ between versions and libraries: the learning rate
of `Adadelta` is 0.001 in Keras and 1.0 in Keras 1 and PyTorch.

## Example
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=5, batch_size=32, validation_data=(test_images, test_labels))
```

## Use instead
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images, test_images = images / 255.0, test_images / 255.0

model = keras.Sequential([
    keras.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
optimizer = keras.optimizers.Adam(learning_rate=0.001)
model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=5, batch_size=32, validation_data=(test_images, test_labels))
```

## When it stays silent
- The model is not trained in this file, or the program is a test.
- The batch size of a dataset or generator, which makes its own batches.
- A learning rate that is set later, by a callback or an assignment.
- Arguments that come through `**kwargs`.

## Keras behaviour
Silent: the learning rate is that of the optimizer's class, `batch_size` 32, `epochs` 1.

## References
- [Optimizers](https://keras.io/api/optimizers/)
- Zhang et al., *The Prevalence of Code Smells in Machine Learning Projects*, WAIN 2021
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    DEFAULT_RATES,
    Draft,
    Meta,
    Setup,
    Severity,
    Tier,
    Use,
    adjusts_learning_rate,
    epochs_of,
    finding,
    in_tests,
    number,
)

META = Meta(code="KL209", severity=Severity.INFO, category="pedantic", since="0.1", tier=Tier.OPT_IN)


def check(setup: Setup) -> Iterator[Draft]:
    """Find what a training leaves to its default; one finding for the optimizer and one for each call of ``fit``."""
    if in_tests(setup) or not setup.fits:
        return
    optimizer = setup.compile.optimizer
    default = DEFAULT_RATES.get(str(optimizer.kind.value))
    left = (
        optimizer.form != "custom" and optimizer.schedule is None and not _written(optimizer.form, optimizer.learning_rate.given)
    )
    if default is not None and left and not adjusts_learning_rate(setup):
        yield finding(
            optimizer.place,
            f"the learning rate is left to its default, {number(default)} for {optimizer.kind.value}; write what you mean",
        )
    for use in setup.fits:
        missing = list(_missing(use))
        if use.method == "fit" and missing:
            names = " and ".join(name for name, _ in missing)
            values = " and ".join(value for _, value in missing)
            verb = "is left to its default" if len(missing) == 1 else "are left to their defaults"
            yield finding(use.place, f"{names} {verb}, {values}; write what you mean")


def _written(form: str, given: bool) -> bool:
    """Say whether a learning rate is written: an optimizer that is named by a string has none."""
    return form == "instance" and given


def _missing(use: Use) -> Iterator[tuple[str, str]]:
    if not epochs_of(use).given:
        yield "epochs", "1"
    if use.container == "array" and not use["batch_size"].given:
        yield "batch_size", "32"
