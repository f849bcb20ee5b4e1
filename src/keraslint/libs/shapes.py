"""Shapes: what reshaping, reducing, stacking and moving axes makes of them."""

from __future__ import annotations

from collections.abc import Sequence

from keraslint.libs.arrays import content, dims, integer, size
from keraslint.values import Const, Dim, Shape, Value


def reshaped(shape: Shape | None, target: Shape) -> Shape:
    """Return the shape after a reshape to ``target``, in which ``None`` is -1 or not known."""
    total = size(shape)
    open_axes = [axis for axis, dim in enumerate(target) if dim is None]
    if total is None or len(open_axes) != 1:
        return target
    rest = size(tuple(dim for dim in target if dim is not None))
    if not rest or total % rest:
        return target
    return tuple(total // rest if dim is None else dim for dim in target)


def same_rows(before: Shape | None, after: Shape | None) -> bool:
    """Say whether a reshape surely left the first axis alone."""
    if not before or not after:
        return False
    if before[0] is not None and before[0] == after[0]:
        return True
    inner = size(before[1:])
    return before[0] is None and after[0] is None and inner is not None and inner == size(after[1:])


def axes_of(axis: Value | None, rank: int) -> tuple[int, ...] | None:
    """Return the axes that an argument names, counted from the front; ``None`` where that is not known."""
    if axis is None or axis == Const(None):
        return tuple(range(rank))
    one = integer(axis)
    several = content(axis)
    numbers = (
        [one]
        if one is not None
        else [integer(item) for item in several.values]
        if several is not None and several.complete
        else None
    )
    if numbers is None:
        return None
    found = [number % rank for number in numbers if number is not None and -rank <= number < rank]
    return tuple(found) if len(found) == len(numbers) else None


def reduced(shape: Shape | None, axis: Value | None, keepdims: Value | None = None) -> Shape | None:
    """Return the shape after a reduction over ``axis``."""
    keep = keepdims == Const(value=True)
    if not keep and (axis is None or axis == Const(None)):
        return ()
    if shape is None or (keepdims is not None and not isinstance(keepdims, Const)):
        return None
    axes = axes_of(axis, len(shape))
    if axes is None:
        return None
    return tuple(1 if at in axes else dim for at, dim in enumerate(shape) if keep or at not in axes)


def squeezed(shape: Shape | None, axis: Value | None) -> Shape | None:
    """Return the shape without axes of extent 1."""
    if shape is None:
        return None
    if axis is None or axis == Const(None):
        return None if None in shape else tuple(dim for dim in shape if dim != 1)
    axes = axes_of(axis, len(shape))
    return None if axes is None else tuple(dim for at, dim in enumerate(shape) if at not in axes)


def expanded(shape: Shape | None, axis: Value | None) -> Shape | None:
    """Return the shape with an axis of extent 1 put in at ``axis``."""
    at = integer(axis)
    if shape is None or at is None or not -len(shape) - 1 <= at <= len(shape):
        return None
    at %= len(shape) + 1
    return (*shape[:at], 1, *shape[at:])


def concatenated(shapes: Sequence[Shape | None], axis: int) -> Shape | None:
    """Return the shape of arrays put one behind the other along ``axis``."""
    known = [shape for shape in shapes if shape is not None]
    if len(known) != len(shapes) or not known or len({len(shape) for shape in known}) != 1:
        return None
    rank = len(known[0])
    if not -rank <= axis < rank:
        return None
    at = axis % rank
    result: list[Dim] = []
    for position in range(rank):
        extents = [shape[position] for shape in known]
        if position == at:
            result.append(None if None in extents else sum(extent for extent in extents if extent is not None))
        else:
            stated = {extent for extent in extents if extent is not None}
            if len(stated) > 1:
                return None
            result.append(stated.pop() if stated else None)
    return tuple(result)


def transposed(shape: Shape | None, order: Value | None) -> Shape | None:
    """Return the shape with its axes in another order, reversed by default."""
    if shape is None:
        return None
    if order is None or order == Const(None):
        return shape[::-1]
    sequence = content(order)
    axes = [integer(item) for item in sequence.values] if sequence is not None and sequence.complete else None
    if axes is None or sorted(axis % len(shape) for axis in axes if axis is not None and shape) != list(range(len(shape))):
        return None if axes is None or len(axes) != len(shape) else (None,) * len(shape)
    return tuple(shape[axis] for axis in axes if axis is not None)


def moved(shape: Shape | None, source: int | None, target: int | None) -> Shape | None:
    """Return the shape with one axis moved to another position."""
    if shape is None or source is None or target is None:
        return None
    rank = len(shape)
    if not (-rank <= source < rank and -rank <= target < rank):
        return None
    left = list(shape)
    dim = left.pop(source % rank)
    left.insert(target % rank, dim)
    return tuple(left)


def swapped(shape: Shape | None, one: int | None, other: int | None) -> Shape | None:
    """Return the shape with two axes exchanged."""
    if shape is None or one is None or other is None:
        return None
    rank = len(shape)
    if not (-rank <= one < rank and -rank <= other < rank):
        return None
    changed = list(shape)
    changed[one], changed[other] = changed[other], changed[one]
    return tuple(changed)


def sized(value: Value | None) -> Shape | None:
    """Return the shape that a ``size`` argument states: a number or a tuple, ``None`` for a single value."""
    return () if value is None or value == Const(None) else dims(value)


def plus(dim: Dim, by: int | None) -> Dim:
    """Return an extent that grows by a number."""
    return None if dim is None or by is None else dim + by
