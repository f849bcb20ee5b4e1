"""Layers that rearrange axes, cut off borders, pad and enlarge."""

from __future__ import annotations

from keraslint.libs.keras.layers.extents import product, reshaped, total
from keraslint.libs.keras.layers.images import gone, image_of, spatial, spatial_axes
from keraslint.libs.keras.layers.literals import integers, is_integer
from keraslint.libs.keras.layers.ranges import including
from keraslint.libs.keras.layers.spec import LayerCall, layer
from keraslint.libs.keras.layers.terms import Result, ShapeError, Takes, Tensors, at_least, collapsed, exactly
from keraslint.values import Dim, Tensor


@layer("Flatten", takes=at_least(1))
def flatten(call: LayerCall, inputs: Tensors) -> Result:
    """Lay all axes but the batch out in one."""
    (x,) = inputs
    shape = (None, None) if x.shape is None else (x.shape[0], product(x.shape[1:]))
    return Tensor(shape, call.kept(x.dtype), interval=x.interval)


@layer("Reshape", takes=at_least(1))
def reshape(call: LayerCall, inputs: Tensors) -> Result:
    """Distribute the elements over other axes, one of which may be left to be worked out."""
    (x,) = inputs
    dtype = call.kept(x.dtype)
    target = integers(call.plain("target_shape"))
    if target is None:
        return Tensor(None, dtype, interval=x.interval)
    if x.shape is None:
        return Tensor((None, *(None if extent == -1 else extent for extent in target)), dtype, interval=x.interval)
    shape = reshaped(x.shape[1:], target)
    if shape == "mismatch":
        count = product(x.shape[1:])
        return ShapeError("elements", f"{_written(target)} to hold the {count} elements of a sample", (x.shape,))
    return Tensor((x.shape[0], *shape), dtype, interval=x.interval)


def _written(target: tuple[Dim, ...]) -> str:
    return f"({', '.join('?' if extent is None else str(extent) for extent in target)})"


@layer("Permute", takes=at_least(1))
def permute(call: LayerCall, inputs: Tensors) -> Result:
    """Reorder the axes, which are counted from 1."""
    (x,) = inputs
    dtype = call.kept(x.dtype)
    order = integers(call.plain("dims"))
    if order is None:
        return Tensor(None if x.shape is None else (x.shape[0], *((None,) * (len(x.shape) - 1))), dtype, interval=x.interval)
    if x.shape is not None and len(x.shape) != len(order) + 1:
        return ShapeError("rank", Takes(1, len(order) + 1, len(order) + 1).describe(), (x.shape,))
    shape = x.shape or (None,) * (len(order) + 1)
    known = (axis is not None and 0 < axis < len(shape) for axis in order)
    picked = (shape[axis] if sure and axis is not None else None for axis, sure in zip(order, known, strict=True))
    return Tensor((shape[0], *picked), dtype, interval=x.interval)


@layer("RepeatVector", takes=exactly(2))
def repeat_vector(call: LayerCall, inputs: Tensors) -> Result:
    """Repeat a vector along a new axis."""
    (x,) = inputs
    shape = x.shape or (None, None)
    return Tensor((shape[0], call.extent("n"), shape[1]), call.kept(x.dtype), interval=x.interval)


def margins(call: LayerCall, parameter: str, axes: int) -> tuple[Dim, ...]:
    """Return what is added to or taken from each axis in all: a number for all sides, for each axis, or for each side."""
    value = call.plain(parameter)
    if is_integer(value):
        return (2 * value,) * axes
    items = value if isinstance(value, tuple) else ()
    if axes == 1 and len(items) == 2:
        return (total(integers(items) or (None,)),)
    if len(items) != axes:
        return (None,) * axes
    return tuple(2 * item if is_integer(item) else total(integers(item) or (None,)) for item in items)


@spatial("Cropping{}D")
def cropping(call: LayerCall, inputs: Tensors) -> Result:
    """Cut the borders off."""
    (x,) = inputs
    axes = spatial_axes(call)
    image = image_of(call, x.shape, axes)
    cut = margins(call, "cropping", axes)
    negative = (None if margin is None else -margin for margin in cut)
    extents = tuple(map(total, zip(image.spatial, negative, strict=True)))
    if gone(extents):
        return collapsed(x.shape or (), "what is cut off")
    return Tensor(image.rebuilt(extents, image.channels), call.kept(x.dtype), interval=x.interval)


@spatial("ZeroPadding{}D")
def zero_padding(call: LayerCall, inputs: Tensors) -> Result:
    """Put borders of zeros around."""
    (x,) = inputs
    axes = spatial_axes(call)
    image = image_of(call, x.shape, axes)
    extents = tuple(map(total, zip(image.spatial, margins(call, "padding", axes), strict=True)))
    return Tensor(image.rebuilt(extents, image.channels), call.kept(x.dtype), interval=including(x.interval, 0.0))


@spatial("UpSampling{}D")
def up_sampling(call: LayerCall, inputs: Tensors) -> Result:
    """Enlarge the image; only the cubic and Lanczos filters overshoot."""
    (x,) = inputs
    axes = spatial_axes(call)
    image = image_of(call, x.shape, axes)
    extents = tuple(map(product, zip(image.spatial, call.extents("size", axes), strict=True)))
    smooth = axes != 2 or call.text("interpolation") in {"nearest", "bilinear"}
    return Tensor(image.rebuilt(extents, image.channels), call.kept(x.dtype), interval=x.interval if smooth else None)
