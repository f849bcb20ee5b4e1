"""Functions that work element by element, and casts."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, floor, inf
from typing import Final

from keraslint.libs import arithmetic, dtypes, intervals
from keraslint.libs.arrays import as_array, data, given, is_prediction, number, relabelled
from keraslint.libs.builtins.numbers import compute
from keraslint.libs.intervals import Range
from keraslint.libs.registry import Call, entry, method
from keraslint.values import Array, Const, Encoding, Interval, Value

NONE: Final = Const(None)
TRUTH: Final = Interval(0.0, 1.0, integer=True)
KEPT_BY_CASTS: Final = frozenset({Encoding.BINARY, Encoding.INTEGER, Encoding.ONE_HOT, Encoding.MULTI_HOT, Encoding.SIGNED})


def cast(call: Call, array: Array, dtype: Value, *, keep_steps: bool = False) -> Array:
    """Return ``array`` with another element type."""
    target = dtypes.named(dtype)
    interval, encoding, classes = cast_range(array.interval, array.dtype, target), array.encoding, array.classes
    if target == "str":
        interval, encoding, classes = None, Encoding.STRING, array.classes
    elif encoding is Encoding.STRING or (target is None and encoding is not None):
        interval, encoding, classes = None, None, None
    elif encoding is Encoding.SIGNED and dtypes.kind(target) in {"u", "b"}:
        encoding, classes = None, None
    elif encoding is Encoding.INTEGER and target == "bool":
        encoding, classes = Encoding.BINARY, 2
    elif encoding is Encoding.CONTINUOUS and not dtypes.is_float(target):
        encoding, classes = None, None
    elif target == "bool" and encoding not in KEPT_BY_CASTS:
        encoding, classes = Encoding.BINARY, 2
    changed = replace(array, dtype=target, interval=interval, encoding=encoding, classes=classes)
    if keep_steps or target == array.dtype:
        return changed
    step = call.step("cast", dtype=target)
    return replace(changed, steps=(*array.steps, step))


def cast_range(interval: Range, source: str | None, target: str | None) -> Range:
    """Return the range after a cast: fractions are cut off, what does not fit into an integer type may come out as anything."""
    if target == "bool":
        return TRUTH
    if (
        interval is None
        or target is None
        or dtypes.kind(target) in {"s", "o", "c"}
        or dtypes.kind(source) in {"s", "o", "c", None}
    ):
        return None
    limits = dtypes.limits(target)
    if limits is None:
        return None if target == "float16" and interval.magnitude > 65504 else interval
    whole = interval if interval.integer else intervals.truncated(interval)
    if whole.within(limits.lo, limits.hi):
        return whole
    return limits if dtypes.SIZES[target][1] == 1 else None


@method("array", "astype")
def astype(call: Call, array: Array, dtype: Value, *rest: Value, **others: Value) -> Value:
    """Cast to another element type; a data frame may cast its columns to different ones."""
    if array.container == "frame" and dtypes.named(dtype) is None:
        return array.then(call.step("cast"), dtype=None, interval=None, encoding=None, classes=None)
    return cast(call, array, dtype)


@dataclass(frozen=True, slots=True)
class Ufunc:
    """What is known of an elementwise function: its range function and whether it makes floats of integers."""

    range: Callable[[Interval], Range]
    floating: bool = True
    scalar: Callable[[float], float] | None = None


def _increasing(function: Callable[[float], float], lo: float = -inf, hi: float = inf) -> Ufunc:
    return Ufunc(lambda interval: intervals.mapped(interval, function, Interval(lo, hi)), scalar=function)


def _fixed(lo: float, hi: float, function: Callable[[float], float] | None = None) -> Ufunc:
    return Ufunc(lambda _: Interval(lo, hi), scalar=function)


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def _exp(x: float) -> float:
    return inf if x > 709 else math.exp(x)


UFUNCS: Final[dict[str, Ufunc]] = {
    "exp": _increasing(_exp),
    "expm1": _increasing(lambda x: _exp(x) - 1),
    "log": _increasing(math.log, lo=1e-300),
    "log2": _increasing(math.log2, lo=1e-300),
    "log10": _increasing(math.log10, lo=1e-300),
    "log1p": _increasing(math.log1p, lo=-1 + 1e-9),
    "sqrt": _increasing(math.sqrt, lo=0.0),
    "tanh": _increasing(math.tanh),
    "arctan": _increasing(math.atan),
    "sinh": _increasing(lambda x: math.sinh(x) if abs(x) < 700 else math.copysign(inf, x)),
    "deg2rad": _increasing(math.radians),
    "radians": _increasing(math.radians),
    "rad2deg": _increasing(math.degrees),
    "sin": _fixed(-1.0, 1.0, math.sin),
    "cos": _fixed(-1.0, 1.0, math.cos),
    "cosh": Ufunc(lambda _: Interval(1.0, inf)),
    "floor": Ufunc(lambda interval: intervals.rounded(interval, floor), scalar=floor),
    "ceil": Ufunc(lambda interval: intervals.rounded(interval, ceil), scalar=ceil),
    "rint": Ufunc(intervals.rounded),
    "trunc": Ufunc(intervals.truncated, scalar=math.trunc),
    "tan": Ufunc(lambda _: None, scalar=math.tan),
    "square": Ufunc(lambda interval: intervals.power(interval, Interval(2.0, 2.0, integer=True)), floating=False),
    "sign": Ufunc(lambda _: Interval(-1.0, 1.0, integer=True), floating=False),
    "abs": Ufunc(intervals.absolute, floating=False),
    "negative": Ufunc(intervals.negated, floating=False),
}
"""Elementwise functions by numpy's name."""

KEEP_INTEGERS: Final = frozenset({"floor", "ceil", "trunc"})
ALIASES: Final = {"absolute": "abs", "fabs": "abs"}


def ufunc_type(name: str, dtype: str | None) -> str | None:
    """Return the element type of the result of an elementwise function in numpy."""
    if not dtypes.is_integer(dtype) or dtype is None:
        return dtype
    if name == "fabs":
        return FLOAT_OF[dtypes.SIZES[dtype][1]]
    known = UFUNCS[ALIASES.get(name, name)]
    if name in KEEP_INTEGERS:
        return None  # numpy 2.1 began to leave integers alone
    if not known.floating:
        return {"square": "int8", "abs": "bool", "absolute": "bool"}.get(name) if dtype == "bool" else dtype
    return FLOAT_OF[dtypes.SIZES[dtype][1]]


FLOAT_OF: Final = {1: "float16", 2: "float32", 4: "float64", 8: "float64"}


def apply_ufunc(call: Call, name: str, array: Array, dtype: str | None) -> Array:
    """Return the result of an elementwise function."""
    known = UFUNCS[ALIASES.get(name, name)]
    interval = None if array.interval is None else known.range(array.interval)
    if array.interval is None and name in {"sin", "cos", "tanh"}:
        interval = Interval(-1.0, 1.0)
    interval, wraps = arithmetic.bounded(interval, dtype) if dtype is not None else (interval, False)
    encoding, classes = relabelled(array)
    return array.then(
        call.step("arithmetic"),
        dtype=dtype,
        interval=None if wraps else interval,
        encoding=encoding,
        classes=classes,
        identity=array.identity,
    )


@entry(*(f"numpy.{name}" for name in (*UFUNCS, *ALIASES)))
def ufunc(call: Call, x: Value, *rest: Value, **others: Value) -> Value:
    """Apply an elementwise function; to a plain number by computing it."""
    name = call.name.rpartition(".")[2]
    known = UFUNCS[ALIASES.get(name, name)]
    if isinstance(x, Const) and known.scalar is not None:
        return compute(call, lambda value: float(known.scalar(float(value))), x)  # type: ignore[misc]
    array = data(x)
    return placed(call, apply_ufunc(call, name, array, ufunc_type(name, array.dtype)), rest, others)


def placed(call: Call, result: Value, rest: tuple[Value, ...], others: dict[str, Value]) -> Value:
    """Write a result into the array given as ``out``, if one is."""
    target = others.get("out", rest[0] if rest else NONE)
    if isinstance(target, Array) and isinstance(result, Array):
        call.replace(
            target, replace(result, dtype=target.dtype, interval=result.interval if dtypes.is_float(target.dtype) else None)
        )
    return result


OPERATORS: Final[dict[str, str]] = {
    "add": "Add",
    "subtract": "Subtract",
    "multiply": "Multiply",
    "divide": "Divide",
    "true_divide": "Divide",
    "floor_divide": "FloorDivide",
    "mod": "Modulo",
    "remainder": "Modulo",
    "power": "Power",
    "logical_and": "BitAnd",
    "logical_or": "BitOr",
    "equal": "Equal",
    "not_equal": "NotEqual",
    "less": "LessThan",
    "less_equal": "LessThanEqual",
    "greater": "GreaterThan",
    "greater_equal": "GreaterThanEqual",
}
COMPARING: Final = frozenset({"equal", "not_equal", "less", "less_equal", "greater", "greater_equal"})


def operate(call: Call, name: str, one: Value, other: Value) -> Value:
    """Return the result of a function that is an operator by another name."""
    left, right = _lifted(one, other)
    operator = OPERATORS[name]
    if name in COMPARING:
        return arithmetic.compared(operator, left, right, call.place)
    if arithmetic.is_scaling(operator, left, right):
        call.scaling()
    result = arithmetic.binary(operator, left, right, call.place)
    if name.startswith("logical") and isinstance(result, Array):
        return replace(result, dtype="bool", interval=TRUTH, encoding=Encoding.BINARY, classes=2)
    return result


def _lifted(one: Value, other: Value) -> tuple[Value, Value]:
    """Make an array of the first operand where neither is one yet."""
    if isinstance(one, Array) or isinstance(other, Array):
        return one, other
    found = as_array(one)
    return (found if found is not None else one), other


@entry(*(f"numpy.{name}" for name in OPERATORS))
def operator_function(call: Call, x1: Value, x2: Value, *rest: Value, **others: Value) -> Value:
    """Apply an operator that is written as a function."""
    return placed(call, operate(call, call.name.rpartition(".")[2], x1, x2), rest, others)


@method("array", "add", "sub", "mul", "div", "truediv", "divide", "subtract", "multiply")
def operator_method(call: Call, array: Array, other: Value, *rest: Value, **others: Value) -> Value:
    """Apply an operator that is written as a method of a data frame."""
    name = call.name.rpartition(".")[2]
    full = {"sub": "subtract", "mul": "multiply", "div": "divide", "truediv": "divide"}.get(name, name)
    result = operate(call, full, array, other)
    return replace(result, shape=array.shape) if isinstance(result, Array) else result


@entry("numpy.clip")
@method("array", "clip")
def clip(call: Call, a: Value, min: Value = NONE, max: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Cut values off at both ends."""
    array = data(a)
    lo = others.get("a_min", others.get("lower", min))
    hi = others.get("a_max", others.get("upper", max))
    ends = [number(lo), number(hi)]
    known = all(end is not None or bound == NONE for end, bound in zip(ends, (lo, hi), strict=True))
    interval = intervals.clipped(array.interval, *ends) if known else None
    dtype = array.dtype
    for bound in (lo, hi):
        if isinstance(bound, Const) and isinstance(bound.value, int | float):
            dtype = dtypes.with_scalar(dtype, bound.value)
        elif given(bound):
            dtype = None
    if dtype != array.dtype and array.container != "ndarray":
        dtype = None
    encoding, classes = relabelled(array)
    result = array.then(call.step("arithmetic"), dtype=dtype, interval=interval, encoding=encoding, classes=classes)
    return placed(call, result, rest, others)


@entry("numpy.round", "numpy.around", "numpy.round_")
@method("array", "round")
def round_(call: Call, a: Value, decimals: Value = Const(0), *rest: Value, **others: Value) -> Value:
    """Round to whole numbers or to some decimals."""
    array = data(a)
    if is_prediction(array) and decimals == Const(0):
        call.event("compare", operator="round", left=array, right=decimals)
    interval = array.interval
    if interval is not None:
        interval = (
            intervals.rounded(interval)
            if decimals == Const(0)
            else replace(intervals.outward(interval), integer=interval.integer)
        )
    if dtypes.is_integer(array.dtype):
        interval = array.interval if decimals == Const(0) else None
    encoding = array.encoding if array.encoding in KEPT_BY_CASTS else None
    dtype = "float16" if array.dtype == "bool" and decimals == Const(0) else array.dtype
    return array.then(
        call.step("decode"), dtype=dtype, interval=interval, encoding=encoding, classes=array.classes if encoding else None
    )


@entry("numpy.maximum", "numpy.minimum", "numpy.fmax", "numpy.fmin")
def extreme(call: Call, x1: Value, x2: Value, *rest: Value, **others: Value) -> Value:
    """Take the larger or smaller of two operands, element by element."""
    left, right = _lifted(x1, x2)
    one, other = data(left), data(right)
    pick = max if call.name.rpartition(".")[2] in {"maximum", "fmax"} else min
    interval = None
    if one.interval is not None and other.interval is not None:
        whole = one.interval.integer and other.interval.integer
        interval = Interval(pick(one.interval.lo, other.interval.lo), pick(one.interval.hi, other.interval.hi), whole)
    dtype = arithmetic.result_type("Add", left, right)
    main = one if one.shape != () else other
    encoding = Encoding.CONTINUOUS if Encoding.CONTINUOUS in {one.encoding, other.encoding} else None
    shape = arithmetic.broadcast(one.shape, other.shape)
    return main.then(call.step("arithmetic"), shape=shape, dtype=dtype, interval=interval, encoding=encoding, classes=None)


@entry(
    "numpy.isnan", "numpy.isfinite", "numpy.isinf", "numpy.logical_not", "numpy.isclose", "numpy.isin", "numpy.in1d",
    "pandas.isnull", "pandas.isna", "pandas.notnull", "pandas.notna",
)  # fmt: skip
@method("array", "isnull", "isna", "notnull", "notna", "isin", "duplicated", "eq", "ne", "gt", "lt", "ge", "le", "between")
def truths(call: Call, x: Value, *rest: Value, **others: Value) -> Value:
    """Say yes or no for every element."""
    array = data(x)
    shape = array.shape if not rest or call.name != "numpy.isclose" else None
    if call.name.endswith("duplicated"):
        shape = array.shape[:1] if array.shape else None
    container = "series" if call.name.endswith("duplicated") else array.container
    return array.then(
        call.step("arithmetic"),
        shape=shape,
        dtype="bool",
        interval=TRUTH,
        encoding=Encoding.BINARY,
        classes=2,
        container=container,
    )


@entry("numpy.nan_to_num")
def nan_to_num(call: Call, x: Value, copy: Value = NONE, nan: Value = Const(0.0), **others: Value) -> Value:
    """Put numbers where there are none."""
    array = data(x)
    filler = number(nan)
    interval = array.interval.join(intervals.of(filler)) if array.interval is not None and filler is not None else None
    if interval is not None and not interval.bounded:
        interval = None
    whole = dtypes.is_integer(array.dtype)
    return array.then(call.step("arithmetic"), interval=array.interval if whole else interval)


@entry("numpy.dot", "numpy.matmul", "numpy.inner")
def product(call: Call, a: Value, b: Value, out: Value = NONE) -> Value:
    """Multiply matrices."""
    one, other = as_array(a), as_array(b)
    if one is None or other is None:
        return Array(steps=(*data(a).steps, call.step("arithmetic")))
    if one.shape == () or other.shape == ():
        return arithmetic.binary("Multiply", a, b, call.place)
    if (one.rank or 0) > 2 or (other.rank or 0) > 2:
        return replace(arithmetic.matmul(one, other, call.place), shape=None)
    return arithmetic.matmul(one, other, call.place)


@method("array", "dot")
def dot(call: Call, array: Array, b: Value) -> Value:
    """Multiply matrices."""
    return product(call, array, b)
