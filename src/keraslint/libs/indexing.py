"""Subscripts of arrays, data frames and symbolic tensors."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Final

from keraslint.libs import dtypes
from keraslint.libs.arithmetic import bounded
from keraslint.libs.arrays import Rows, as_array, counted, integer, selected
from keraslint.libs.columns import along, column, made_of, names_in
from keraslint.source import Place
from keraslint.values import (
    Api,
    Array,
    Const,
    Dim,
    Encoding,
    Instance,
    Interval,
    Node,
    Opaque,
    Reason,
    Role,
    Shape,
    Step,
    Tensor,
    Tuple,
    Unknown,
    Value,
)

FULL: Final = Opaque("slice", (Const(None), Const(None), Const(None)))
ELLIPSIS: Final = "ellipsis"
NEW_AXIS: Final = frozenset({"numpy.newaxis", "tensorflow.newaxis"})
LOCATORS: Final = frozenset({"iloc", "loc", "at", "iat"})
FRAMES: Final = frozenset({"frame", "series", "index", *LOCATORS})


@dataclass(slots=True)
class Selection:
    """What an index does: the shape it leaves, how it takes rows (``None`` when it takes all in order), whether axes change.

    ``split`` and ``role`` are those of an index array that a splitter made.
    """

    shape: list[Dim] | None = field(default_factory=list)
    rows: object = None
    operation: str = ""
    details: tuple[tuple[str, str | int | None], ...] = ()
    columns: bool = False
    split: Step | None = None
    role: Role | None = None
    arrays: int = 0
    advanced: list[int] = field(default_factory=list)


def array_item(array: Array, index: Value, place: Place | None) -> Value:
    """Return ``array[index]``."""
    if array.container in FRAMES:
        return _frame_item(array, index, place)
    if array.container == "archive":
        return Array(steps=array.steps, identity=Rows())
    return _taken(array, index, place)


def tensor_item(tensor: Tensor, index: Value, place: Place | None) -> Value:
    """Return ``tensor[index]`` of a symbolic tensor: a node of its own in the graph."""
    selection = select(tensor.shape, index)
    layer = Instance("keras.ops.getitem", place=place)
    node = Node(layer, (tensor,), (("index", index),), place)
    return Tensor(None if selection.shape is None else tuple(selection.shape), tensor.dtype, node, 0, tensor.interval)


def select(shape: Shape | None, index: Value) -> Selection:
    """Work out what ``index`` takes from an array of ``shape``."""
    parts = list(index.values) if isinstance(index, Tuple) and index.complete else [index]
    if isinstance(index, Tuple) and not index.complete:
        return Selection(None, rows=object(), operation="select")
    if shape is None:
        found = _blind(parts)
    else:
        found = Selection()
        axes = _spread(parts, shape)
        if axes is None:
            return Selection(None, rows=object(), operation="select")
        for at, (part, dims) in enumerate(axes):
            _apply(found, part, dims, at)
        # Index arrays are broadcast against each other, and go to the front when other axes stand between them.
        apart = found.advanced and found.advanced[-1] - found.advanced[0] >= len(found.advanced)
        if found.arrays > 1 or (found.arrays and apart):
            found.shape = None
    return found


def _blind(parts: list[Value]) -> Selection:
    """Describe an index on an array whose rank is not known."""
    found = Selection()
    _apply(found, parts[0], (None,), 0)
    found.shape = None
    return found


def _consumed(part: Value) -> int:
    """Return how many axes a part of an index uses up."""
    if _is_new_axis(part):
        return 0
    array = None if isinstance(part, Opaque) else as_array(part)
    return array.rank or 1 if array is not None and array.dtype == "bool" and array.rank is not None else 1


def _is_new_axis(part: Value) -> bool:
    return part == Const(None) or (isinstance(part, Api) and part.name in NEW_AXIS)


def _is_ellipsis(part: Value) -> bool:
    return isinstance(part, Opaque) and part.kind == ELLIPSIS


def _spread(parts: list[Value], shape: Shape) -> list[tuple[Value, Shape]] | None:
    """Pair every part of an index with the extents of the axes that it uses up, missing ones as full slices."""
    used = sum(_consumed(part) for part in parts if not _is_ellipsis(part))
    if used > len(shape):
        return None
    missing = len(shape) - used
    at = next((position for position, part in enumerate(parts) if _is_ellipsis(part)), len(parts))
    spread = [*parts[:at], *[FULL] * missing, *parts[at + 1 :]]
    axes: list[tuple[Value, Shape]] = []
    axis = 0
    for part in spread:
        count = _consumed(part)
        axes.append((part, shape[axis : axis + count]))
        axis += count
    return axes


def _apply(found: Selection, part: Value, dims: Shape, at: int) -> None:
    assert found.shape is not None
    first = at == 0
    if _is_new_axis(part):
        found.shape.append(1)
        return
    match part:
        case Opaque(kind="slice", parts=bounds):
            dim, key = sliced(dims[0], bounds)
            found.shape.append(dim)
            if key is not None:
                _note(found, ("slice", *key), "slice", (("lo", key[0]), ("hi", key[1]), ("step", key[2])), first=first)
            elif part != FULL and not all(isinstance(bound, Const) for bound in bounds):
                _note(found, object(), "slice", (), first=first)
            return
        case Const(value=int() as item) if not isinstance(item, bool):
            found.advanced.append(at)
            _note(found, ("item", item), "item", (("at", item),), first=first)
            return
    array = as_array(part)
    if array is None or array.rank is None:
        found.arrays += 2
        _note(found, object(), "select", (), first=first)
        return
    found.advanced.append(at)
    if array.rank == 0:
        _note(found, object(), "item", (), first=first)
        return
    if first:
        found.split = next((step for step in reversed(array.steps) if step.operation == "split"), None)
        found.role = array.role
    found.arrays += 1
    mask = array.dtype == "bool"
    found.shape.extend((None,) if mask else array.shape or ())
    rows: object = ("rows", array.identity) if isinstance(array.identity, Rows) else object()
    _note(found, rows, "mask" if mask else "take", (), first=first)


def _note(
    found: Selection, key: object, operation: str, details: tuple[tuple[str, str | int | None], ...], *, first: bool
) -> None:
    if first:
        found.rows, found.operation, found.details = key, operation, details
    else:
        found.columns = True


def sliced(dim: Dim, bounds: tuple[Value, ...]) -> tuple[Dim, tuple[int | None, int | None, int | None] | None]:
    """Return the extent after a slice, and its bounds: ``None`` where it takes everything in order, or is not known."""
    numbers = [integer(bound) for bound in bounds]
    known = all(number is not None or bound == Const(None) for number, bound in zip(numbers, bounds, strict=True))
    if not known or numbers[2] == 0:
        return None, None
    lo, hi, step = numbers
    if lo in {None, 0} and hi is None and step in {None, 1}:
        return dim, None
    if dim is not None:
        found = counted(slice(lo, hi, step).indices(dim))
        return (None if found is None else len(found)), (lo, hi, step)
    return (0 if hi == 0 and step is None else None), (lo, hi, step)


def _taken(array: Array, index: Value, place: Place | None) -> Array:
    """Return what ``index`` takes from a plain array or tensor."""
    selection = select(array.shape, index)
    shape = None if selection.shape is None else tuple(selection.shape)
    encoding, classes = _encoding_of(array, selection, shape)
    step = _step(array, selection, shape, place)
    partial = selection.rows is not None
    return replace(
        array,
        shape=shape,
        encoding=encoding,
        classes=classes,
        role=selection.role if selection.role is not None else None if partial and array.role is Role.ALL else array.role,
        steps=array.steps if step is None else (*array.steps, step),
        identity=selected(array.identity, selection.rows) if partial else array.identity,
    )


def _step(array: Array, selection: Selection, shape: Shape | None, place: Place | None) -> Step | None:
    if selection.split is not None:
        return selection.split
    if selection.rows is not None:
        return Step("select", selection.operation, place, selection.details)
    if selection.columns:
        return Step("select", "columns", place)
    return Step("reshape", "newaxis", place) if shape is None or shape != array.shape else None


def _encoding_of(array: Array, selection: Selection, shape: Shape | None) -> tuple[Encoding | None, int | None]:
    """Return the encoding of a selection: rows keep it, columns of one-hot rows are 0 or 1 each."""
    if array.encoding in {Encoding.ONE_HOT, Encoding.MULTI_HOT}:
        if selection.columns:
            single = shape is not None and array.rank == 2 and (len(shape) == 1 or shape[1:] == (1,))
            return (Encoding.BINARY, 2) if single else (None, None)
        if not shape or array.shape is None or shape[-1] != array.shape[-1]:
            return None, None
    return array.encoding, array.classes


def _frame_item(array: Array, index: Value, place: Place | None) -> Value:
    """Return an item of a data frame, a series, or one of their locators."""
    if array.container in LOCATORS:
        return _located(array, index, place)
    columns = _columns_named(index)
    if array.container == "frame":
        if columns is not None:
            return _named_columns(array, index, columns, place)
        if isinstance(index, Array) and dtypes.kind(index.dtype) == "s":
            return _columns(array, index.shape[0] if index.shape else None, place)
        if isinstance(index, Array) and index.dtype == "bool" and index.rank == 1:
            return along(array, replace(_taken(array, index, place), container="frame"))
        if isinstance(index, Opaque):
            return along(array, replace(_taken(array, index, place), container="frame"))
        return Array(None, None, array.interval, role=array.role, container="frame", steps=array.steps, identity=None)
    if columns is not None:
        return Array((), array.dtype, array.interval, steps=array.steps)
    taken = _taken(array, index, place)
    return replace(taken, container=array.container if taken.rank != 0 else "ndarray")


SINGLE: Final = -1
"""What ``_columns_named`` returns for one column by name, which gives a series."""


def _columns_named(index: Value) -> int | None:
    """Return how many columns a list of names takes, ``SINGLE`` for one name, or ``None`` for another kind of index."""
    names = names_in(index)
    return None if names is None else SINGLE if isinstance(index, Const) else len(names)


def _named_columns(array: Array, index: Value, count: int, place: Place | None) -> Array:
    """Return columns by name, as they are where each of them is known, else as the frame is."""
    taken = _columns(array, count, place)
    found = [column(array, name) for name in names_in(index) or ()]
    known = [part for part in found if part is not None]
    if not known or len(known) < len(found):
        return taken
    if count == SINGLE:
        return known[0]
    intervals = [part.interval for part in known if part.interval is not None]
    whole = reduce(Interval.join, intervals) if len(intervals) == len(known) else None
    dtype = known[0].dtype if all(part.dtype == known[0].dtype for part in known) else None
    return made_of(
        replace(taken, interval=whole, dtype=dtype), tuple(zip(names_in(index) or (), known, strict=True)), complete=True
    )


def _columns(array: Array, count: int | None, place: Place | None) -> Array:
    rows = array.shape[0] if array.shape else None
    step = Step("select", "columns", place)
    single = count == SINGLE
    return replace(
        array,
        shape=(rows,) if single else (rows, count),
        encoding=None,
        classes=None,
        container="series" if single else "frame",
        steps=(*array.steps, step),
    )


def _located(array: Array, index: Value, place: Place | None) -> Value:
    """Return ``frame.iloc[...]`` or ``frame.loc[...]``; labels of ``loc`` say nothing about how many rows they take."""
    rank = array.rank
    parts = list(index.values) if isinstance(index, Tuple) else [index]
    if rank is None or len(parts) > rank:
        return Array(None, None, array.interval, role=array.role, container="frame", steps=array.steps)
    if array.container in {"loc", "at"}:
        parts = [_by_label(part) for part in parts]
    taken = _taken(replace(array, container="ndarray"), Tuple(tuple(parts)), place)
    container = {2: "frame", 1: "series", 0: "ndarray"}.get(taken.rank if taken.rank is not None else -1, "frame")
    return replace(taken, container=container)


def _by_label(part: Value) -> Value:
    """Return a positional index that takes as much as a label does, as far as that is known."""
    if part == FULL:
        return part
    columns = _columns_named(part)
    if columns == SINGLE:
        return Const(0)
    if columns is not None:
        return Array((columns,), "int64")
    if isinstance(part, Array) and part.dtype == "bool":
        return part
    return (
        Opaque("slice", (Unknown(Reason.DATA_DEPENDENT), Const(None), Const(None)))
        if isinstance(part, Opaque)
        else Unknown(Reason.DATA_DEPENDENT)
    )


def gathered(array: Array, indices: Array, axis: int) -> Shape | None:
    """Return the shape of ``take(array, indices, axis)``."""
    if array.shape is None or indices.shape is None or not -len(array.shape) <= axis < len(array.shape):
        return None
    at = axis % len(array.shape)
    return (*array.shape[:at], *indices.shape, *array.shape[at + 1 :])


def stored(array: Array, value: Value) -> Array:
    """Return ``array`` after a part of it was overwritten with ``value``: its range grows, its encoding is open."""
    new = as_array(value)
    interval = (
        array.interval.join(new.interval) if new is not None and array.interval is not None and new.interval is not None else None
    )
    limited, wraps = (interval, False) if array.container in FRAMES else bounded(interval, array.dtype)
    # A buffer that is allocated and then filled takes over the way of what it is filled with.
    buffer = len(array.steps) == 1 and array.steps[0].detail("buffer")
    steps = new.steps if buffer and new is not None and new.shape != () and new.steps else array.steps
    shape, dtype = array.shape, array.dtype
    if array.container in FRAMES:
        # A column may be new, and columns have types of their own.
        shape, dtype = (shape[0], None) if shape is not None and len(shape) == 2 else shape, None
    return replace(array, shape=shape, dtype=dtype, interval=None if wraps else limited, encoding=None, classes=None, steps=steps)
