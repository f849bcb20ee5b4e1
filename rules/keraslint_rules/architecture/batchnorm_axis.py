"""Batch normalisation of rows or steps where channels are meant.

## What it does
Finds a `BatchNormalization` behind a convolution whose `axis` is not that of the channels, in a model whose channels are the
last axis: `axis=1` is then the height of an image, or the time of a sequence.

## Why is this bad
Batch normalisation keeps a mean and a deviation for each channel, over all samples and all places. With the axis of the
height it keeps them for each row of the image instead: every channel is mixed with the others, what stands high in an image
is treated unlike what stands low, and the layer fits images of this one height only. `axis=1` comes from code for channels
first, as Theano and PyTorch have them.

## Example
```python
import keras

model = keras.Sequential([
    keras.Input((64, 64, 3)),
    keras.layers.Conv2D(16, 3, padding="same", use_bias=False),
    keras.layers.BatchNormalization(axis=1),
    keras.layers.Activation("relu"),
    keras.layers.GlobalAveragePooling2D(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
```

## Use instead
```python
import keras

model = keras.Sequential([
    keras.Input((64, 64, 3)),
    keras.layers.Conv2D(16, 3, padding="same", use_bias=False),
    keras.layers.BatchNormalization(axis=-1),
    keras.layers.Activation("relu"),
    keras.layers.GlobalAveragePooling2D(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
```

## Fix safety
The fix writes `axis=-1`. It is unsafe: the weights of the layer get another shape, so that stored ones no longer fit.

## When it stays silent
- The convolution has its channels first, or the program sets that order for all layers.
- The axis, or the shape of what is normalised, is not known.

## Keras behaviour
Silent in all versions where the extent of the axis is known. Where it is `None`, Keras 3 stops: "Shapes used to initialize
variables must be fully-defined".

## References
- [BatchNormalization layer](https://keras.io/api/layers/normalization_layers/batch_normalization/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    CONVOLUTIONS,
    Draft,
    Fixes,
    Layer,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Shape,
    Statistic,
    finding,
    fix,
    graphs,
    orders_channels,
    relate,
    set_argument,
    stated,
    written,
)

META = Meta(
    code="KL417",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)


def check(setup: Setup) -> Iterator[Draft]:
    """Find normalisations along an axis that is not that of the channels; one finding for a model."""
    if not isinstance(setup.model, Model) or orders_channels(setup):
        return
    found = [pair for model in graphs(setup.model) for pair in _pairs(model)]
    if not found:
        return
    layer, before, shape, axis = found[0]
    yield finding(
        layer["axis"].place or layer.place,
        f"BatchNormalization(axis={layer['axis'].value}) normalises {_each(shape[axis], 'place')} along axis {axis} of {shape},"
        f" all channels together, and not {_each(shape[-1], 'channel')}, which {written(before)} puts last; use axis=-1",
        related=relate(
            (before.place, f"its output has the shape {shape}"),
            *((other["axis"].place or other.place, "the same here") for other, *_ in found[1:]),
        ),
        fix=fix("Normalise each channel", *(set_argument(other["axis"], -1) for other, *_ in found)),
    )


def _each(count: int | None, what: str) -> str:
    return f"each {what}" if count is None else f"each of the {count} {what}s"


def _pairs(model: Model) -> Iterator[tuple[Layer, Layer, Shape, int]]:
    for layer in model.layers:
        axis = layer["axis"]
        if layer.kind != "keras.layers.BatchNormalization" or not axis.given or not stated(axis) or len(layer.inputs) != 1:
            continue
        before, shape = model.layers[layer.inputs[0]], layer.input_shapes[0] if layer.input_shapes else None
        if shape is None or before.name not in CONVOLUTIONS or before["data_format"].value not in {None, "channels_last"}:
            continue
        if isinstance(axis.value, int) and 0 < axis.value % len(shape) < len(shape) - 1:
            yield layer, before, shape, axis.value % len(shape)
