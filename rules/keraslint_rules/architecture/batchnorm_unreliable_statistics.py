"""A batch normalisation that sees too little to know the mean and the spread of its data.

## What it does
Finds models with `BatchNormalization` that are trained with one or two samples a batch, or for so few updates that the moving
averages of the layer have not got away from where they start.

## Why is this bad
While a model is trained, the layer normalises with the mean and the variance of the batch. Of one sample the mean is the sample
itself: a layer behind `Dense` then gives zeros, whatever it gets. When the model is used, the layer takes moving averages
instead, which start at 0 and 1 and move by a hundredth with each update: after 100 updates more than a third of them is still
the start. Then the model does something else than what it was trained to do, and the scores of `evaluate` are bad where those
of `fit` are good.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, use_bias=False),
    keras.layers.BatchNormalization(),
    keras.layers.ReLU(),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5, batch_size=1)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, use_bias=False),
    keras.layers.BatchNormalization(),
    keras.layers.ReLU(),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=50, batch_size=32)
```

## When it stays silent
- The layer is frozen, or the model was trained before: the averages are those of then.
- Batches of two and more for layers behind convolutions, which average over the places of an image too.
- How many updates there will be is not known, or the model is trained several times or in a loop.
- Data from a generator of random numbers, and tests: what such a program trains is not meant to be used.

## Keras behaviour
Silent in all versions.

## References
- [BatchNormalization](https://keras.io/api/layers/normalization_layers/batch_normalization/)
- Wu and He, *Group Normalization*, ECCV 2018
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from keraslint.api import (
    Confidence,
    Draft,
    Layer,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Statistic,
    continues_training,
    finding,
    in_full,
    in_tests,
    made_at_random,
    number,
    relate,
    stated,
)

META = Meta(
    code="KL409",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    confidence=Confidence.MEDIUM,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)

FEWEST_SAMPLES = 3
SETTLED = 1.0
"""How many time constants of the moving average the training has to last; after one, 37% of it is still the start."""


def check(setup: Setup) -> Iterator[Draft]:
    """Find batches that are too small, or too few of them."""
    if not isinstance(setup.model, Model) or continues_training(setup) or in_tests(setup):
        return
    layers = [
        layer for layer in setup.model.flat() if layer.kind == "keras.layers.BatchNormalization" and layer.trainable.value is True
    ]
    if layers:
        yield from chain(_small_batches(setup, layers), _few_updates(setup, layers))


def _small_batches(setup: Setup, layers: list[Layer]) -> Iterator[Draft]:
    for use in setup.fits:
        size = use["batch_size"]
        if use.method != "fit" or use.container != "array" or not stated(size) or not isinstance(size.value, int):
            continue
        concerned = next((layer for layer in layers if _too_small(size.value, layer)), None)
        if concerned is not None:
            samples = "a single sample" if size.value == 1 else f"{size.value} samples"
            yield finding(
                size.place or use.place,
                f"BatchNormalization takes mean and variance from {samples} here, which say next to nothing of the data; use "
                "larger batches, or LayerNormalization, which does not look at the batch",
                related=relate((concerned.place, "this layer normalises over the batch")),
            )
            return


def _too_small(size: int, layer: Layer) -> bool:
    """Say whether a batch is too small for a layer that gets rows; behind a convolution every place of an image counts."""
    shape = layer.input_shapes[0] if layer.input_shapes else None
    return shape is not None and len(shape) == 2 and 0 < size < FEWEST_SAMPLES


def _few_updates(setup: Setup, layers: list[Layer]) -> Iterator[Draft]:
    budget = in_full(setup)
    if budget is None or made_at_random(budget.use):
        return
    for layer in layers:
        momentum = layer["momentum"].number
        if momentum is None or not 0 < momentum < 1 or budget.updates >= SETTLED / (1 - momentum):
            continue
        share = momentum**budget.updates
        yield finding(
            budget.use.place,
            f"the model is trained for {budget.updates} updates, after which {number(round(share * 100))}% of the moving "
            "averages of BatchNormalization are still what they started as; train longer, or give it momentum=0.9",
            related=relate((layer.place, f"this one has a momentum of {number(momentum)}")),
        )
        return
