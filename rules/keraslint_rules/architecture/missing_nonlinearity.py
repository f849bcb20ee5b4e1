"""Layers without activation that follow each other, which together are no more than one layer.

## What it does
Finds a `Dense` or convolution layer without activation whose output goes straight into another one.

## Why is this bad
A layer without activation is a linear map, and a linear map of a linear map is a linear map: the layers together can
do what a single one can, only with more weights. The network cannot learn anything that a linear model could not. On
two spirals the accuracy was .51, .52 and .54 without hidden activations, and 1.0 in all three runs with `relu`.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(64),
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
points = rng.random((400, 8))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```

## Fix safety
The fix adds `activation="relu"`. It is unsafe: the model computes something else.

## When it stays silent
- Something between the layers is not linear, or may not be: an activation, a maximum, a normalisation, custom code.
- The layer is narrower than what goes in and what comes out: a bottleneck, which is a way to save weights.
- A convolution that is split along its axes, such as 1x7 followed by 7x1.
- The output goes to several places, or is added to or multiplied with something.
- A model that gives back its input: a linear autoencoder is a principal component analysis.
- A model with a single layer, such as a logistic regression.

## Keras behaviour
Silent in all versions.

## References
- Goodfellow, Bengio and Courville, *Deep Learning*, section 6.1
- Nikanjam et al., *Automatic Fault Detection for Deep Learning Programs Using Graph Transformations*, TOSEM 2021
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    DROPOUTS,
    RESHAPES,
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
    Tier,
    finding,
    fix,
    reconstructs,
    relate,
    set_argument,
    written,
)

META = Meta(
    code="KL401",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    tier=Tier.CORE,
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
    yields_to=("misspelled-argument",),
)

TRANSPARENT = DROPOUTS | RESHAPES


def check(setup: Setup) -> Iterator[Draft]:
    """Find linear layers that feed linear layers; one finding for a model."""
    if not isinstance(setup.model, Model) or reconstructs(setup):
        return
    found = [pair for model in _graphs(setup.model) for pair in _pairs(model)]
    if found:
        yield _finding(found)


def _graphs(model: Model) -> Iterator[Model]:
    yield model
    for layer in model.layers:
        if layer.model is not None:
            yield from _graphs(layer.model)


def _pairs(model: Model) -> Iterator[tuple[Layer, Layer]]:
    for index, layer in enumerate(model.layers):
        if layer.name in WEIGHTED_LINEAR and layer.activation.value == "linear" and index not in model.outputs:
            follower = _follower(model, index)
            if follower is not None and not _bottleneck(layer, follower) and not _split(layer, follower):
                yield layer, follower


def _follower(model: Model, index: int) -> Layer | None:
    """Return the linear layer that alone gets the output of node ``index``, through layers that compute nothing."""
    while True:
        consumers = model.consumers(index)
        if len(consumers) != 1 or index in model.outputs:
            return None
        index = consumers[0]
        layer = model.layers[index]
        if layer.name in WEIGHTED_LINEAR and layer.known:
            return layer if len(layer.inputs) == 1 else None
        if layer.name not in TRANSPARENT:
            return None


def _bottleneck(layer: Layer, follower: Layer) -> bool:
    middle, last = _width(layer), _width(follower)
    first = layer.input_shapes[0][-1] if layer.input_shapes and layer.input_shapes[0] else None
    return middle is not None and first is not None and last is not None and middle < min(first, last)


def _width(layer: Layer) -> int | None:
    value = layer["units"].value if "units" in layer.component.arguments else layer["filters"].value
    return value if isinstance(value, int) else None


def _split(layer: Layer, follower: Layer) -> bool:
    """Say whether two convolutions are one that is split along its axes."""
    kernels = (layer["kernel_size"].value, follower["kernel_size"].value)
    return all(isinstance(kernel, tuple) and len(set(kernel)) > 1 for kernel in kernels)


def _finding(found: list[tuple[Layer, Layer]]) -> Draft:
    layers = [layer for layer, _ in found]
    first, follower = found[0]
    if len(layers) == 1:
        text = f"{written(first)} has no activation and feeds {written(follower)}"
    else:
        text = f"{len(layers)} layers have no activation, from {written(first)} on, and each feeds another one"
    return finding(
        first.place,
        f"{text}: layers in a row without activation are no more than a single one; add activation='relu'",
        related=relate(
            *((layer.place, "this one has no activation either") for layer in layers[1:]),
            (found[-1][1].place, "this is fed with it"),
        ),
        fix=fix("Add activation='relu'", *(set_argument(layer["activation"], "relu") for layer in layers)),
    )
