"""Methods that change values, or how they are held."""

from __future__ import annotations

from dataclasses import replace
from math import isnan
from typing import Final

from keraslint.libs import dtypes, intervals
from keraslint.libs.arrays import data, entries, given, number
from keraslint.libs.columns import with_columns
from keraslint.libs.numpy.elementwise import cast
from keraslint.libs.pandas.rows import finish
from keraslint.libs.registry import Call, entry, method
from keraslint.values import Array, Const, Dict, Encoding, Interval, Value

NONE: Final = Const(None)
FALSE: Final = Const(value=False)


@method("array", "to_numpy", "as_matrix")
def to_numpy(call: Call, array: Array, dtype: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Return the values as a plain array."""
    plain = replace(array, container="ndarray")
    return cast(call, plain, dtype) if given(dtype) else plain


@method("array", "fillna")
def fillna(call: Call, array: Array, value: Value = NONE, *rest: Value, inplace: Value = FALSE, **others: Value) -> Value:
    """Put a value where there is none."""
    filler = number(value)
    interval = array.interval
    if given(value):
        interval = interval.join(intervals.of(filler)) if interval is not None and filler is not None else None
    result = array.then(
        call.step("arithmetic", part="fillna"), interval=interval, encoding=array.encoding if not given(value) else None
    )
    return finish(call, array, result, inplace)


@method("array", "interpolate", "ffill", "bfill")
def fill_along(call: Call, array: Array, *rest: Value, inplace: Value = FALSE, **others: Value) -> Value:
    """Fill gaps from the values around them."""
    interval = (
        None if array.interval is None else replace(array.interval, integer=array.interval.integer and call.name[-4:] == "fill")
    )
    return finish(call, array, array.then(call.step("arithmetic", part="fillna"), interval=interval, encoding=None), inplace)


@method("array", "rename", "rename_axis", "convert_dtypes", "infer_objects")
def renamed(call: Call, array: Array, *rest: Value, inplace: Value = FALSE, **others: Value) -> Value:
    """Change names and leave the values."""
    result = replace(array, columns=None)
    if call.name.endswith(("convert_dtypes", "infer_objects")):
        result = replace(result, dtype=None)
    return finish(call, array, result, inplace)


def is_missing(value: Value) -> bool:
    """Say whether a value is the number that stands for one that is missing."""
    return isinstance(value, Const) and isinstance(value.value, float) and isnan(value.value)


@method("array", "replace")
def replaced(call: Call, array: Array, *rest: Value, inplace: Value = FALSE, **others: Value) -> Value:
    """Exchange values for others."""
    mapping = entries(rest[0]) if rest else None
    step = call.step("encode" if mapping is not None else "arithmetic")
    if any(is_missing(value) for value in (*rest[1:2], *others.values())):
        step = call.step("arithmetic", missing=True)
    result = array.then(step, dtype=None, interval=None, encoding=None, classes=None)
    return finish(call, array, result, inplace)


@method("array", "map")
def mapped(call: Call, array: Array, arg: Value, *rest: Value, **others: Value) -> Value:
    """Look every value up in a dict, or call a function on it; values that the dict lacks come out as missing."""
    mapping = entries(arg)
    if mapping is None or not mapping.complete:
        return array.then(call.step("opaque"), dtype=None, interval=None, encoding=None, classes=None)
    numbers = [number(value) for _, value in mapping.entries]
    known = [value for value in numbers if value is not None]
    whole = len(known) == len(numbers) and bool(known)
    interval = intervals.of(*known) if whole else None
    encoding, classes = _labels(mapping, interval)
    return array.then(call.step("encode"), dtype=None, interval=interval, encoding=encoding, classes=classes)


def _labels(mapping: Dict, interval: Interval | None) -> tuple[Encoding | None, int | None]:
    """Return the encoding of what a dict maps to, where it maps to class numbers."""
    values = {value.value for _, value in mapping.entries if isinstance(value, Const)}
    if interval is None or not interval.integer:
        return None, None
    if values == {0, 1}:
        return Encoding.BINARY, 2
    if values == {-1, 1}:
        return Encoding.SIGNED, 2
    return (Encoding.INTEGER, len(values)) if values == set(range(len(values))) else (None, None)


@method("array", "apply", "applymap", "transform", "pipe")
def applied(call: Call, array: Array, *rest: Value, **others: Value) -> Value:
    """Call a function of the program on rows, columns or values: what it does is not followed."""
    shape = None if array.rank is None else array.shape[:1] if array.shape else ()
    keeps = call.name.endswith(("applymap", "transform"))
    return array.then(
        call.step("opaque"), shape=array.shape if keeps or array.rank == 1 else None if array.rank == 2 else shape, dtype=None,
        interval=None, encoding=None, classes=None,
    )  # fmt: skip


@method("array", "where", "mask", "update", "combine_first")
def exchanged(call: Call, array: Array, *rest: Value, inplace: Value = FALSE, **others: Value) -> Value:
    """Exchange some values for others."""
    result = array.then(call.step("arithmetic"), dtype=None, interval=None, encoding=None, classes=None)
    if call.name.endswith("update"):
        call.replace(array, result)
        return NONE
    return finish(call, array, result, inplace)


@method("array", "shift")
def shifted(call: Call, array: Array, *rest: Value, **others: Value) -> Value:
    """Move the values along; gaps open at one end."""
    fill = "fill_value" in others or len(rest) > 3
    return array.then(call.step("select", part="shift"), dtype=None, interval=None if fill else array.interval, identity=None)


@method("array", "insert")
def insert(call: Call, array: Array, loc: Value, column: Value, value: Value, *rest: Value) -> Value:
    """Put a new column into a frame."""
    shape = None if array.rank != 2 or array.shape is None else (array.shape[0], None)
    call.replace(array, with_columns(array, replace(array, shape=shape, interval=None, dtype=None), column, value))
    return NONE


@method("array", "assign", "join", "merge", "append", "select_dtypes", "filter", "reindex")
def restructured(call: Call, array: Array, *rest: Value, **others: Value) -> Value:
    """Add, join or pick columns: the frame keeps its way and little else."""
    rows = array.shape[0] if array.rank == 2 and array.shape and call.name.endswith(("assign", "select_dtypes")) else None
    return Array((rows, None), container=array.container, role=array.role, steps=(*array.steps, call.step("combine")))


@method("array", "equals")
def decided(call: Call, array: Array, other: Value) -> Value:
    """Say that the answer depends on the data."""
    return call.unknown()


@entry("sklearn.utils.check_array")
def checked(call: Call, array: Value, *rest: Value, **others: Value) -> Value:
    """Return the values as a plain array of numbers."""
    found = data(array)
    return replace(found, container="ndarray", dtype=found.dtype if dtypes.is_float(found.dtype) else None)
