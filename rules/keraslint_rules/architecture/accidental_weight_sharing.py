"""One layer object that stands in a `Sequential` model several times.

## What it does
Finds layers with weights that are one and the same object, at several positions of a `Sequential` model.

## Why is this bad
`[Dense(64)] * 3` is a list with one layer in it three times, not a list of three layers. The layer is applied three times with
the same weights: the model has a third of the weights that it seems to have, and can do less than it should.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
points = rng.random((400, 16))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((16,)),
    *[keras.layers.Dense(16, activation="relu")] * 3,
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
points = rng.random((400, 16))
labels = rng.integers(0, 3, 400)

model = keras.Sequential([
    keras.Input((16,)),
    *[keras.layers.Dense(16, activation="relu") for _ in range(3)],
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(points, labels, epochs=5)
```

## When it stays silent
- Layers without weights, such as `Dropout` and `ReLU`, of which one object does as well as several.
- Models that are written as calls of layers: sharing is what these are for, as in siamese networks.
- A layer whose name says that it is shared or tied.

## Keras behaviour
Silent in all versions, where the shapes fit.

## References
- [The Sequential model](https://keras.io/guides/sequential_model/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    WEIGHTED,
    Draft,
    Layer,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Statistic,
    finding,
    graphs,
    relate,
    written,
)

META = Meta(
    code="KL411",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    prediction=Prediction(Statistic.STATE, "higher", 1),
)

WITH_WEIGHTS = WEIGHTED | {"BatchNormalization", "LayerNormalization", "GroupNormalization", "PReLU", "MultiHeadAttention"}
ON_PURPOSE = ("shared", "tied")


def check(setup: Setup) -> Iterator[Draft]:
    """Find layers that a ``Sequential`` model has several times."""
    if not isinstance(setup.model, Model):
        return
    for model in graphs(setup.model):
        if model.kind == "keras.Sequential":
            yield from _repeated(model)


def _repeated(model: Model) -> Iterator[Draft]:
    uses: dict[int, list[Layer]] = {}
    for layer in model.layers:
        if layer.name in WITH_WEIGHTS and layer.kind.startswith("keras.layers."):
            uses.setdefault(layer.identity, []).append(layer)
    for layers in uses.values():
        if len(layers) > 1 and not _on_purpose(layers[0]):
            yield finding(
                layers[0].place,
                f"this one {written(layers[0])} stands in the model {len(layers)} times, with the same weights each time; make a "
                "layer for each place, as with [Dense(...) for _ in range(n)]",
                related=relate((model.place, "this model has it several times")),
            )


def _on_purpose(layer: Layer) -> bool:
    name = layer["name"].value
    return isinstance(name, str) and any(word in name.lower() for word in ON_PURPOSE)
