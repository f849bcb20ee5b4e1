"""Functions that sum products."""

from __future__ import annotations

from keraslint.libs.keras.layers.extents import Mismatch, axis_index, broadcast, common
from keraslint.libs.keras.layers.literals import integers, is_integer
from keraslint.libs.keras.layers.operations.spec import (
    BACKEND,
    OPS,
    TENSORFLOW,
    OperationCall,
    combined_dtype,
    operand,
    operation,
)
from keraslint.libs.keras.layers.terms import Result, ShapeError
from keraslint.values import Dim, Shape, Tensor


def _disagree(one: Tensor, other: Tensor) -> ShapeError:
    return ShapeError("mismatch", "operands that agree on the axis that is summed over", (one.shape, other.shape))


@operation("matmul", takes="x y", places=(OPS,))
@operation("matmul", takes="x y transpose_a transpose_b", places=(TENSORFLOW,))
def matmul(call: OperationCall) -> Result:
    """Multiply matrices, batch by batch."""
    x, y = call.x, call.operand("y")
    dtype = combined_dtype(call, x.dtype, y.dtype)
    one, other = _turned(call, "transpose_a", x.shape), _turned(call, "transpose_b", y.shape)
    if one is None or other is None or len(one) < 2 or len(other) < 2:
        return Tensor(None, dtype)
    if common((one[-1], other[-2])) == "mismatch":
        return _disagree(x, y)
    batch = broadcast([one[:-2], other[:-2]])
    if batch == "mismatch":
        return ShapeError("mismatch", "matrices in batches that broadcast against each other", (x.shape, y.shape))
    return Tensor((*batch, one[-2], other[-1]), dtype)


def _turned(call: OperationCall, parameter: str, shape: Shape | None) -> Shape | None:
    """Return the shape of an operand whose last axes may be swapped."""
    turned = call.boolean(parameter)
    if shape is None or turned is None or (turned and len(shape) < 2):
        return None
    return (*shape[:-2], shape[-1], shape[-2]) if turned else shape


@operation("dot", takes="x y", places=(OPS, BACKEND))
def dot(call: OperationCall) -> Result:
    """Sum over the last axis of one operand and the last but one of the other."""
    x, y = call.x, call.operand("y")
    dtype = combined_dtype(call, x.dtype, y.dtype)
    if x.shape is None or y.shape is None or len(x.shape) < 2 or len(y.shape) < 2:
        return Tensor(None, dtype)
    if common((x.shape[-1], y.shape[-2])) == "mismatch":
        return _disagree(x, y)
    return Tensor((*x.shape[:-1], *y.shape[:-2], y.shape[-1]), dtype)


@operation("tensordot", takes="x y axis", places=(OPS, TENSORFLOW))
def tensordot(call: OperationCall) -> Result:
    """Sum over several axes of both operands."""
    x, y = call.x, call.operand("y")
    dtype = combined_dtype(call, x.dtype, y.dtype)
    axes = call.plain("axis", 2 if call.place == OPS else None)
    if x.shape is None or y.shape is None:
        return Tensor(None, dtype)
    left, right = _summed_axes(axes, len(x.shape))
    if left is None or right is None or len(left) != len(right):
        return Tensor(None, dtype)
    if None in {*(axis_index(axis, len(x.shape)) for axis in left), *(axis_index(axis, len(y.shape)) for axis in right)}:
        return Tensor(None, dtype)
    if any(common((x.shape[a], y.shape[b])) == "mismatch" for a, b in zip(left, right, strict=True)):
        return _disagree(x, y)
    return Tensor((*_without(x.shape, left), *_without(y.shape, right)), dtype)


def _summed_axes(axes: object, rank: int) -> tuple[tuple[int, ...] | None, tuple[int, ...] | None]:
    if is_integer(axes):
        return tuple(range(rank - axes, rank)), tuple(range(axes))
    if not isinstance(axes, tuple) or len(axes) != 2:
        return None, None
    left, right = (integers((part,) if is_integer(part) else part) for part in axes)
    return _sure(left), _sure(right)


def _sure(axes: tuple[int | None, ...] | None) -> tuple[int, ...] | None:
    return None if axes is None or None in axes else tuple(axis for axis in axes if axis is not None)


def _without(shape: Shape, axes: tuple[int, ...]) -> Shape:
    gone = {axis % len(shape) for axis in axes}
    return tuple(extent for axis, extent in enumerate(shape) if axis not in gone)


@operation("einsum", takes="equation *", places=(OPS, TENSORFLOW))
def einsum(call: OperationCall) -> Result:
    """Sum products over axes that are named by letters."""
    first = call.arguments.get("*")
    operands = [operand(value) for value in ((first, *call.rest) if first is not None else call.rest)]
    equation = call.plain("equation")
    shape = einsum_shape(equation, [x.shape for x in operands]) if isinstance(equation, str) else None
    if isinstance(shape, ShapeError):
        return shape
    return Tensor(shape, combined_dtype(call, *(x.dtype for x in operands)))


def einsum_shape(equation: str, shapes: list[Shape | None]) -> Shape | ShapeError | None:
    """Return the shape that an equation without an ellipsis gives."""
    sources, arrow, target = equation.replace(" ", "").partition("->")
    letters = sources.split(",")
    if not arrow or "." in equation or len(letters) != len(shapes):
        return None
    extents: dict[str, list[Dim]] = {}
    for names, shape in zip(letters, shapes, strict=True):
        if shape is not None and len(shape) != len(names):
            return ShapeError("rank", f"operands with the axes of {sources}", tuple(shapes))
        for index, name in enumerate(names):
            extents.setdefault(name, []).append(None if shape is None else shape[index])
    merged: dict[str, Dim] = {}
    for name, several in extents.items():
        extent: Dim | Mismatch = common(several)
        if extent == "mismatch":
            return ShapeError("mismatch", f"operands that are equally long along {name}", tuple(shapes))
        merged[name] = extent
    return tuple(merged.get(name) for name in target)
