"""A bias in front of a batch normalisation, which takes it away again.

## What it does
Finds `Dense` and convolution layers with a bias and without activation whose output goes straight into a `BatchNormalization`.

## Why is this bad
A batch normalisation subtracts the mean of what it gets, and a bias is part of that mean. It has no effect on what the model
computes, and costs weights, memory and time. The normalisation has an offset of its own.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((6400, 8))
labels = rng.integers(0, 3, 6400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(64),
    keras.layers.BatchNormalization(),
    keras.layers.ReLU(),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((6400, 8))
labels = rng.integers(0, 3, 6400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(64, use_bias=False),
    keras.layers.BatchNormalization(),
    keras.layers.ReLU(),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```

## Fix safety
The fix adds `use_bias=False`. It is unsafe: weights that were saved before do not fit the model any more.

## When it stays silent
- An activation stands between: behind it, a bias is not part of the mean alone.
- The normalisation has no offset (`center=False`), or runs over another axis than the last.
- The output of the layer goes to something else too, or the layer is used more than once.
- The layer has a bias that starts as something, or that is penalised.

## Keras behaviour
Silent in all versions.

## References
- Ioffe and Szegedy, *Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift*, ICML 2015,
  section 3.2
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    WEIGHTED_LINEAR,
    Draft,
    Fixes,
    Layer,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Statistic,
    chosen,
    finding,
    fix,
    graphs,
    relate,
    set_argument,
    sole_consumer,
    written,
)

META = Meta(
    code="KL408",
    severity=Severity.INFO,
    category="complexity",
    since="0.1",
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.STATE, "lower", 1),
)


def check(setup: Setup) -> Iterator[Draft]:
    """Find biases that a normalisation takes away; one finding for a model."""
    if not isinstance(setup.model, Model):
        return
    found = [pair for model in graphs(setup.model) for pair in _pairs(model)]
    if not found:
        return
    first, normalisation = found[0]
    others = len(found) - 1
    rest = f" (and that of {others} more layer{'s' if others > 1 else ''})" if others else ""
    yield finding(
        first.place,
        f"the bias of {written(first)}{rest} has no effect: the BatchNormalization behind it subtracts the mean, and the bias "
        "with it; set use_bias=False",
        related=relate(
            (normalisation.place, "this takes the bias away"),
            *((layer.place, "the bias of this one has no effect either") for layer, _ in found[1:]),
        ),
        fix=fix("Leave the bias out", *(set_argument(layer["use_bias"], value=False) for layer, _ in found)),
    )


def _pairs(model: Model) -> Iterator[tuple[Layer, Layer]]:
    identities = [layer.identity for layer in model.layers]
    for index, layer in enumerate(model.layers):
        following = sole_consumer(model, index)
        if following is None or identities.count(layer.identity) > 1 or not _has_idle_bias(layer):
            continue
        behind = model.layers[following]
        if _centres(behind) and identities.count(behind.identity) == 1:
            yield layer, behind


def _has_idle_bias(layer: Layer) -> bool:
    initializer = chosen(layer["bias_initializer"])
    return (
        layer.name in WEIGHTED_LINEAR - {"EinsumDense"}
        and layer.kind.startswith("keras.layers.")
        and layer.activation.value == "linear"
        and layer.trainable.value is True
        and layer["use_bias"].value is True
        and initializer is not None
        and initializer.name == "zeros"
        and layer["bias_regularizer"].value is None
    )


def _centres(layer: Layer) -> bool:
    return (
        layer.kind == "keras.layers.BatchNormalization"
        and layer.trainable.value is True
        and layer["center"].value is True
        and layer["axis"].value == -1
    )
