"""Functions that rearrange, join, take apart and enlarge tensors."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from keraslint.libs.keras.layers.extents import axis_index, product, reshaped, total
from keraslint.libs.keras.layers.literals import dtype_name, integers, is_integer
from keraslint.libs.keras.layers.merging import concatenated
from keraslint.libs.keras.layers.operations.spec import (
    BACKEND,
    OPS,
    TENSORFLOW,
    OperationCall,
    changed,
    combined_dtype,
    operation,
)
from keraslint.libs.keras.layers.ranges import including, joined
from keraslint.libs.keras.layers.terms import Result, ShapeError, no_axis
from keraslint.values import Dim, Interval, Shape, Tensor


def target_shape(value: object) -> Shape | None:
    """Return a shape that is given as a sequence; extents that the program computes are not known."""
    return (value,) if is_integer(value) else integers(value)


@operation("reshape", takes="x shape")
def reshape(call: OperationCall) -> Result:
    """Distribute the elements over other axes, the batch among them."""
    x = call.x
    target = target_shape(call.plain("shape"))
    if target is None or any(extent is not None and extent < -1 for extent in target):
        return changed(x, None, x.interval)
    if x.shape is None:
        return changed(x, tuple(None if extent == -1 else extent for extent in target), x.interval)
    shape = reshaped(x.shape, target)
    if shape == "mismatch":
        return ShapeError("elements", f"{target} to hold as many elements", (x.shape,))
    return changed(x, shape, x.interval)


@operation("flatten", places=(BACKEND,))
@operation("ravel", places=(OPS,))
def flatten(call: OperationCall) -> Result:
    """Lay all axes, the batch among them, out in one."""
    x = call.x
    return changed(x, (None if x.shape is None else product(x.shape),), x.interval)


@operation("batch_flatten", places=(BACKEND,))
def batch_flatten(call: OperationCall) -> Result:
    """Lay all axes but the batch out in one."""
    x = call.x
    return changed(x, (None, None) if not x.shape else (x.shape[0], product(x.shape[1:])), x.interval)


@operation("expand_dims", takes="x axis")
def expand_dims(call: OperationCall) -> Result:
    """Put an axis of length one in."""
    x = call.x
    axis = call.integer("axis", -1)
    if x.shape is None or axis is None:
        return changed(x, None, x.interval)
    index = axis_index(axis, len(x.shape) + 1)
    if index is None:
        return no_axis(axis, x.shape)
    return changed(x, (*x.shape[:index], 1, *x.shape[index:]), x.interval)


@operation("squeeze", takes="x axis")
def squeeze(call: OperationCall) -> Result:
    """Take axes of length one out: those that are named, or all of them."""
    x = call.x
    if x.shape is None:
        return changed(x, None, x.interval)
    axes = call.axes()
    if axes is None:
        known = call.plain("axis") is None and None not in x.shape
        return changed(x, tuple(extent for extent in x.shape if extent != 1) if known else None, x.interval)
    gone: set[int] = set()
    for axis in axes:
        index = axis_index(axis, len(x.shape))
        if index is None:
            return no_axis(axis, x.shape)
        if x.shape[index] not in {None, 1}:
            return ShapeError("extent", f"an axis {axis} of length one", (x.shape,))
        gone.add(index)
    return changed(x, tuple(extent for index, extent in enumerate(x.shape) if index not in gone), x.interval)


@operation("transpose", "permute_dimensions", takes="x axis")
def transpose(call: OperationCall) -> Result:
    """Reorder the axes, or turn their order round."""
    x = call.x
    if x.shape is None:
        return changed(x, None, x.interval)
    if call.plain("axis") is None:
        return changed(x, x.shape[::-1], x.interval)
    order = call.axes()
    if order is None:
        return changed(x, (None,) * len(x.shape), x.interval)
    indices = [axis_index(axis, len(x.shape)) for axis in order]
    if {*indices} != {*range(len(x.shape))} or len(indices) != len(x.shape):
        return ShapeError("rank", f"an input with {len(order)} axes", (x.shape,))
    return changed(x, tuple(x.shape[index] for index in indices if index is not None), x.interval)


@operation("swapaxes", takes="x one other", places=(OPS,))
def swap_axes(call: OperationCall) -> Result:
    """Swap two axes."""
    x, one, other = call.x, call.integer("one"), call.integer("other")
    if x.shape is None or one is None or other is None:
        return changed(x, None, x.interval)
    first, second = axis_index(one, len(x.shape)), axis_index(other, len(x.shape))
    if first is None or second is None:
        return no_axis(one if first is None else other, x.shape)
    shape = list(x.shape)
    shape[first], shape[second] = shape[second], shape[first]
    return changed(x, tuple(shape), x.interval)


@operation("flip", "reverse", takes="x axis")
@operation("roll", takes="x shift axis")
@operation("sort", takes="x axis")
def moved(call: OperationCall) -> Result:
    """Move values along axes."""
    return changed(call.x, call.x.shape, call.x.interval)


_JOINING_AXIS = {OPS: 0, BACKEND: -1, TENSORFLOW: None}


@operation("concatenate", takes="x axis", places=(OPS, BACKEND))
@operation("concat", takes="x axis", places=(TENSORFLOW,))
def concatenate(call: OperationCall) -> Result:
    """Lay tensors end to end."""
    tensors = call.several()
    if not tensors:
        return Tensor(None, None)
    shape = concatenated(tuple(x.shape for x in tensors), call.integer("axis", _JOINING_AXIS[call.place]))
    if isinstance(shape, ShapeError):
        return shape
    return Tensor(shape, combined_dtype(call, *(x.dtype for x in tensors)), interval=joined(x.interval for x in tensors))


@operation("stack", takes="x axis")
def stack(call: OperationCall) -> Result:
    """Lay equal tensors along a new axis."""
    tensors, axis = call.several(), call.integer("axis", 0)
    if not tensors:
        return Tensor(None, None)
    dtype, interval = combined_dtype(call, *(x.dtype for x in tensors)), joined(x.interval for x in tensors)
    shapes = [x.shape for x in tensors if x.shape is not None]
    if len({len(shape) for shape in shapes}) > 1:
        return ShapeError("mismatch", "inputs of one shape", tuple(x.shape for x in tensors))
    index = None if axis is None or not shapes else axis_index(axis, len(shapes[0]) + 1)
    if index is None:
        return Tensor(None, dtype, interval=interval)
    known = [{extent for extent in extents if extent is not None} for extents in zip(*shapes, strict=True)]
    if any(len(extents) > 1 for extents in known):
        return ShapeError("mismatch", "inputs of one shape", tuple(x.shape for x in tensors))
    merged: list[Dim] = [extents.pop() if extents else None for extents in known]
    merged.insert(index, len(tensors))
    return Tensor(tuple(merged), dtype, interval=interval)


@operation("unstack", takes="x num axis")
def unstack(call: OperationCall) -> Result:
    """Take a tensor apart along an axis."""
    x, axis = call.x, call.integer("axis", 0)
    index = None if x.shape is None or axis is None else axis_index(axis, len(x.shape))
    if x.shape is None or index is None:
        return None
    count = call.integer("num") or x.shape[index]
    part = changed(x, (*x.shape[:index], *x.shape[index + 1 :]), x.interval)
    return None if count is None or count > 256 else (replace(part),) * count


@operation("split", takes="x sections axis", places=(OPS, TENSORFLOW))
def split(call: OperationCall) -> Result:
    """Cut a tensor along an axis: into equal parts, at places (Keras) or into parts of given sizes (TensorFlow)."""
    x, axis, sections = call.x, call.integer("axis", 0), call.plain("sections")
    index = None if x.shape is None or axis is None else axis_index(axis, len(x.shape))
    if is_integer(sections) and 0 < sections <= 256:
        whole = None if x.shape is None or index is None else x.shape[index]
        sizes: tuple[Dim, ...] = (None if whole is None else whole // sections,) * sections
    else:
        stated = integers(sections)
        if stated is None:
            return None
        sizes = _between(stated, x.shape, index) if call.place == OPS else _sizes(stated, x.shape, index)
    return tuple(changed(x, _with_extent(x.shape, index, size), x.interval) for size in sizes)


def _with_extent(shape: Shape | None, index: int | None, extent: Dim) -> Shape | None:
    if shape is None:
        return None
    return (None,) * len(shape) if index is None else (*shape[:index], extent, *shape[index + 1 :])


def _between(cuts: Shape, shape: Shape | None, index: int | None) -> tuple[Dim, ...]:
    """Return the lengths of the parts between cuts."""
    end = None if shape is None or index is None else shape[index]
    edges = (0, *cuts, end)
    regular = all(edge is not None and edge >= 0 for edge in cuts)
    return tuple(
        high - low if regular and low is not None and high is not None and high >= low else None for low, high in pairwise(edges)
    )


def _sizes(sizes: Shape, shape: Shape | None, index: int | None) -> tuple[Dim, ...]:
    """Return the lengths of parts, one of which may be left to be worked out."""
    whole = None if shape is None or index is None else shape[index]
    rest = total(size for size in sizes if size != -1)
    left = None if whole is None or rest is None else whole - rest
    return tuple(left if size == -1 else size for size in sizes)


@operation("tile", takes="x repeats", places=(OPS, BACKEND, TENSORFLOW))
def tile(call: OperationCall) -> Result:
    """Repeat a tensor along each axis."""
    x = call.x
    times = target_shape(call.plain("repeats"))
    if x.shape is None or times is None:
        return changed(x, None if x.shape is None or call.place == OPS else (None,) * len(x.shape), x.interval)
    rank = max(len(x.shape), len(times))
    if call.place != OPS and len(times) != len(x.shape):
        return changed(x, None, x.interval)
    extents, factors = ((1,) * (rank - len(part)) + part for part in (x.shape, times))
    return changed(x, tuple(map(product, zip(extents, factors, strict=True))), x.interval)


@operation("repeat", takes="x repeats axis", places=(OPS, TENSORFLOW))
@operation("repeat_elements", takes="x repeats axis", places=(BACKEND,))
def repeat(call: OperationCall) -> Result:
    """Repeat each value along an axis."""
    x, axis, times = call.x, call.integer("axis"), call.integer("repeats")
    if call.plain("axis") is None:
        return changed(x, (None if x.shape is None else product((*x.shape, times)),), x.interval)
    index = None if x.shape is None or axis is None else axis_index(axis, len(x.shape))
    extent = None if x.shape is None or index is None else product((x.shape[index], times))
    return changed(x, _with_extent(x.shape, index, extent), x.interval)


@operation("repeat", takes="x repeats", places=(BACKEND,))
def repeat_vector(call: OperationCall) -> Result:
    """Repeat a vector along a new axis."""
    x = call.x
    batch, features = x.shape if x.shape is not None and len(x.shape) == 2 else (None, None)
    return changed(x, (batch, call.integer("repeats"), features), x.interval)


@operation("pad", takes="x padding mode constant_values", places=(OPS, TENSORFLOW))
def pad(call: OperationCall) -> Result:
    """Put borders around."""
    x = call.x
    if x.shape is None:
        return changed(x, None)
    borders = _borders(call.plain("padding"), len(x.shape))
    plainly = "constant_values" not in call.arguments
    return changed(x, tuple(map(total, zip(x.shape, borders, strict=True))), including(x.interval, 0.0) if plainly else None)


def _borders(value: Any, rank: int) -> tuple[Dim, ...]:
    if is_integer(value):
        return (2 * value,) * rank
    if not isinstance(value, tuple) or len(value) != rank:
        return (None,) * rank
    return tuple(total(integers(item) or (None,)) if isinstance(item, tuple) and len(item) == 2 else None for item in value)


@operation("broadcast_to", takes="x shape", places=(OPS, TENSORFLOW))
def broadcast_to(call: OperationCall) -> Result:
    """Spread values over a larger shape."""
    return changed(call.x, target_shape(call.plain("shape")), call.x.interval)


@operation("one_hot", takes="x depth axis dtype sparse", places=(OPS,))
@operation("one_hot", takes="x depth", places=(BACKEND,))
@operation("one_hot", takes="x depth on_value off_value axis dtype", places=(TENSORFLOW,))
def one_hot(call: OperationCall) -> Result:
    """Encode indices along a new axis."""
    x, depth, axis = call.x, call.integer("depth"), call.integer("axis", -1)
    dtype = dtype_name(call.value("dtype")) if "dtype" in call.arguments else call.settings.floatx
    usual = not {"on_value", "off_value"} & set(call.arguments)
    index = None if x.shape is None or axis is None else axis_index(axis, len(x.shape) + 1)
    shape = None if x.shape is None or index is None else (*x.shape[:index], depth, *x.shape[index:])
    return Tensor(shape, dtype if usual else None, interval=Interval(0.0, 1.0, integer=True) if usual else None)


@operation("take", takes="x indices axis", places=(OPS,))
@operation("gather", takes="x indices", places=(BACKEND,))
@operation("gather", takes="x indices validate_indices axis batch_dims", places=(TENSORFLOW,))
def gather(call: OperationCall) -> Result:
    """Pick slices by index."""
    x, indices = call.x, call.operand("indices")
    if "batch_dims" in call.arguments or x.shape is None or indices.shape is None:
        return changed(x, None, x.interval)
    axis = call.plain("axis", None if call.place == OPS else 0)
    if axis is None:
        return changed(x, indices.shape if call.place == OPS else None, x.interval)
    index = axis_index(axis, len(x.shape)) if is_integer(axis) else None
    shape = None if index is None else (*x.shape[:index], *indices.shape, *x.shape[index + 1 :])
    return changed(x, shape, x.interval)


@operation("embedding_lookup", takes="x indices", places=(TENSORFLOW,))
def embedding_lookup(call: OperationCall) -> Result:
    """Pick rows of a table."""
    return gather(call)


@operation("shape", places=(BACKEND, TENSORFLOW))
def shape_vector(call: OperationCall) -> Result:
    """Return the shape as a vector."""
    return Tensor((None if call.x.shape is None else len(call.x.shape),), "int32")


@operation("resize", takes="x shape method preserve_aspect_ratio antialias", places=("tensorflow.image",))
def resize(call: OperationCall) -> Result:
    """Bring images to the given size."""
    x, size = call.x, target_shape(call.plain("shape"))
    if x.shape is None or len(x.shape) not in {3, 4} or "preserve_aspect_ratio" in call.arguments:
        return Tensor(None, None)
    height, width = size if size is not None and len(size) == 2 else (None, None)
    return Tensor((*x.shape[:-3], height, width, x.shape[-1]), None)
