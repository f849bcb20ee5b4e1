"""A training of several epochs without any data that would show whether the model learns more than its examples.

## What it does
Finds a `fit` of more than one epoch without `validation_data` and `validation_split`, on a model that nothing in the
program evaluates or lets predict.

## Why is this bad
The loss on the training data goes down as long as the model can learn them by heart. Whether it does well on other
data, and from which epoch on it does worse, shows only on samples that it is not trained on.

## Example
```python
import keras

(prices, targets), _ = keras.datasets.california_housing.load_data()
prices = (prices - prices.mean(axis=0)) / prices.std(axis=0)
targets = targets / 100_000

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse")
model.fit(prices, targets, epochs=50)
model.save("prices.keras")
```

## Use instead
```python
import keras

(prices, targets), _ = keras.datasets.california_housing.load_data()
prices = (prices - prices.mean(axis=0)) / prices.std(axis=0)
targets = targets / 100_000

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse")
model.fit(prices, targets, epochs=50, validation_split=0.1)
model.save("prices.keras")
```

## Fix safety
The fix is unsafe: the model is trained on a tenth less. `validation_split` takes the last samples as they stand, before
any shuffling; where they are sorted by class, split them at random instead.

## When it stays silent
- Something in the program evaluates a model or lets one predict, or another training has validation data.
- The training stands in a loop, or in a test; the model is trained further by other means.
- It is not known where the data come from, they are made at random, or they are fewer than a hundred samples.
- The model gives back its own input, as an autoencoder, or is a class of the program's own, such as a GAN.
- A callback of the program's own takes part, which may look at the model.
- The number of epochs, or an argument that may hold validation data, is not known.

## Keras behaviour
Silent in all versions.

## References
- [Training and evaluation with the built-in methods](https://keras.io/guides/training_with_built_in_methods/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Array,
    Confidence,
    Control,
    Draft,
    Fixes,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Unknown,
    Use,
    epochs_of,
    finding,
    fix,
    in_tests,
    is_looked_at,
    made_at_random,
    reconstructs,
    set_parameter,
    stated,
    unvalidated,
)

META = Meta(
    code="KL601",
    severity=Severity.INFO,
    category="suspicious",
    since="0.1",
    confidence=Confidence.MEDIUM,
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.TASK_SCORE, "lower", 0.1),
    yields_to=("monitor-unavailable-or-wrong-direction", "evaluation-on-training-data"),
    relaxed=True,
)

FEW_SAMPLES = 100
HELD_OUT = 0.1


def check(setup: Setup) -> Iterator[Draft]:
    """Find the one training of a model whose success on other data nothing shows."""
    program = setup.program
    if program is None or in_tests(setup) or is_looked_at(program) or len(setup.fits) != 1 or reconstructs(setup):
        return
    use = setup.fits[0]
    if not isinstance(setup.model, Model) or setup.model.kind.startswith("custom:"):
        return
    epochs = epochs_of(use)
    if use.method != "fit" or not stated(epochs) or epochs.number is None or epochs.number <= 1 or not _is_real(use):
        return
    others = [other for other in program.setups if other.compile.order != setup.compile.order]
    if not all(unvalidated(fit) for fit in (use, *(fit for other in others for fit in other.fits))):
        return
    yield finding(
        use.place,
        f"fit trains {epochs.value} epochs without any validation data, and nothing later shows how the model does on other"
        " samples: it may learn these by heart unnoticed; give fit validation_split or validation_data",
        fix=fix("Hold a tenth of the data out", set_parameter(use.call, "validation_split", HELD_OUT))
        if use.container == "array"
        else None,
    )


def _is_real(use: Use) -> bool:
    """Say whether a training is one of known data, enough to hold some out, and neither a demonstration nor part of a loop."""
    if not isinstance(use.x.value, Array) or use.x.value.source is None or made_at_random(use):
        return False
    if isinstance(use.callbacks, Unknown) or any(callback.custom for callback in use.callbacks):
        return False
    if any(context.control is Control.LOOP for context in use.contexts):
        return False
    count = use.x.value.shape[0] if use.x.value.shape else None
    return count is None or count >= FEW_SAMPLES
