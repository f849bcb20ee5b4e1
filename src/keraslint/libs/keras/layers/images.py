"""Images, volumes and signals: which axes of a shape are spatial, and what sliding a window over them leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from keraslint.libs.keras.layers.extents import window_count
from keraslint.libs.keras.layers.spec import Counter, LayerCall, Rule, layer, weightless
from keraslint.libs.keras.layers.terms import NEWEST, ShapeError, Takes, Tensors, at_least, exactly
from keraslint.values import Dim, Shape

ONE_TO_THREE: Final = (1, 2, 3)


def spatial(
    *patterns: str, over: Iterable[int] = ONE_TO_THREE, exact: bool = True, more: int = 2, weights: Counter = weightless
) -> Callable[[Rule], Rule]:
    """Register a function for a family of classes such as ``Conv{}D``, one for each number of spatial axes.

    ``more`` is how many axes there are besides, ``exact`` says that there may be no further ones.
    """

    def register(rule: Rule) -> Rule:
        for axes in over:
            names = (pattern.format(axes) for pattern in patterns)
            layer(*names, takes=exactly(axes + more) if exact else at_least(axes + more), weights=weights)(rule)
        return rule

    return register


@dataclass(frozen=True, slots=True)
class Image:
    """The shape of a signal or an image taken apart; ``batch`` may be more than one axis in Keras 2."""

    batch: Shape
    spatial: Shape
    channels: Dim
    channels_first: bool | None

    def rebuilt(self, spatial: Shape, channels: Dim) -> Shape:
        """Return the shape with other spatial extents and another number of channels."""
        if self.channels_first is None:
            return (*self.batch, *((None,) * (len(spatial) + 1)))
        return (*self.batch, channels, *spatial) if self.channels_first else (*self.batch, *spatial, channels)


def image_of(call: LayerCall, shape: Shape | None, axes: int) -> Image:
    """Take the shape of an input with ``axes`` spatial axes apart; one of unknown rank has the usual one."""
    shape = shape if shape is not None else (None,) * (axes + 2)
    batch, rest = shape[: -axes - 1], shape[-axes - 1 :]
    first = call.channels_first
    if first is None:
        return Image(batch, (None,) * axes, None, None)
    return Image(batch, rest[1:], rest[0], first) if first else Image(batch, rest[:-1], rest[-1], first)


def spatial_axes(call: LayerCall) -> int:
    """Return the number of spatial axes of a class such as ``Conv2DTranspose``."""
    return next(int(letter) for letter in call.name if letter.isdigit())


def too_many_axes(call: LayerCall, inputs: Tensors, rank: int) -> ShapeError | None:
    """Keras 3 takes images with one batch axis only, where Keras 2 takes any number."""
    shape = inputs[0].shape
    if shape is None or len(shape) == rank or call.settings.flavour != NEWEST:
        return None
    return ShapeError("rank", Takes(1, rank, rank).describe(), (shape,))


def windows(call: LayerCall, image: Image, parameter: str = "kernel_size") -> Shape:
    """Return the spatial extents that a sliding window leaves."""
    axes = len(image.spatial)
    sizes, strides, dilations = (call.extents(name, axes) for name in (parameter, "strides", "dilation_rate"))
    padding = call.text("padding")
    return tuple(
        window_count(extent, size, stride, dilation, padding)
        for extent, size, stride, dilation in zip(image.spatial, sizes, strides, dilations, strict=True)
    )


def gone(extents: Shape) -> bool:
    """Say whether nothing is left of an axis."""
    return any(extent is not None and extent <= 0 for extent in extents)
