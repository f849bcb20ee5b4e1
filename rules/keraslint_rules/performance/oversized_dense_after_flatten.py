"""A `Dense` layer behind `Flatten` that holds nearly all the weights of the model.

## What it does
Counts the weights of a `Dense` layer that gets a flattened feature map. Reports it where they are more than ten
million and more than four fifths of the whole model.

## Why is this bad
Every value of the feature map has a weight of its own for every unit: a map of 28 x 28 with 64 channels and 256 units
make 12.8 million. These weights learn where in the picture something stands instead of what it is, they take most of
the memory and of the training time, and they learn the training data by heart. Pooling over the whole map, as
`GlobalAveragePooling2D` does, leaves one value for each channel, and a few thousand weights.

## Example
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images = images.reshape(-1, 28, 28, 1) / 255.0
test_images = test_images.reshape(-1, 28, 28, 1) / 255.0

model = keras.Sequential([
    keras.Input((28, 28, 1)),
    keras.layers.Conv2D(64, 3, padding="same", activation="relu"),
    keras.layers.Flatten(),
    keras.layers.Dense(256, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=5, validation_data=(test_images, test_labels))
```

## Use instead
```python
import keras

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images = images.reshape(-1, 28, 28, 1) / 255.0
test_images = test_images.reshape(-1, 28, 28, 1) / 255.0

model = keras.Sequential([
    keras.Input((28, 28, 1)),
    keras.layers.Conv2D(64, 3, padding="same", activation="relu"),
    keras.layers.GlobalAveragePooling2D(),
    keras.layers.Dense(256, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, labels, epochs=5, validation_data=(test_images, test_labels))
```

## Fix safety
The fix is unsafe: the model becomes another one. Pooling layers before `Flatten` are the smaller step.

## When it stays silent
- The number of weights of a layer of the model is not known.
- Ten million weights or fewer, or a fifth of the weights elsewhere, as in VGG and AlexNet.
- What is flattened is no feature map of a convolution: an image of its own, or a sequence.

## Keras behaviour
Silent in all versions, until the memory does not suffice.

## References
- Lin et al., *Network In Network*, ICLR 2014
- [GlobalAveragePooling2D](https://keras.io/api/layers/pooling_layers/global_average_pooling2d/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    CONVOLUTIONS,
    Call,
    Draft,
    Fixes,
    Layer,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Statistic,
    finding,
    fix,
    graphs,
    relate,
    replace_component,
    shape_text,
    sole_consumer,
    written,
)

META = Meta(
    code="KL709",
    severity=Severity.INFO,
    category="performance",
    since="0.1",
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.STATE, "lower", 5.0),
)

MANY = 10_000_000
MOST = 0.8


def check(setup: Setup) -> Iterator[Draft]:
    """Find Dense layers behind Flatten that hold most of a large model."""
    total = _total(setup.model) if isinstance(setup.model, Model) else None
    if total is None or total <= MANY or not isinstance(setup.model, Model):
        return
    for model in graphs(setup.model):
        for index, flatten in enumerate(model.layers):
            behind = sole_consumer(model, index) if _flattens_map(model, flatten) else None
            if behind is not None and _is_most(model.layers[behind], total):
                yield _draft(flatten, model.layers[behind], total)


def _total(model: Model) -> int | None:
    """Return the number of weights of a model, each layer object counted once."""
    counts = {layer.identity: layer.parameters for layer in model.flat()}
    return None if None in counts.values() else sum(count for count in counts.values() if count is not None)


def _flattens_map(model: Model, layer: Layer) -> bool:
    shape = layer.input_shapes[0] if layer.input_shapes else None
    return layer.kind == "keras.layers.Flatten" and shape is not None and len(shape) in {4, 5} and _has_convolutions(model)


def _has_convolutions(model: Model) -> bool:
    return any(layer.name in CONVOLUTIONS for layer in model.flat())


def _is_most(layer: Layer, total: int) -> bool:
    count = layer.parameters
    return layer.kind == "keras.layers.Dense" and count is not None and count > MANY and count > MOST * total


def _draft(flatten: Layer, dense: Layer, total: int) -> Draft:
    shape = flatten.input_shapes[0] or ()
    pooling = f"GlobalAveragePooling{len(shape) - 2}D"
    return finding(
        dense.place,
        f"{written(dense)} behind Flatten holds {_millions(dense.parameters or 0)} of the model's {_millions(total)} weights:"
        f" each value of the feature map {shape_text(shape)} has one for every unit; {pooling} in the place of Flatten leaves"
        f" {(shape[-1] or 0)} values, more pooling before it fewer weights",
        related=relate((flatten.place, f"the feature map {shape_text(shape)} is flattened here")),
        fix=fix(f"Use {pooling}", replace_component(flatten.component, Call(f"keras.layers.{pooling}"))),
    )


def _millions(count: int) -> str:
    return f"{count / 1e6:.1f} million"
