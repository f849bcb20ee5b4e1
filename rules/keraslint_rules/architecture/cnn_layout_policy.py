"""A layout of a network that departs from what has proved itself.

## What it does
Finds convolutions whose filters become fewer towards the end, dense layers that become wider towards the output, a first
dense layer with more than 20 million weights behind a `Flatten`, hidden layers of a single unit, and several convolutions
without anything that makes the image smaller. It has to be asked for.

## Why is this bad
These are habits, not laws: many networks depart from one of them for a good reason. Where nobody had a reason, they cost
something. The number of filters grows because deeper features are more numerous and the image is smaller there; a wide
layer behind a narrow one can say no more than the narrow one lets through; and a `Flatten` of a large map puts nearly all
weights into one layer, which then learns the examples by heart.

## Example
```python
import keras

model = keras.Sequential([
    keras.Input((64, 64, 3)),
    keras.layers.Conv2D(64, 3, activation="relu"),
    keras.layers.MaxPooling2D(),
    keras.layers.Conv2D(16, 3, activation="relu"),
    keras.layers.MaxPooling2D(),
    keras.layers.Flatten(),
    keras.layers.Dense(5, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
```

## Use instead
```python
import keras

model = keras.Sequential([
    keras.Input((64, 64, 3)),
    keras.layers.Conv2D(16, 3, activation="relu"),
    keras.layers.MaxPooling2D(),
    keras.layers.Conv2D(64, 3, activation="relu"),
    keras.layers.MaxPooling2D(),
    keras.layers.Flatten(),
    keras.layers.Dense(5, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
```

## When it stays silent
- Models that enlarge again: decoders, autoencoders, segmentation.
- Models that are no plain chain of layers.
- Windows of 1, with which the number of channels is changed on purpose.
- A model that gives back something of the size of its input.

## Keras behaviour
Silent in all versions.

## References
- Nikanjam and Khomh, *Automatic Detection of Structural Inefficiencies in Deep Neural Networks*, ICSME 2021
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from keraslint.api import (
    CONVOLUTIONS,
    POOLINGS,
    Confidence,
    Draft,
    Layer,
    Meta,
    Model,
    Setup,
    Severity,
    Tier,
    finding,
    reconstructs,
    relate,
    width,
    written,
)

META = Meta(
    code="KL416", severity=Severity.INFO, category="pedantic", since="0.1", confidence=Confidence.MEDIUM, tier=Tier.OPT_IN
)

MOST_WEIGHTS = 20_000_000
SEVERAL = 3


def check(setup: Setup) -> Iterator[Draft]:
    """Compare the layout of a chain of layers with what is usual; one finding for each habit."""
    model = setup.model
    if not isinstance(model, Model) or not model.complete or not _is_chain(model) or reconstructs(setup):
        return
    layers = [layer for layer in model.layers if layer.kind.startswith("keras.layers.")]
    convolutions = [layer for layer in layers if layer.name in CONVOLUTIONS and width(layer) is not None and _is_wide(layer)]
    dense = [layer for layer in layers if layer.name == "Dense"][:-1]
    yield from _shrinking(convolutions)
    yield from _growing(dense)
    yield from _narrow(dense)
    yield from _heavy(layers)
    if len(convolutions) >= SEVERAL and not any(layer.name in POOLINGS or _strides(layer) for layer in layers):
        yield finding(
            convolutions[0].place,
            f"{len(convolutions)} convolutions follow each other at the full size of the image; a pooling or a stride between"
            " them lets the later ones see more of it, at less cost",
        )


def _is_chain(model: Model) -> bool:
    plain = all(len(layer.inputs) <= 1 and layer.model is None for layer in model.layers)
    enlarging = any(layer.name.startswith("UpSampling") or "Transpose" in layer.name for layer in model.layers)
    return plain and not enlarging


def _is_wide(layer: Layer) -> bool:
    size = layer["kernel_size"].value
    return any(extent != 1 for extent in size) if isinstance(size, tuple) else size != 1


def _strides(layer: Layer) -> bool:
    strides = layer["strides"].value if "strides" in layer.component.arguments else 1
    return any(step != 1 for step in strides) if isinstance(strides, tuple) else strides != 1


def _shrinking(convolutions: list[Layer]) -> Iterator[Draft]:
    for one, other in pairwise(convolutions):
        before, after = width(one) or 0, width(other) or 0
        if after < before:
            yield finding(
                other["filters"].place or other.place,
                f"{written(other)} has fewer filters than {written(one)} before it; deeper features are more numerous, and the"
                " number of filters usually grows",
                related=relate((one.place, f"this layer has {before} filters")),
            )
            return


def _growing(dense: list[Layer]) -> Iterator[Draft]:
    for one, other in pairwise(dense):
        before, after = width(one), width(other)
        if before is not None and after is not None and after > before > 1:
            yield finding(
                other["units"].place or other.place,
                f"{written(other)} is wider than {written(one)} before it, and can say no more than that lets through; hidden"
                " layers usually become narrower",
                related=relate((one.place, f"this layer has {before} units")),
            )
            return


def _narrow(dense: list[Layer]) -> Iterator[Draft]:
    for layer in dense:
        if width(layer) == 1:
            yield finding(
                layer["units"].place or layer.place,
                f"{written(layer)} is a hidden layer of one unit: whatever comes behind it depends on a single number",
            )
            return


def _heavy(layers: list[Layer]) -> Iterator[Draft]:
    for one, other in pairwise(layers):
        if one.name == "Flatten" and other.name == "Dense" and (other.parameters or 0) > MOST_WEIGHTS:
            millions = (other.parameters or 0) / 1e6
            yield finding(
                other.place,
                f"{written(other)} behind the Flatten has {millions:.0f} million weights; a global pooling, or more pooling"
                " before it, does with a fraction",
                related=relate((one.place, "the map is flattened here")),
            )
            return
