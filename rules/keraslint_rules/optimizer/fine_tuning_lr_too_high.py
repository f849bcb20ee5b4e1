"""A learning rate for new layers, on a pretrained base that has just been unfrozen.

## What it does
Finds a second training in which a base of `keras.applications` with trained weights is no longer frozen, at a learning
rate of 0.001 or more for Adam and its relatives, or the like for SGD.

## Why is this bad
Fine-tuning is to change the trained weights a little. At the usual rate for new layers each step moves every weight by
about the rate, and within a few hundred steps what the base had learned is gone: the validation loss jumps at the first
epoch and often does not come back. Rates of 1e-5 to 1e-4 are usual.

## Example
```python
import keras

base = keras.applications.MobileNetV2(include_top=False, weights="imagenet", pooling="avg", input_shape=(96, 96, 3))
base.trainable = False
model = keras.Sequential([
    keras.Input((96, 96, 3)),
    keras.layers.Rescaling(1 / 127.5, offset=-1),
    base,
    keras.layers.Dense(5, activation="softmax"),
])
images = keras.utils.image_dataset_from_directory("images", image_size=(96, 96))
others = keras.utils.image_dataset_from_directory("others", image_size=(96, 96))
model.compile(optimizer=keras.optimizers.Adam(0.001), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, epochs=20, validation_data=others)

base.trainable = True
model.compile(optimizer=keras.optimizers.Adam(0.001), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, epochs=20, validation_data=others)
```

## Use instead
```python
import keras

base = keras.applications.MobileNetV2(include_top=False, weights="imagenet", pooling="avg", input_shape=(96, 96, 3))
base.trainable = False
model = keras.Sequential([
    keras.Input((96, 96, 3)),
    keras.layers.Rescaling(1 / 127.5, offset=-1),
    base,
    keras.layers.Dense(5, activation="softmax"),
])
images = keras.utils.image_dataset_from_directory("images", image_size=(96, 96))
others = keras.utils.image_dataset_from_directory("others", image_size=(96, 96))
model.compile(optimizer=keras.optimizers.Adam(0.001), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, epochs=20, validation_data=others)

base.trainable = True
model.compile(optimizer=keras.optimizers.Adam(1e-5), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, epochs=20, validation_data=others)
```

## Fix safety
The fix is unsafe: it sets the learning rate to 1e-5, which trains differently.

## When it stays silent
- The base stays frozen, or is trained from the start: the first training with the base frozen has to be seen.
- `weights=None`: there is nothing to lose.
- The rate is not known, comes from a schedule or from a caller, or is set while training goes on.
- The optimizer is one of the program's own, as those with a rate for each layer are.

## Keras behaviour
Silent in all versions.

## References
- [Transfer learning and fine-tuning](https://keras.io/guides/transfer_learning/), "use a very low learning rate"
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    ADAPTIVE,
    Draft,
    Fixes,
    Layer,
    Meta,
    Model,
    Optimizer,
    Prediction,
    Setup,
    Severity,
    Statistic,
    adjusts_learning_rate,
    finding,
    fix,
    number,
    pretrained,
    relate,
    set_parameter,
    stated,
)

META = Meta(
    code="KL208",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
    yields_to=("learning-rate-too-high",),
)

HIGH = 0.001
HIGH_FOR_SGD = 0.1
USUAL = 1e-5


def check(setup: Setup) -> Iterator[Draft]:
    """Find a high learning rate in the training behind the one in which the base was frozen."""
    optimizer = setup.compile.optimizer
    rate = _step(optimizer)
    if not isinstance(setup.model, Model) or not setup.fits or rate is None or adjusts_learning_rate(setup):
        return
    if rate < (HIGH_FOR_SGD if optimizer.kind.value == "SGD" else HIGH):
        return
    for layer in setup.model.flat():
        before = _frozen_before(setup, layer) if layer.trainable.value is True and pretrained(layer) else None
        if before is not None:
            yield _finding(setup, layer, before, optimizer)
            return


def _step(optimizer: Optimizer) -> float | None:
    """Return how long the steps are: the learning rate, for SGD with what momentum makes of it."""
    rate = optimizer.learning_rate
    if rate.number is None or not stated(rate) or optimizer.schedule is not None:
        return None
    if optimizer.kind.value in ADAPTIVE:
        return rate.number
    momentum = optimizer["momentum"].number
    if optimizer.kind.value != "SGD" or momentum is None or not 0 <= momentum < 1:
        return None
    return rate.number / (1 - momentum)


def _frozen_before(setup: Setup, base: Layer) -> Setup | None:
    """Return the setup in which a base was trained upon while it was frozen."""
    for other in setup.program.setups if setup.program is not None else ():
        if other.compile.order < setup.compile.order and other.fits and isinstance(other.model, Model):
            for layer in other.model.flat():
                if layer.identity == base.identity and layer.trainable.value is False:
                    return other
    return None


def _finding(setup: Setup, base: Layer, before: Setup, optimizer: Optimizer) -> Draft:
    rate = optimizer.learning_rate.number or 0.0
    momentum = optimizer["momentum"].number if optimizer.kind.value == "SGD" else None
    extra = f" and a momentum of {number(momentum)}" if momentum else ""
    return finding(
        optimizer.learning_rate.place or optimizer.place,
        f"{base.name} is unfrozen and trained with {optimizer.kind.value} at a learning rate of {number(rate)}{extra}, which is"
        " one for new layers: what it has learned is soon overwritten; fine-tune with 1e-5 to 1e-4",
        related=relate(
            (before.fits[0].place, "here it was frozen"),
            (base.trainable.place, "here it is unfrozen"),
            (setup.fits[0].place, "here it is trained"),
        ),
        fix=fix("Use a learning rate of 1e-5", set_parameter(optimizer.component, "learning_rate", USUAL)),
    )
