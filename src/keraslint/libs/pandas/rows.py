"""Methods that take, drop or order the rows of a frame."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs.arrays import content, flag, given, integer, number, selected
from keraslint.libs.columns import along, column, names_in
from keraslint.libs.registry import Call, method
from keraslint.values import Array, Const, Dim, Role, Shape, Step, Value

NONE: Final = Const(None)
FALSE: Final = Const(value=False)


def finish(call: Call, array: Array, result: Array, inplace: Value | None) -> Value:
    """Return the result of a method, or write it back where the method works in place."""
    placed = flag(inplace) if inplace is not None else False
    if placed is None:
        return call.unknown()
    if placed:
        call.replace(array, result)
        return NONE
    return result


def with_rows(array: Array, rows: Dim) -> Shape | None:
    """Return the shape with another number of rows."""
    return None if array.shape is None or not array.shape else (rows, *array.shape[1:])


def taken(array: Array, step: Step, rows: Dim, role: Role | None = None) -> Array:
    """Return some of the rows."""
    kept = None if array.role is Role.ALL else array.role
    identity = selected(array.identity, object())
    return along(array, array.then(step, shape=with_rows(array, rows), role=role or kept, identity=identity))


@method("array", "head", "tail")
def head(call: Call, array: Array, n: Value = Const(5)) -> Value:
    """Take the first or last rows."""
    count = integer(n)
    rows = array.shape[0] if array.shape else None
    known = min(count, rows) if count is not None and count >= 0 and rows is not None else None
    return taken(array, call.step("select"), known)


@method("array", "sample")
def sample(call: Call, array: Array, n: Value = NONE, frac: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Draw rows; all of them in random order for ``frac=1``."""
    part = number(frac)
    rows = array.shape[0] if array.shape else None
    whole = part == 1 and not given(n)
    if whole and "replace" not in others:
        return along(array, array.then(call.step("shuffle"), identity=None))
    count = integer(n) if given(n) else 1 if not given(frac) else None
    if part is not None and rows is not None and not given(n):
        count = round(part * rows)
    return taken(array, call.step("select", part="sample"), count)


@method("array", "sort_values", "sort_index")
def sort(call: Call, array: Array, *arguments: Value, inplace: Value = FALSE, **others: Value) -> Value:
    """Order the rows by a column or by their labels."""
    return finish(call, array, along(array, array.then(call.step("select", part="sorted"), identity=None)), inplace)


@method("array", "reset_index")
def reset_index(
    call: Call, array: Array, *arguments: Value, drop: Value = FALSE, inplace: Value = FALSE, **others: Value
) -> Value:
    """Give the rows new numbers; the old labels become a column unless they are dropped."""
    if flag(drop) is True:
        return finish(call, array, array, inplace)
    rows = array.shape[0] if array.shape else None
    columns = array.shape[1] if array.rank == 2 and array.shape is not None else 1 if array.rank == 1 else None
    shape = (rows, None if columns is None or flag(drop) is None else columns + 1)
    result = replace(array, shape=shape, container="frame", interval=None, dtype=None, encoding=None, classes=None, columns=None)
    return finish(call, array, result, inplace)


@method("array", "set_index")
def set_index(call: Call, array: Array, keys: Value, *arguments: Value, inplace: Value = FALSE, **others: Value) -> Value:
    """Make a column the labels of the rows."""
    return finish(
        call, array, replace(array, shape=_narrowed(array, 1 if isinstance(keys, Const) else None), columns=None), inplace
    )


def _narrowed(array: Array, by: int | None) -> Shape | None:
    """Return the shape with fewer columns."""
    if array.rank != 2 or array.shape is None:
        return array.shape
    columns = array.shape[1]
    return array.shape[0], columns - by if columns is not None and by is not None and columns >= by else None


@method("array", "dropna", "drop_duplicates", "query", "nlargest", "nsmallest")
def fewer(call: Call, array: Array, *arguments: Value, inplace: Value = FALSE, axis: Value = Const(0), **others: Value) -> Value:
    """Keep an unknown number of the rows, or of the columns."""
    sideways = axis in (Const(1), Const("columns")) or (bool(arguments) and arguments[0] in (Const(1), Const("columns")))
    if sideways:
        return finish(call, array, array.then(call.step("select"), shape=_narrowed(array, None)), inplace)
    if array.container == "frame" and not isinstance(axis, Const):
        return call.unknown()
    return finish(call, array, replace(taken(array, call.step("select"), None), role=array.role), inplace)


@method("array", "drop")
def drop(
    call: Call,
    array: Array,
    labels: Value = NONE,
    axis: Value = Const(0),
    index: Value = NONE,
    columns: Value = NONE,
    *rest: Value,
    inplace: Value = FALSE,
    **others: Value,
) -> Value:
    """Leave out columns, or rows: those that another frame holds make the rest the test data."""
    sideways = given(columns) or axis in (Const(1), Const("columns"))
    if sideways:
        left_out = columns if given(columns) else labels
        result = array.then(call.step("select", part="columns"), shape=_narrowed(array, _count(left_out)))
        return finish(call, array, along(array, result, without=names_in(left_out)), inplace)
    rows_of_another = isinstance(labels, Array) and labels.container == "index"
    step = call.step("split", part="second") if rows_of_another else call.step("select")
    return finish(call, array, taken(array, step, None, Role.TEST if rows_of_another else None), inplace)


def _count(labels: Value) -> int | None:
    if isinstance(labels, Const):
        return 1
    names = content(labels)
    return len(names.values) if names is not None and names.complete else None


@method("array", "pop")
def pop(call: Call, array: Array, item: Value) -> Value:
    """Take a column out of a frame."""
    rows = array.shape[0] if array.shape else None
    step = call.step("select", part="columns")
    call.replace(array, along(array, array.then(step, shape=_narrowed(array, 1)), without=names_in(item)))
    known = column(array, item.value) if isinstance(item, Const) and isinstance(item.value, str) else None
    return known if known is not None else array.then(step, shape=(rows,), container="series", encoding=None, classes=None)


@method("array", "to_frame")
def framed(call: Call, array: Array, name: Value = NONE) -> Value:
    """Make a frame of a series."""
    rows = array.shape[0] if array.shape else None
    return replace(array, shape=(rows, 1), container="frame")
