"""Statistics of arrays, sorting and counting."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from keraslint.libs import dtypes, shapes
from keraslint.libs.arrays import LITERAL, Rows, Statistic, as_array, content, data, given, integer, may_nest, relabelled
from keraslint.libs.builtins.numbers import compute
from keraslint.libs.intervals import Range
from keraslint.libs.registry import Call, entry, method
from keraslint.libs.sequences import elements, origin_of
from keraslint.values import Array, Const, Encoding, Interval, Origin, Reason, Shape, Tuple, Value

NONE: Final = Const(None)
WHOLE_SET: Final = frozenset({"load", "reshape", "cast", "shuffle"})
"""Steps after which all classes of a known data set are still there."""

LABELS: Final = frozenset({Encoding.INTEGER, Encoding.BINARY, Encoding.SIGNED, Encoding.STRING})


def all_classes(array: Array) -> int | None:
    """Return the number of classes of which each surely occurs: of a named data set, or of a literal, that is still whole."""
    whole = all(step.operation in WHOLE_SET for step in array.steps)
    literal = array.source is not None and array.source.name == LITERAL and array.shape is not None and array.shape[:1] != (None,)
    known = array.encoding in LABELS and whole and (origin_of(array) is Origin.DATASET or literal)
    return array.classes if known else None


def _spread(interval: Interval) -> Range:
    return Interval(0.0, interval.hi - interval.lo) if interval.bounded else Interval(0.0)


def _variance(interval: Interval) -> Range:
    width = interval.hi - interval.lo
    return Interval(0.0, width * width) if interval.bounded else Interval(0.0)


def _mean(interval: Interval) -> Range:
    return replace(interval, integer=False)


def _total(interval: Interval) -> Range:
    if interval.lo >= 0:
        return Interval(0.0, integer=interval.integer)
    return Interval(hi=0.0, integer=interval.integer) if interval.hi <= 0 else None


REDUCTIONS: Final[dict[str, tuple[str, Callable[[Interval], Range]]]] = {
    "max": ("max", lambda interval: interval),
    "amax": ("max", lambda interval: interval),
    "nanmax": ("max", lambda interval: interval),
    "min": ("min", lambda interval: interval),
    "amin": ("min", lambda interval: interval),
    "nanmin": ("min", lambda interval: interval),
    "mean": ("mean", _mean),
    "average": ("mean", _mean),
    "nanmean": ("mean", _mean),
    "median": ("median", _mean),
    "nanmedian": ("median", _mean),
    "std": ("std", _spread),
    "nanstd": ("std", _spread),
    "var": ("var", _variance),
    "ptp": ("range", _spread),
    "sum": ("sum", _total),
    "nansum": ("sum", _total),
}
"""Reductions by numpy's name: what they compute, and the range of it."""

AVERAGING: Final = frozenset({"mean", "median", "std", "var"})

ON_CONSTANTS: Final[dict[str, Callable[..., Any]]] = {
    "max": max,
    "min": min,
    "sum": sum,
    "prod": math.prod,
    "mean": lambda values: sum(values) / len(values),
}


def reduction_type(name: str, dtype: str | None, *, tensor: bool = False) -> str | None:
    """Return the element type of a reduction."""
    if name in AVERAGING:
        return dtype if tensor or not dtypes.is_integer(dtype) else "float64"
    if name in {"sum", "prod", "cumsum"} and dtypes.is_integer(dtype) and not tensor:
        return "uint64" if dtypes.kind(dtype) == "u" else "int64"
    return dtype


def reduce(call: Call, name: str, array: Array, axis: Value, keepdims: Value) -> Array:
    """Return a statistic of an array, which remembers whose it is."""
    meaning, function = REDUCTIONS[name]
    dtype = reduction_type(meaning, array.dtype, tensor=array.container == "tensor")
    frame = array.container in {"frame", "series"}
    over = Const(0) if frame and not given(axis) else axis
    shape = shapes.reduced(array.shape, over, keepdims)
    interval = None if array.interval is None else function(array.interval)
    if meaning == "range" and dtypes.is_integer(dtype):
        interval = None
    encoding, _ = relabelled(array)
    tracked = (
        axis in (NONE, Const(0))
        or integer(axis) == 0
        or (content(axis) is not None and Const(0) in (content(axis) or Tuple(())).values)
    )
    return Array(
        shape=shape,
        dtype=dtype,
        interval=interval,
        encoding=encoding,
        container="tensor" if array.container == "tensor" else "series" if frame and array.rank == 2 else "ndarray",
        steps=(*array.steps, call.step("arithmetic")),
        identity=Statistic(meaning, array) if tracked else array.identity if shapes.same_rows(array.shape, shape) else None,
    )


@entry(*(f"numpy.{name}" for name in REDUCTIONS))
@method("array", "max", "min", "mean", "std", "var", "sum", "median", "ptp")
def reduction(call: Call, a: Value, axis: Value = NONE, *rest: Value, keepdims: Value = NONE, **others: Value) -> Value:
    """Reduce an array to one number, or along an axis; known numbers are computed."""
    name = call.name.rpartition(".")[2]
    meaning, _ = REDUCTIONS[name]
    numbers = None if isinstance(a, Array) else elements(a)
    if numbers and axis == NONE and meaning in ON_CONSTANTS and all(isinstance(number, Const) for number in numbers):
        return compute(call, lambda *values: ON_CONSTANTS[meaning](values), *numbers)
    array = data(a)
    if isinstance(axis, Const) and axis.value == "columns":
        axis = Const(1)
    numbered = array.encoding in {Encoding.INTEGER, Encoding.BINARY}
    if numbered and meaning in {"max", "min"} and axis == NONE and array.interval is not None and all_classes(array) is not None:
        return Const(int(array.interval.hi if meaning == "max" else array.interval.lo), call.place, Origin.DATASET)
    reduced = reduce(call, name, array, axis, keepdims)
    if given(others.get("dtype")):
        dtype = dtypes.named(others.get("dtype"))
        reduced = replace(reduced, dtype=dtype, interval=reduced.interval if dtypes.is_float(dtype) else None)
    if name in {"std", "var", "average", "sum"} and {"weights", "where", "initial"} & set(others):
        return replace(reduced, interval=None)
    return reduced


@entry("numpy.prod", "numpy.product")
@method("array", "prod")
def prod(call: Call, a: Value, axis: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Multiply: known numbers are computed, such as the extents of a shape."""
    numbers = None if isinstance(a, Array) else elements(a)
    if numbers is not None and axis == NONE and all(isinstance(number, Const) for number in numbers):
        return compute(call, lambda *values: math.prod(values), *numbers)
    array = data(a)
    if array.container == "frame" and not given(axis):
        axis = Const(0)
    return Array(
        shapes.reduced(array.shape, axis, others.get("keepdims")),
        reduction_type("prod", array.dtype, tensor=array.container == "tensor"),
        steps=(*array.steps, call.step("arithmetic")),
    )


@entry("numpy.percentile", "numpy.quantile", "numpy.nanpercentile")
@method("array", "quantile")
def percentile(call: Call, a: Value, q: Value = Const(0.5), axis: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Take a percentile."""
    array = data(a)
    single = isinstance(q, Const) and array.container == "ndarray"
    shape = shapes.reduced(array.shape, axis) if single else None
    interval = None if array.interval is None else _mean(array.interval)
    dtype = "float64" if dtypes.is_integer(array.dtype) else array.dtype
    if dtypes.kind(array.dtype) == "f":
        dtype = array.dtype if single else None
    return Array(shape, dtype, interval, steps=(*array.steps, call.step("arithmetic")), identity=Statistic("percentile", array))


@entry("numpy.argmax", "numpy.argmin", "numpy.nanargmax")
@method("array", "argmax", "argmin", "idxmax", "idxmin")
def argmax(call: Call, a: Value, axis: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Find where the largest element stands: of class scores or one-hot rows, the class."""
    array = data(a)
    if array.container == "prediction":
        call.event("argmax", array=array, axis=integer(axis) if given(axis) else None, flat=not given(axis))
    shape = shapes.reduced(array.shape, axis, others.get("keepdims"))
    axes = shapes.axes_of(axis, array.rank) if array.rank is not None and given(axis) else None
    extent = array.shape[axes[0]] if axes is not None and len(axes) == 1 and array.shape is not None else None
    per_row = axes is not None and axes != (0,)
    labels = per_row and array.rank is not None and axes == (array.rank - 1,)
    interval = Interval(0.0, float(extent - 1), integer=True) if extent else Interval(0.0, integer=True)
    if call.name.rpartition(".")[2].startswith("idx"):
        if array.container == "frame":
            shape = shapes.reduced(array.shape, axis if given(axis) else Const(0))
        return Array(shape, None, steps=(*array.steps, call.step("decode")))
    return replace(
        array,
        shape=shape,
        dtype="int64",
        interval=interval,
        encoding=Encoding.INTEGER if labels else None,
        classes=extent if labels else None,
        container="tensor" if array.container == "tensor" else "ndarray",
        steps=(*array.steps, call.step("decode", axis=integer(axis))),
        identity=array.identity if per_row else None,
    )


@entry("numpy.argsort")
@method("array", "argsort")
def argsort(call: Call, a: Value, axis: Value = Const(-1), *rest: Value, **others: Value) -> Value:
    """Return the order in which elements would be sorted."""
    array = data(a)
    shape: Shape | None = array.shape if given(axis) else (None,)
    return Array(shape, "int64", Interval(0.0, integer=True), steps=(*array.steps, call.step("arithmetic")), identity=Rows())


@entry("numpy.sort")
def sort(call: Call, a: Value, axis: Value = Const(-1), *rest: Value, **others: Value) -> Value:
    """Sort along an axis."""
    array = data(a)
    encoding, classes = (array.encoding, array.classes) if array.rank == 1 else relabelled(array)
    shape: Shape | None = array.shape if given(axis) else (None,)
    return array.then(call.step("select"), shape=shape, encoding=encoding, classes=classes, container="ndarray", identity=None)


@method("array", "sort")
def sort_in_place(call: Call, array: Array, *rest: Value, **others: Value) -> Value:
    """Sort in place."""
    call.replace(array, array.then(call.step("select"), encoding=array.encoding if array.rank == 1 else None, identity=None))
    return NONE


@entry("numpy.unique", "pandas.unique")
@method("array", "unique")
def unique(call: Call, ar: Value, *flags: Value, **others: Value) -> Value:
    """Return the different values; their number is that of the classes where every class surely occurs."""
    array = data(ar)
    known = all_classes(array)
    if any(value != Const(value=False) for value in flags) or "axis" in others:
        return call.unknown()
    shape: Shape | None = (known,)
    values = Array(shape, array.dtype, array.interval, steps=(*array.steps, call.step("select")), identity=None)
    wanted = [name for name in ("return_index", "return_inverse", "return_counts") if name in others]
    if any(not isinstance(others[name], Const) for name in wanted):
        return call.unknown()
    extras = [Array((known,), "int64") for name in wanted if others[name] == Const(value=True)]
    if any(name == "return_inverse" for name in wanted):
        return call.unknown()
    return values if not extras else Tuple((values, *extras))


@method("array", "nunique")
def nunique(call: Call, array: Array, *rest: Value, **others: Value) -> Value:
    """Count the different values."""
    known = all_classes(array)
    return Const(known, call.place, Origin.DATASET) if known is not None else call.unknown(reason=Reason.DATA_DEPENDENT)


@entry("numpy.linalg.norm")
def norm(call: Call, x: Value, ord: Value = NONE, axis: Value = NONE, keepdims: Value = NONE) -> Value:
    """Take the length of vectors."""
    array = data(x)
    dtype = "float64" if dtypes.is_integer(array.dtype) else array.dtype
    return Array(
        shapes.reduced(array.shape, axis, keepdims),
        dtype,
        Interval(0.0) if not given(ord) or ord == Const(2) or ord == Const(1) else None,
        steps=(*array.steps, call.step("arithmetic")),
        identity=Statistic("norm", array),
    )


@entry("numpy.cumsum", "numpy.cumprod", "numpy.diff")
@method("array", "cumsum", "diff", "pct_change", "cumprod")
def cumulate(call: Call, a: Value, *rest: Value, **others: Value) -> Value:
    """Accumulate along an axis, or take differences."""
    array = data(a)
    keeps = bool(rest or others) and call.name == "numpy.cumsum" and array.rank == 1
    shape = array.shape if array.container != "ndarray" or keeps or (array.rank == 1 and not call.name.endswith("diff")) else None
    encoding, classes = relabelled(array)
    dtype = reduction_type("cumsum", array.dtype, tensor=array.container == "tensor") if call.name.endswith("sum") else None
    dtype = None if array.container in {"frame", "series"} else dtype
    return array.then(
        call.step("arithmetic"), shape=shape, dtype=dtype, interval=None, encoding=encoding, classes=classes, identity=None
    )


@entry("numpy.any", "numpy.all", "numpy.count_nonzero")
@method("array", "any", "all", "count")
def counted(call: Call, a: Value, axis: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Count, or say whether any or all elements are true."""
    array = data(a)
    if array.container in {"frame", "series"}:
        return call.unknown(reason=Reason.DATA_DEPENDENT)
    name = call.name.rpartition(".")[2]
    shape = shapes.reduced(array.shape, axis, others.get("keepdims"))
    truths = name in {"any", "all"}
    return Array(
        shape, "bool" if truths else "int64", Interval(0.0, 1.0, integer=True) if truths else Interval(0.0, integer=True)
    )


PLAIN: Final = {"u": "int64", "i": "int64", "f": "float64", "b": "bool", "s": "str"}
"""The types of Python's own numbers by the kind of the elements that they come from."""


@method("array", "item")
def item(call: Call, array: Array, *index: Value) -> Value:
    """Return one element as a number."""
    return replace(
        array,
        shape=(),
        dtype=PLAIN.get(dtypes.kind(array.dtype) or ""),
        encoding=None,
        classes=None,
        container="ndarray",
        identity=array.identity if isinstance(array.identity, Statistic) else None,
    )


@method("array", "tolist")
def tolist(call: Call, array: Array) -> Value:
    """Return the elements as a list; what is known of them stays with it."""
    shape = None if may_nest(array) else array.shape
    return replace(array, shape=shape, dtype=PLAIN.get(dtypes.kind(array.dtype) or ""), container="ndarray")


@method("array", "fill")
def fill(call: Call, array: Array, value: Value) -> Value:
    """Overwrite every element."""
    filler = as_array(value)
    interval = filler.interval if filler is not None else None
    limits = dtypes.limits(array.dtype)
    if interval is not None and limits is not None and not (interval.within(limits.lo, limits.hi) and interval.integer):
        interval = None
    call.replace(array, replace(array, interval=interval, encoding=None, classes=None))
    return NONE
