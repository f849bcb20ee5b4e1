"""Data frames and series from files, from values and from each other."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs import dtypes
from keraslint.libs.arrays import Rows, as_array, content, data, entries, given, loaded, relabelled, text
from keraslint.libs.columns import made_of
from keraslint.libs.numpy.joining import merged, parts_of
from keraslint.libs.registry import Call, attribute, entry
from keraslint.values import Api, Array, Const, Dict, Dim, Interval, Value

NONE: Final = Const(None)
READERS: Final = (
    "read_csv", "read_excel", "read_json", "read_table", "read_parquet", "read_hdf", "read_pickle", "read_feather", "read_sql",
    "read_sql_query", "read_html", "read_fwf",
)  # fmt: skip


@entry(*(f"pandas.{name}" for name in READERS), "pandas.io.parsers.read_csv")
def read(call: Call, *source: Value, **others: Value) -> Value:
    """Read a data frame; the number of its columns is known where the call states it."""
    if {"chunksize", "iterator"} & set(others) or call.name.endswith("read_html"):
        return call.unknown()
    path = text(source[0]) if source else None
    columns: Dim = None
    stated = content(others.get("usecols", others.get("names", NONE)))
    if stated is not None and stated.complete and not given(others.get("index_col")):
        columns = len(stated.values)
    step = call.step("load", path=path) if path is not None else call.step("load")
    return loaded(step, shape=(None, columns), container="frame")


@entry("pandas.DataFrame")
def frame(
    call: Call, data: Value = NONE, index: Value = NONE, columns: Value = NONE, dtype: Value = NONE, **others: Value
) -> Value:
    """Make a data frame of a dict of columns, of rows, or of an array."""
    named = content(columns)
    count = len(named.values) if named is not None and named.complete else None
    mapping = entries(data)
    if mapping is not None:
        made = _of_columns(call, mapping)
        plain = not given(index) and not given(columns)
    else:
        found = as_array(data)
        made = found if found is not None else Array((None, None), steps=(call.step("opaque"),))
        if made.rank == 1 and made.shape is not None:
            made = replace(made, shape=(made.shape[0], 1))
        if count is not None and (made.rank is None or isinstance(data, Array)):
            made = replace(made, shape=(made.shape[0] if made.shape else None, count))
        plain = not given(index) or not isinstance(data, Array) or data.container == "ndarray"
    if not plain:
        made = replace(made, shape=(None, count), interval=None, dtype=None)
    encoding, classes = (made.encoding, made.classes) if isinstance(data, Array) else relabelled(made)
    kind = dtypes.named(dtype) if given(dtype) else made.dtype
    interval = made.interval if not given(dtype) else None
    result = replace(made, container="frame", dtype=kind, interval=interval, encoding=encoding, classes=classes, columns=None)
    return _with_entries(result, mapping) if mapping is not None and plain and not given(dtype) else result


def _with_entries(frame: Array, mapping: Dict) -> Array:
    """Return a frame that is made of a dict with the columns that it holds."""
    arrays = [(name, as_array(value)) for name, value in mapping.entries]
    entries = tuple((name, array) for name, array in arrays if isinstance(name, str) and array is not None)
    return made_of(frame, entries, complete=mapping.complete and len(entries) == len(arrays))


def _of_columns(call: Call, mapping: Dict) -> Array:
    columns = [as_array(value) for _, value in mapping.entries]
    known = [column for column in columns if column is not None]
    rows = next((column.shape[0] for column in known if column.shape and column.shape[0] is not None), None)
    if len(known) != len(columns) or not known:
        return Array((rows, len(columns) if mapping.complete else None), steps=(call.step("load"),), identity=Rows())
    interval: Interval | None = known[0].interval
    dtype = known[0].dtype
    for column in known[1:]:
        interval = interval.join(column.interval) if interval is not None and column.interval is not None else None
        dtype = dtype if dtype == column.dtype else None
    steps = known[0].steps if all(column.steps == known[0].steps for column in known) else (call.step("load"),)
    shape = (rows, len(columns) if mapping.complete else None)
    return Array(shape, dtype, interval if mapping.complete else None, steps=steps, identity=Rows())


@entry("pandas.Series")
def series(call: Call, data: Value = NONE, index: Value = NONE, dtype: Value = NONE, **others: Value) -> Value:
    """Make a series."""
    found = as_array(data)
    if found is None or given(index):
        return Array((None,), container="series", steps=(call.step("opaque"),))
    kind = dtypes.named(dtype) if given(dtype) else found.dtype
    return replace(found, container="series", dtype=kind, interval=found.interval if not given(dtype) else None)


@entry("pandas.concat")
def concat(call: Call, objs: Value, axis: Value = Const(0), **others: Value) -> Value:
    """Put frames below or beside each other; columns of other names become columns of their own."""
    parts, complete = parts_of(objs)
    if not parts:
        return Array(None, steps=(call.step("opaque"),), container="frame")
    beside = axis in (Const(1), Const("columns"))
    ranks = {part.rank for part in parts}
    aligned = all(part.identity is parts[0].identity and part.identity is not None for part in parts)
    if beside:
        rows = parts[0].shape[0] if aligned and parts[0].shape else None
        widths = [part.shape[1] if part.rank == 2 and part.shape is not None else 1 if part.rank == 1 else None for part in parts]
        count = None if None in widths or not complete else sum(width for width in widths if width is not None)
        made = replace(merged(call, parts, (rows, count), rows=False), encoding=None, classes=None)
        return replace(made, container="frame", dtype=made.dtype if aligned else None, interval=made.interval)
    lengths = [part.shape[0] if part.shape else None for part in parts]
    total = None if None in lengths or not complete else sum(length for length in lengths if length is not None)
    flat = ranks == {1}
    made = merged(call, parts, (total,) if flat else (total, None), rows=True)
    same = all(part.dtype == made.dtype for part in parts) and flat
    return replace(made, container="series" if flat else "frame", dtype=made.dtype if same else None)


@entry("pandas.merge")
def merge(call: Call, left: Value, right: Value, *rest: Value, **others: Value) -> Value:
    """Join frames by a key."""
    found = data(left)
    return Array((None, None), container="frame", steps=(*found.steps, call.step("combine")))


@entry(
    "pandas.to_numeric", "pandas.to_datetime", "pandas.to_timedelta", "pandas.Timestamp", "pandas.date_range",
    "pandas.crosstab", "pandas.cut", "pandas.qcut", "pandas.Categorical", "pandas.pivot_table",
)  # fmt: skip
def converted(call: Call, *arguments: Value, **others: Value) -> Value:
    """Convert: what comes out is not modelled beyond its length."""
    if not arguments or not isinstance(arguments[0], Array) or call.name.rpartition(".")[2] not in {"to_numeric", "to_datetime"}:
        return call.unknown()
    array = arguments[0]
    return array.then(call.step("cast"), dtype=None, interval=None, encoding=None, classes=None)


@entry("pandas.set_option", "pandas.reset_option")
def nothing(call: Call, *arguments: Value, **others: Value) -> Value:
    """Return ``None``."""
    return NONE


@attribute("api", "pandas.options")
def options(call: Call, _owner: Api) -> Value:
    """Say that options are not followed."""
    return call.unknown()
