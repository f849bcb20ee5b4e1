"""A mask that is lost on the way, so that padding is treated as data.

## What it does
Finds `Embedding(mask_zero=True)` and `Masking` whose mask meets a layer that drops it, such as `Flatten` or `Conv1D`, before a
layer that would use it.

## Why is this bad
Sequences of different length are filled up with zeros, and the mask says which steps are filling. Recurrent layers, attention
and the average over time leave those out. Behind a layer that does not know of masks they cannot: the state of an LSTM is
computed on from step to step of padding, and the average becomes smaller the shorter a sequence is.

## Example
```python
import keras

inputs = keras.Input((100,))
x = keras.layers.Embedding(10000, 64, mask_zero=True)(inputs)
x = keras.layers.Conv1D(64, 5, padding="same", activation="relu")(x)
x = keras.layers.LSTM(32)(x)
model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(x))
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
```

## Use instead
```python
import keras

inputs = keras.Input((100,))
x = keras.layers.Embedding(10000, 64, mask_zero=True)(inputs)
x = keras.layers.Dense(64, activation="relu")(x)
x = keras.layers.LSTM(32)(x)
model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(x))
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
```

## When it stays silent
- The mask has been used by a recurrent layer that returns its last step, or by the average over time.
- Layers that pass a mask on, such as `Dense` and `Dropout`, and the program's own.
- A mask is given explicitly.
- Nothing behind the layer would use a mask: that is reported as information.

## Keras behaviour
Keras 3 warns ("does not support masking and will therefore destroy the mask information"). Keras 2 says nothing.

## References
- [Understanding masking and padding](https://keras.io/guides/understanding_masking_and_padding/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    RECURRENT,
    Confidence,
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
    code="KL415",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    confidence=Confidence.MEDIUM,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)

DROPPING = {
    "Flatten", "Conv1D", "SeparableConv1D", "MaxPooling1D", "AveragePooling1D", "GlobalMaxPooling1D", "Reshape", "Permute",
}  # fmt: skip
"""Layers that know nothing of masks."""

PASSING = {
    "Dense", "Dropout", "SpatialDropout1D", "Activation", "ReLU", "LeakyReLU", "BatchNormalization", "LayerNormalization",
    "TimeDistributed", "GaussianNoise",
}  # fmt: skip
"""Layers with one input that hand the mask on."""

USING = RECURRENT | {"Bidirectional", "GlobalAveragePooling1D", "MultiHeadAttention", "Attention", "AdditiveAttention"}


def check(setup: Setup) -> Iterator[Draft]:
    """Follow each mask to the first layer that drops it."""
    if not isinstance(setup.model, Model):
        return
    for model in graphs(setup.model):
        for index, layer in enumerate(model.layers):
            if _masks(layer):
                at = _dropped(model, index)
                if at is not None and not any("mask" in user.call_keywords for user in _users(model, at)):
                    yield _finding(model, layer, at)


def _masks(layer: Layer) -> bool:
    return layer.kind == "keras.layers.Masking" or (layer.kind == "keras.layers.Embedding" and layer["mask_zero"].value is True)


def _dropped(model: Model, source: int) -> int | None:
    """Return the first node behind a source of a mask that drops it, by way of layers that pass it on."""
    waiting, seen = list(model.consumers(source)), set[int]()
    while waiting:
        at = waiting.pop(0)
        layer = model.layers[at]
        if at in seen or not layer.kind.startswith("keras.layers."):
            continue
        seen.add(at)
        if layer.name in DROPPING:
            return at
        if layer.name in PASSING or (layer.name in RECURRENT and layer["return_sequences"].value is True):
            waiting.extend(model.consumers(at))
    return None


def _users(model: Model, start: int) -> Iterator[Layer]:
    """Walk the layers behind a node that would use a mask."""
    waiting, seen = list(model.consumers(start)), set[int]()
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            waiting.extend(model.consumers(at))
            layer = model.layers[at]
            if layer.name in USING:
                yield layer


def _finding(model: Model, source: Layer, at: int) -> Draft:
    dropping = model.layers[at]
    user = next(_users(model, at), None)
    name = "Masking" if source.name == "Masking" else "Embedding with mask_zero=True"
    if user is None:
        idle = "Masking" if source.name == "Masking" else "mask_zero"
        effect = f"nothing uses it: the padding counts as data, and {idle} has no effect"
    else:
        effect = f"{written(user)} takes the padding for data"
    return finding(
        dropping.place,
        f"the mask of {name} is lost in {dropping.name}, which knows nothing of masks, and {effect}",
        related=relate(
            (source.place, "the mask is made here"),
            (None if user is None else user.place, "this layer would leave the padding out"),
        ),
        severity=None if user is not None else Severity.INFO,
    )
