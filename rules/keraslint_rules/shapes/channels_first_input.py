"""Images with the channels in another place than the layers look for them.

## What it does
Finds image inputs that begin with 1, 3 or 4 channels, such as `(3, 32, 32)`, in front of convolutions that take the last axis
for the channels; and inputs that end with them, such as `(224, 224, 3)`, where the program has set the order
`channels_first`.

## Why is this bad
A convolution slides over two axes and sums over the third. With the axes in the wrong order it slides over the channels
and takes the columns of the image for features. Where the sizes allow it, nothing is said: `(3, 32, 32)` becomes a map of
1 x 30 with 32 columns as channels, and the model learns badly. Where they do not, an error speaks of negative sizes.

## Example
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
images = rng.random((400, 3, 32, 32))
labels = rng.integers(0, 5, 400)

model = keras.Sequential([
    keras.Input((3, 32, 32)),
    keras.layers.Conv2D(16, 3, padding="same", activation="relu"),
    keras.layers.GlobalAveragePooling2D(),
    keras.layers.Dense(5, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(images, labels, epochs=1)
```

## Use instead
```python
import keras
import numpy as np

rng = np.random.default_rng(0)
images = np.moveaxis(rng.random((400, 3, 32, 32)), 1, -1)
labels = rng.integers(0, 5, 400)

model = keras.Sequential([
    keras.Input((32, 32, 3)),
    keras.layers.Conv2D(16, 3, padding="same", activation="relu"),
    keras.layers.GlobalAveragePooling2D(),
    keras.layers.Dense(5, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(images, labels, epochs=1)
```

## When it stays silent
- The layers are told the order with `data_format`, or the program sets the order that fits.
- One of the other axes is shorter than 8.
- The window of the first convolution is 1 high: an axis of that length is meant to be the height.
- The axes are moved by a `Permute` or a `Reshape` in front of the first convolution.
- One-dimensional convolutions, and volumes.
- The program is for Keras 1, which took the order from a file of settings.

## Keras behaviour
Silent in all versions where the sizes allow it, else an error: "Computed output size would be negative". On the
TensorFlow backend `channels_first` needs a GPU for most layers.

## References
- [Conv2D layer](https://keras.io/api/layers/convolution_layers/convolution2d/)
- Schoop et al., *UMLAUT: Debugging Deep Learning Programs using Program Structure and Model Behavior*, CHI 2021
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    CONVOLUTIONS,
    POOLINGS,
    Confidence,
    Draft,
    Layer,
    Meta,
    Model,
    Place,
    Prediction,
    Setup,
    Severity,
    Shape,
    Statistic,
    chosen_order,
    finding,
    orders_channels,
    relate,
    written,
)

META = Meta(
    code="KL503",
    severity=Severity.WARNING,
    category="suspicious",
    since="0.1",
    prediction=Prediction(Statistic.TASK_SCORE, "higher", 0.05),
)

CHANNELS = {1, 3, 4}
LEAST = 8
"""A side of an image is not shorter."""

OVER_IMAGES = {name for name in CONVOLUTIONS | POOLINGS if name.endswith(("2D", "2DTranspose"))}

PASSING = {
    "InputLayer",
    "Dropout",
    "GaussianNoise",
    "BatchNormalization",
    "Activation",
    "ZeroPadding2D",
    "Rescaling",
    "Normalization",
}
"""Layers that leave the axes where they are."""


def check(setup: Setup) -> Iterator[Draft]:
    """Compare the shape of the images with the order in which the first convolution takes the axes."""
    model = setup.model
    if not isinstance(model, Model) or len(model.inputs) != 1:
        return
    shape, first = model.inputs[0], _first(model)
    if shape is None or len(shape) != len(("samples", "height", "width", "channels")) or first is None:
        return
    order = first["data_format"].value
    if (
        _is_leading(shape)
        and not _is_flat(first)
        and order in {None, "channels_last"}
        and not (order is None and orders_channels(setup))
    ):
        yield _leading(model, first, shape)
        return
    said = chosen_order(setup)
    if said is not None and said[1] == "channels_first" and _is_trailing(shape) and order in {None, "channels_first"}:
        call, name = said
        yield finding(
            call.place,
            f"this says that images have their channels first, but the input of the model is {shape[1:]}, with {shape[3]}"
            f" channels at the end: {written(first)} takes the columns for channels; leave this call out, or give the images as"
            f" {(shape[3], *shape[1:3])}",
            related=relate((_declared(model, first), f"the input is {shape[1:]}"), (first.place, f"{name} holds for this layer")),
        )


def _first(model: Model) -> Layer | None:
    """Return the first layer that slides over images, if none before it moves the axes."""
    for layer in model.layers:
        if layer.kind.startswith("keras.layers.") and layer.name in OVER_IMAGES:
            return layer
        if layer.name not in PASSING:
            return None
    return None


def _is_leading(shape: Shape) -> bool:
    _, channels, height, width = shape
    return channels in CHANNELS and None not in {height, width} and min(height or 0, width or 0) >= LEAST


def _is_flat(layer: Layer) -> bool:
    """Say whether a window has the height 1, as where an axis of that length is meant to be the height."""
    size = layer["kernel_size" if "kernel_size" in layer.component.arguments else "pool_size"].value
    return isinstance(size, tuple) and size[:1] == (1,)


def _is_trailing(shape: Shape) -> bool:
    _, height, width, channels = shape
    return channels in CHANNELS and None not in {height, width} and min(height or 0, width or 0) >= LEAST


def _declared(model: Model, first: Layer) -> Place | None:
    return next((layer.place for layer in model.layers if layer.name == "InputLayer"), first.place)


def _leading(model: Model, first: Layer, shape: Shape) -> Draft:
    _, channels, height, width = shape
    fails = first.problem is not None
    return finding(
        _declared(model, first),
        f"the input {shape[1:]} looks like images of {height} x {width} with their {channels}"
        f" channel{'' if channels == 1 else 's'} first, but {written(first)} takes the last axis for the channels, and slides"
        f" over an image of {channels} x {height} with {width} channels; use ({height}, {width}, {channels}) and move the axis of"
        " the images with np.moveaxis(images, 1, -1)",
        related=relate((first.place, "this layer takes the last axis for the channels")),
        severity=Severity.ERROR if fails else None,
        confidence=Confidence.HIGH if height == width or fails else Confidence.MEDIUM,
    )
