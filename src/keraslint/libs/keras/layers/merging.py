"""Layers that make one tensor of several."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from keraslint.libs import dtypes, intervals
from keraslint.libs.intervals import Range
from keraslint.libs.keras.layers.extents import Mismatch, axis_index, broadcast, common, total
from keraslint.libs.keras.layers.literals import integers, is_integer
from keraslint.libs.keras.layers.ranges import combined, joined, scaled
from keraslint.libs.keras.layers.spec import LayerCall, layer
from keraslint.libs.keras.layers.terms import Result, ShapeError, Tensors, no_axis
from keraslint.values import Dim, Interval, Shape, Tensor

FUNCTIONS: Final[dict[str, str]] = {
    f"keras.layers.{name.lower()}": f"keras.layers.{name}"
    for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot")
}
"""The functions that build a merging layer and call it, and the classes of those layers."""


def _larger(one: Interval, other: Interval) -> Range:
    return Interval(max(one.lo, other.lo), max(one.hi, other.hi), one.integer and other.integer)


def _smaller(one: Interval, other: Interval) -> Range:
    return Interval(min(one.lo, other.lo), min(one.hi, other.hi), one.integer and other.integer)


_RANGES: Final[dict[str, Callable[[Interval, Interval], Range]]] = {
    "Add": intervals.add,
    "Average": intervals.add,
    "Subtract": intervals.subtract,
    "Multiply": intervals.multiply,
    "Maximum": _larger,
    "Minimum": _smaller,
}


def _dtype(call: LayerCall, inputs: Tensors) -> str | None:
    return call.dtype if all(dtypes.is_float(x.dtype) for x in inputs) else None


def _merged_shape(shapes: tuple[Shape, ...]) -> Shape | Mismatch:
    """Return the shape of an elementwise operation on samples, which may have more or fewer axes than each other."""
    batch = common(shape[0] for shape in shapes)
    samples = broadcast([shape[1:] for shape in shapes])
    if batch == "mismatch" or samples == "mismatch":
        return "mismatch"
    return (batch, *samples)


@layer(*_RANGES)
def elementwise(call: LayerCall, inputs: Tensors) -> Result:
    """Combine the inputs value by value."""
    if not inputs:
        return None
    shapes = tuple(x.shape for x in inputs)
    if call.name == "Subtract" and len(inputs) != 2:
        return ShapeError("count", "two inputs", shapes)
    interval = combined(_RANGES[call.name], (x.interval for x in inputs))
    if call.name == "Average":
        interval = scaled(interval, 1 / len(inputs))
    known = tuple(shape for shape in shapes if shape)
    shape = _merged_shape(known) if known else None
    if shape == "mismatch":
        return ShapeError("mismatch", "inputs whose shapes broadcast against each other", shapes)
    return Tensor(shape if len(known) == len(shapes) else None, _dtype(call, inputs), interval=interval)


@layer("Concatenate")
def concatenation(call: LayerCall, inputs: Tensors) -> Result:
    """Lay the inputs end to end along one axis; the other axes have to agree."""
    if not inputs:
        return None
    shape = concatenated(tuple(x.shape for x in inputs), call.integer("axis"))
    if isinstance(shape, ShapeError):
        return shape
    return Tensor(shape, _dtype(call, inputs), interval=joined(x.interval for x in inputs))


def concatenated(shapes: tuple[Shape | None, ...], axis: int | None) -> Shape | ShapeError | None:
    """Return the shape of tensors laid end to end along an axis."""
    known = [shape for shape in shapes if shape is not None]
    if len({len(shape) for shape in known}) > 1:
        return ShapeError("mismatch", "inputs with the same number of axes", shapes)
    if not known:
        return None
    rank = len(known[0])
    index = None if axis is None else axis_index(axis, rank)
    if index is None:
        return (None,) * rank if axis is None else no_axis(axis, known[0])
    extents: list[Dim] = []
    for position in range(rank):
        extent: Dim | Mismatch = common(shape[position] for shape in known)
        if position == index:
            extent = total(shape[position] if shape is not None else None for shape in shapes)
        if extent == "mismatch":
            return ShapeError("mismatch", f"inputs that are equally long along every axis but {axis}", shapes)
        extents.append(extent)
    return tuple(extents)


@layer("Dot")
def dot(call: LayerCall, inputs: Tensors) -> Result:
    """Sum the products along an axis of each of two inputs."""
    shapes = tuple(x.shape for x in inputs)
    if len(inputs) != 2:
        return ShapeError("count", "two inputs", shapes)
    interval = Interval(-1.0, 1.0) if call.boolean("normalize") else None
    one, other = shapes
    axes = _dot_axes(call)
    if one is None or other is None or axes is None:
        return Tensor(None, _dtype(call, inputs), interval=interval)
    left, right = (axis_index(axis, len(shape)) for axis, shape in zip(axes, (one, other), strict=True))
    if left is None or right is None or 0 in {left, right}:
        return ShapeError("rank", f"inputs that have axes {axes[0]} and {axes[1]} besides the batch", shapes)
    if common((one[left], other[right])) == "mismatch":
        return ShapeError("mismatch", f"inputs that are equally long along the axes {axes[0]} and {axes[1]}", shapes)
    batch = common((one[0], other[0]))
    rest = [extent for axis, extent in enumerate(one) if axis not in {0, left}]
    rest += [extent for axis, extent in enumerate(other) if axis not in {0, right}]
    return Tensor((None if batch == "mismatch" else batch, *(rest or [1])), _dtype(call, inputs), interval=interval)


def _dot_axes(call: LayerCall) -> tuple[int, int] | None:
    value = call.plain("axes")
    pair = (value, value) if is_integer(value) else integers(value)
    match pair:
        case (int() as left, int() as right):
            return left, right
    return None
