"""Reshaping: the same elements along other axes."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs import shapes
from keraslint.libs.arrays import MOST_RUNS, Rows, content, data, dims, given, integer, selected, size
from keraslint.libs.registry import Call, entry, method
from keraslint.values import Array, Const, Dim, Encoding, Shape, Step, Tuple, Value

NONE: Final = Const(None)
ROWS: Final = frozenset({Encoding.ONE_HOT, Encoding.MULTI_HOT})


def with_shape(call: Call, array: Array, shape: Shape | None, operation: str = "reshape") -> Array:
    """Return ``array`` with its elements along other axes: labels stay labels as long as their rows do."""
    encoding, classes = array.encoding, array.classes
    if encoding in ROWS and (shape is None or array.shape is None or not shape or shape[-1:] != array.shape[-1:]):
        encoding, classes = None, None
    identity = array.identity if shapes.same_rows(array.shape, shape) else None
    return array.then(call.step(operation), shape=shape, encoding=encoding, classes=classes, identity=identity)


@entry("numpy.reshape")
def reshape(call: Call, a: Value, shape: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Reshape to the given extents, of which -1 is worked out."""
    array = data(a)
    target = dims(others.get("newshape", shape))
    return with_shape(call, array, None if target is None else shapes.reshaped(array.shape, target))


@method("array", "reshape")
def reshape_method(call: Call, array: Array, *extents: Value, **others: Value) -> Value:
    """Reshape to the extents that are given apart or as a tuple."""
    target = dims(extents[0] if len(extents) == 1 else Tuple(extents))
    _count_rows(call, array, size(target))
    return replace(
        with_shape(call, array, None if target is None else shapes.reshaped(array.shape, target)),
        container="tensor" if array.container == "tensor" else "ndarray",
    )


def _count_rows(call: Call, array: Array, total: int | None) -> None:
    """Let the arrays that hold the rows of ``array`` have as many of them as its number of elements, now known, says."""
    if total is None or not isinstance(array.identity, Rows) or not array.shape or array.shape[0] is not None:
        return
    width = size(array.shape[1:])
    if width and total % width == 0:
        call.count_rows(array.identity, total // width)


@entry("numpy.ravel")
@method("array", "ravel", "flatten")
def ravel(call: Call, a: Value, order: Value = NONE) -> Value:
    """Put all elements along one axis."""
    array = data(a)
    if array.rank == 1:
        return array
    return with_shape(call, array, (size(array.shape),))


@entry("numpy.expand_dims")
def expand_dims(call: Call, a: Value, axis: Value) -> Value:
    """Put in an axis of extent 1."""
    array = data(a)
    shape = shapes.expanded(array.shape, axis)
    changed = with_shape(call, array, shape)
    return replace(changed, identity=array.identity) if shape and integer(axis) not in {0, None} else changed


@entry("numpy.squeeze")
@method("array", "squeeze")
def squeeze(call: Call, a: Value, axis: Value = NONE) -> Value:
    """Leave out axes of extent 1."""
    array = data(a)
    return with_shape(call, array, shapes.squeezed(array.shape, axis))


@entry("numpy.transpose", "numpy.permute_dims")
def transpose(call: Call, a: Value, axes: Value = NONE) -> Value:
    """Put the axes in another order."""
    array = data(a)
    order = content(axes)
    rows = order is not None and order.complete and bool(order.values) and order.values[0] == Const(0)
    changed = with_shape(call, array, shapes.transposed(array.shape, axes))
    return replace(changed, encoding=None, classes=None, identity=array.identity if rows else None)


@method("array", "transpose")
def transpose_method(call: Call, array: Array, *axes: Value) -> Value:
    """Put the axes in another order, given apart or as a tuple."""
    order: Value = (
        NONE if not axes else axes[0] if len(axes) == 1 and (content(axes[0]) is not None or axes[0] == NONE) else Tuple(axes)
    )
    return transpose(call, array, order)


@entry("numpy.moveaxis", "numpy.rollaxis")
def moveaxis(call: Call, a: Value, source: Value, destination: Value = NONE, **others: Value) -> Value:
    """Move an axis."""
    array = data(a)
    shape = shapes.moved(array.shape, integer(source), integer(destination)) if call.name == "numpy.moveaxis" else None
    return replace(with_shape(call, array, shape), encoding=None, classes=None, identity=None)


@entry("numpy.swapaxes")
@method("array", "swapaxes")
def swapaxes(call: Call, a: Value, axis1: Value, axis2: Value) -> Value:
    """Exchange two axes."""
    array = data(a)
    shape = shapes.swapped(array.shape, integer(axis1), integer(axis2))
    return replace(with_shape(call, array, shape), encoding=None, classes=None, identity=None)


@entry("numpy.atleast_2d", "numpy.atleast_1d")
def at_least(call: Call, a: Value, *others: Value) -> Value:
    """Put in axes at the front until there are enough."""
    if others:
        return call.unknown()
    array = data(a)
    rank = 2 if call.name.endswith("2d") else 1
    if array.shape is None:
        return with_shape(call, array, None)
    missing = rank - len(array.shape)
    return with_shape(call, array, ((1,) * missing + array.shape) if missing > 0 else array.shape) if missing > 0 else array


@entry("numpy.flip", "numpy.fliplr", "numpy.flipud", "numpy.roll", "numpy.rot90")
def turned(call: Call, m: Value, *rest: Value, **others: Value) -> Value:
    """Turn an array around along some axis."""
    array = data(m)
    name = call.name.rpartition(".")[2]
    shape: Shape | None = array.shape
    if name == "rot90":
        shape = None if array.shape is None else (*((None,) * min(len(array.shape), 2)), *array.shape[2:])
    sideways = name == "fliplr"
    encoding, classes = (None, None) if array.encoding in ROWS else (array.encoding, array.classes)
    return array.then(
        call.step("augment"), shape=shape, encoding=encoding, classes=classes, identity=array.identity if sideways else None
    )


@entry("numpy.broadcast_to")
def broadcast_to(call: Call, array: Value, shape: Value, *rest: Value, **others: Value) -> Value:
    """Repeat an array to a shape."""
    return with_shape(call, data(array), dims(shape))


@entry("numpy.tile")
def tile(call: Call, A: Value, reps: Value) -> Value:
    """Repeat a whole array along its axes."""
    array = data(A)
    times = dims(reps)
    shape: Shape | None = None
    if array.shape is not None and times is not None:
        rank = max(len(array.shape), len(times))
        shape = tuple(map(_times, (1,) * (rank - len(array.shape)) + array.shape, (1,) * (rank - len(times)) + times))
    encoding, classes = (None, None) if array.encoding in ROWS else (array.encoding, array.classes)
    return array.then(call.step("combine"), shape=shape, encoding=encoding, classes=classes, identity=None)


def _times(dim: Dim, by: Dim) -> Dim:
    return None if dim is None or by is None else dim * by


@entry("numpy.repeat")
@method("array", "repeat")
def repeat(call: Call, a: Value, repeats: Value, axis: Value = NONE) -> Value:
    """Repeat every element."""
    array = data(a)
    times, at = integer(repeats), integer(axis)
    shape: Shape | None = None
    if not given(axis):
        shape = (_times(size(array.shape), times),)
    elif array.shape is not None and at is not None and -len(array.shape) <= at < len(array.shape):
        changed = list(array.shape)
        changed[at] = _times(changed[at], times)
        shape = tuple(changed)
    keeps = array.encoding not in ROWS or at == 0
    container = "ndarray" if array.container != "tensor" else "tensor"
    in_runs = at in {None, 0} and _differ(a, array)
    return array.then(
        call.step("combine", ordered=True) if in_runs else call.step("combine"),
        shape=shape,
        encoding=array.encoding if keeps else None,
        classes=array.classes if keeps else None,
        container=container,
        identity=None,
    )


def _differ(elements: Value, array: Array) -> bool:
    """Say whether elements, as few as classes are, are known to differ: repeated they give one class after the other."""
    match array:
        case Array(steps=(Step(name="numpy.arange"),), shape=(int(count),)):
            return 1 < count <= MOST_RUNS
    listed = content(elements)
    if listed is None or not listed.complete:
        return False
    values = [item.value for item in listed.values if isinstance(item, Const)]
    return 1 < len(values) == len(listed.values) == len(set(values)) <= MOST_RUNS


@entry("numpy.pad")
def pad(call: Call, array: Value, pad_width: Value, mode: Value = Const("constant"), **others: Value) -> Value:
    """Put a border around an array: zeros, unless told otherwise."""
    found = data(array)
    shape = _padded(found.shape, pad_width)
    constant = mode == Const("constant")
    interval = found.interval
    if constant and interval is not None:
        zero = others.get("constant_values", Const(0)) in (Const(0), Const(0.0))
        interval = replace(interval, lo=min(interval.lo, 0.0), hi=max(interval.hi, 0.0)) if zero else None
    elif mode not in (Const("reflect"), Const("edge"), Const("symmetric"), Const("wrap")):
        interval = None
    return found.then(call.step("reshape"), shape=shape, interval=interval, encoding=None, classes=None, identity=None)


def _padded(shape: Shape | None, width: Value) -> Shape | None:
    if shape is None:
        return None
    both = integer(width)
    if both is not None:
        return tuple(shapes.plus(dim, 2 * both) for dim in shape)
    pairs = content(width)
    if pairs is None or not pairs.complete or len(pairs.values) != len(shape) or len(shape) < 2:
        return (None,) * len(shape)
    result: list[Dim] = []
    for dim, pair in zip(shape, pairs.values, strict=True):
        ends = content(pair)
        numbers = [integer(end) for end in ends.values] if ends is not None and ends.complete else []
        known = len(numbers) == 2 and None not in numbers
        result.append(shapes.plus(dim, sum(number for number in numbers if number is not None)) if known else None)
    return tuple(result)


@entry("numpy.take")
@method("array", "take")
def take(call: Call, a: Value, indices: Value, axis: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Take elements by number."""
    from keraslint.libs.indexing import gathered

    array, chosen = data(a), data(indices)
    at = integer(axis)
    if array.container not in {"ndarray", "tensor"} and not given(axis):
        at = 0
    shape = chosen.shape if not given(axis) and at is None else gathered(array, chosen, at) if at is not None else None
    rows = at == 0
    encoding, classes = (array.encoding, array.classes) if rows or array.encoding not in ROWS else (None, None)
    key = ("rows", chosen.identity) if isinstance(chosen.identity, Rows) else object()
    return array.then(
        call.step("select"),
        shape=shape,
        encoding=encoding,
        classes=classes,
        identity=selected(array.identity, key) if rows else None,
    )


@method("array", "copy", "numpy", "view")
def same(call: Call, array: Array, *rest: Value, **others: Value) -> Value:
    """Return the same numbers; a tensor becomes an array."""
    return replace(array, container="ndarray") if call.name.endswith("numpy") else array
