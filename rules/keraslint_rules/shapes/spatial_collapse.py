"""A feature map that shrinks to nothing on its way through convolutions and pooling.

## What it does
Follows the height and width of images (or the length of sequences) through convolutions and pooling. Reports the layer
whose kernel or window is larger than what is left.

## Why is this bad
A 3x3 convolution without padding takes two rows and columns away, a 2x2 pooling halves both. After a few of them a
small image is used up, and Keras stops with an error.

## Example
```python
import keras

model = keras.Sequential([
    keras.Input((8, 8, 3)),
    keras.layers.Conv2D(16, 3, activation="relu"),
    keras.layers.MaxPooling2D(),
    keras.layers.Conv2D(32, 3, activation="relu"),
    keras.layers.MaxPooling2D(),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
```

## Use instead
```python
import keras

model = keras.Sequential([
    keras.Input((8, 8, 3)),
    keras.layers.Conv2D(16, 3, padding="same", activation="relu"),
    keras.layers.MaxPooling2D(),
    keras.layers.Conv2D(32, 3, padding="same", activation="relu"),
    keras.layers.MaxPooling2D(),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
```

## Fix safety
The fix is unsafe: the model becomes a larger one. It gives the convolutions `padding="same"`, so that only pooling
and strides shrink the map.

## When it stays silent
- The size of the input, a kernel or a stride is not known.
- `padding="same"`, with which nothing can be used up.
- Convolutions of the model have strides that were meant as the other side of their kernel: that is reported on its own.
- The order of the channels is set for the whole program, or the program is for Keras 1.

## Keras behaviour
All versions raise a `ValueError` ("Computed output size would be zero or negative" in Keras 3) when the model is
built.

## References
- [Conv2D layer](https://keras.io/api/layers/convolution_layers/convolution2d/)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    CONVOLUTIONS,
    Draft,
    Fix,
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
    problems,
    relate,
    set_parameter,
    written,
)

META = Meta(
    code="KL504",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
    yields_to=("keras1-positional-signature",),
)


def check(setup: Setup) -> Iterator[Draft]:
    """Find layers that leave nothing of the feature map."""
    for model, index, layer, problem in problems(setup):
        if problem.kind != "collapse" or problem.got[0] is None:
            continue
        left = "x".join("?" if extent is None else str(extent) for extent in _spatial(layer, problem.got[0]))
        count = _on_the_way(model, index)
        after = f"after {count} convolution and pooling layers" if count > 1 else "where this layer comes"
        yield finding(
            layer.call_place or layer.place,
            f"{after} the feature map is {left}, smaller than the window of {written(layer)}: Keras stops with an error here; use"
            " padding='same' in the convolutions, fewer layers that shrink, or larger inputs",
            related=relate((model.layers[0].place, f"the model takes {model.inputs[0]}") if model.inputs else (None, "")),
            fix=_fix(model, layer),
        )


def _spatial(layer: Layer, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
    return shape[2:] if layer["data_format"].value == "channels_first" else shape[1:-1]


def _on_the_way(model: Model, index: int) -> int:
    """Return how many convolution and pooling layers lie on the longest way to a layer."""
    through: dict[int, int] = {}
    for number, layer in enumerate(model.layers[:index]):
        through[number] = _shrinks(layer) + max((through.get(before, 0) for before in layer.inputs), default=0)
    return max((through.get(before, 0) for before in model.layers[index].inputs), default=0)


def _shrinks(layer: Layer) -> bool:
    return layer.name in CONVOLUTIONS or layer.name.endswith(("Pooling1D", "Pooling2D", "Pooling3D"))


def _fix(model: Model, failing: Layer) -> Fix | None:
    """Let the convolutions keep the size of the map, where that is enough."""
    narrowing = {layer.place: layer for layer in model.layers if layer.name in CONVOLUTIONS and layer["padding"].value == "valid"}
    if not narrowing or not _left_by_strides(model, failing):
        return None
    return fix("Keep the size of the map", *(set_parameter(layer.component, "padding", "same") for layer in narrowing.values()))


def _left_by_strides(model: Model, failing: Layer) -> bool:
    """Say whether pooling and strides alone leave something of the map, the failing layer included."""
    start = next((layer.output_shape for layer in model.layers if layer.output_shape is not None), None)
    left = min((extent for extent in _spatial(failing, start) if extent is not None), default=0) if start else 0
    for layer in model.layers[: model.layers.index(failing) + 1]:
        left //= _step(layer, "strides") or _step(layer, "pool_size") or 1
    return left > 0


def _step(layer: Layer, parameter: str) -> int:
    value = layer[parameter].value
    extents = value if isinstance(value, tuple) else (value,)
    return max((extent for extent in extents if isinstance(extent, int)), default=0)
