"""Functions that work value by value."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Final

from keraslint.libs import dtypes, intervals
from keraslint.libs.intervals import Range
from keraslint.libs.keras.activations import ACTIVATIONS, SYNONYMS
from keraslint.libs.keras.layers.extents import broadcast, product
from keraslint.libs.keras.layers.literals import dtype_name
from keraslint.libs.keras.layers.operations.spec import (
    BACKEND,
    OPS,
    TENSORFLOW,
    OperationCall,
    combined_dtype,
    operation,
)
from keraslint.libs.keras.layers.ranges import activated
from keraslint.libs.keras.layers.terms import Result, ShapeError
from keraslint.values import Interval, Tensor

_SMALL: Final = Interval(-1.0, 1.0)
_POSITIVE: Final = Interval(0.0, inf)

FLOATING: Final[dict[str, Interval | None]] = {
    **dict.fromkeys(("log", "log1p", "log2", "log10", "expm1", "sinh", "tan", "digamma", "lgamma", "erfinv", "logit"), None),
    **dict.fromkeys(("exp", "exp2", "sqrt", "rsqrt", "cosh", "arccosh", "acosh"), _POSITIVE),
    **dict.fromkeys(("sin", "cos", "erf"), _SMALL),
    **dict.fromkeys(("arctan", "atan", "arcsin", "asin"), Interval(-1.5708, 1.5708)),
    **dict.fromkeys(("arctanh", "atanh", "arcsinh", "asinh", "reciprocal"), None),
}
"""Functions whose result is a floating-point number, and its range."""


def real(x: Tensor) -> str | None:
    """Return the dtype of a result that is a real number, which is only certain where the operand is one."""
    return x.dtype if dtypes.is_float(x.dtype) else None


@operation(*FLOATING)
def floating(call: OperationCall) -> Result:
    """Apply a function of real numbers."""
    x = call.x
    return Tensor(x.shape, real(x), interval=FLOATING[call.name])


@operation("identity", places=(BACKEND, TENSORFLOW))
@operation("stop_gradient")
@operation("copy", places=(OPS,))
def unchanged(call: OperationCall) -> Result:
    """Hand the values on."""
    return Tensor(call.x.shape, call.x.dtype, interval=call.x.interval)


@operation("negative", "neg")
def negative(call: OperationCall) -> Result:
    """Change the sign."""
    x = call.x
    return Tensor(x.shape, x.dtype, interval=None if x.interval is None else intervals.negated(x.interval))


@operation("abs", "absolute")
def absolute(call: OperationCall) -> Result:
    """Drop the sign."""
    x = call.x
    return Tensor(x.shape, x.dtype, interval=_POSITIVE if x.interval is None else intervals.absolute(x.interval))


@operation("square")
def square(call: OperationCall) -> Result:
    """Multiply the values by themselves."""
    x = call.x
    interval = None if x.interval is None else intervals.power(x.interval, intervals.of(2))
    return Tensor(x.shape, x.dtype, interval=interval or _POSITIVE)


@operation("sign")
def sign(call: OperationCall) -> Result:
    """Return the sign."""
    return Tensor(call.x.shape, call.x.dtype, interval=Interval(-1.0, 1.0, integer=True))


@operation("round", "floor", "ceil", "rint", "trunc")
def rounded(call: OperationCall) -> Result:
    """Round to whole numbers."""
    x = call.x
    interval = None if x.interval is None else intervals.outward(x.interval)
    return Tensor(x.shape, real(x), interval=interval)


@operation("isnan", "isinf", "isfinite", "is_nan", "is_inf", "is_finite", "logical_not")
def asked(call: OperationCall) -> Result:
    """Answer a question about each value."""
    return Tensor(call.x.shape, "bool")


@operation("zeros_like", "ones_like")
def filled(call: OperationCall) -> Result:
    """Return a constant of the same shape."""
    value = 0.0 if call.name == "zeros_like" else 1.0
    return Tensor(call.x.shape, call.x.dtype, interval=intervals.of(value))


@operation("cast", takes="x dtype")
@operation("convert_to_tensor", takes="x dtype", places=(OPS, TENSORFLOW))
@operation("saturate_cast", takes="x dtype", places=(OPS, TENSORFLOW))
def cast(call: OperationCall) -> Result:
    """Change the dtype; a range survives between floating-point dtypes."""
    x = call.x
    dtype = dtype_name(call.value("dtype")) if "dtype" in call.arguments else x.dtype
    exact = x.interval is not None and (dtypes.is_float(dtype) or x.interval.integer)
    limits = dtypes.limits(dtype)
    fits = x.interval is not None and (limits is None or x.interval.within(limits.lo, limits.hi))
    return Tensor(x.shape, dtype, interval=x.interval if exact and fits else None)


@operation("to_float", places=(TENSORFLOW,))
@operation("cast_to_floatx", places=(BACKEND,))
def to_float(call: OperationCall) -> Result:
    """Change the dtype to the usual one."""
    return Tensor(call.x.shape, call.settings.floatx, interval=call.x.interval)


@operation("clip", "clip_by_value", takes="x low high")
def clip(call: OperationCall) -> Result:
    """Cut the values off at both ends."""
    x, low, high = call.x, call.operand("low").interval, call.operand("high").interval
    ends = None if low is None or high is None else (low.lo, high.hi)
    interval = intervals.clipped(x.interval, *ends) if ends is not None else None
    return Tensor(x.shape, real(x), interval=interval)


_OTHERWISE: Final = frozenset({"softmax", "log_softmax", "sparsemax", "glu", "threshold", "exp", "identity", "linear"})
_ACTIVATIONS: Final = tuple(name for name in (*ACTIVATIONS, *SYNONYMS) if name not in _OTHERWISE)


@operation("threshold", takes="x threshold default_value", places=(OPS,))
@operation(*_ACTIVATIONS, takes="x alpha negative_slope max_value threshold approximate")
def activation(call: OperationCall) -> Result:
    """Apply an activation; one with parameters of its own has a range only where they are left alone."""
    x = call.x
    usual = set(call.arguments) <= {"x", "approximate"}
    interval = activated(SYNONYMS.get(call.name, call.name), x.interval) if usual else None
    return Tensor(x.shape, real(x), interval=interval)


@operation("softmax", "log_softmax", "sparsemax", takes="x axis")
def normalising(call: OperationCall) -> Result:
    """Turn the values along an axis into probabilities or their logarithms."""
    x = call.x
    return Tensor(x.shape, real(x), interval=activated(call.name))


@operation("l2_normalize", takes="x axis epsilon", places=(BACKEND, TENSORFLOW))
@operation("normalize", takes="x axis order epsilon", places=(OPS,))
def unit_length(call: OperationCall) -> Result:
    """Bring vectors to length one."""
    x = call.x
    usual = call.integer("order", 2) == 2
    return Tensor(x.shape, real(x), interval=_SMALL if usual else None)


@operation("dropout", takes="x rate noise_shape seed", places=(TENSORFLOW,))
def dropout(call: OperationCall) -> Result:
    """Put zeros in by chance and scale up the rest."""
    return Tensor(call.x.shape, call.x.dtype)


@operation("cumsum", "cumprod", takes="x axis exclusive reverse")
def accumulated(call: OperationCall) -> Result:
    """Sum or multiply up along an axis; Keras lays the axes out in one where none is named."""
    x = call.x
    flat = call.place == OPS and call.plain("axis") is None
    shape = (None if x.shape is None else product(x.shape),) if flat else x.shape
    return Tensor(shape, real(x))


_ARITHMETIC: Final[dict[str, Callable[[Interval, Interval], Range]]] = {
    "add": intervals.add,
    "subtract": intervals.subtract,
    "sub": intervals.subtract,
    "multiply": intervals.multiply,
    "mul": intervals.multiply,
    "divide": intervals.divide,
    "truediv": intervals.divide,
    "true_divide": intervals.divide,
    "pow": intervals.power,
    "power": intervals.power,
    "maximum": lambda one, other: Interval(max(one.lo, other.lo), max(one.hi, other.hi)),
    "minimum": lambda one, other: Interval(min(one.lo, other.lo), min(one.hi, other.hi)),
    "squared_difference": lambda _one, _other: _POSITIVE,
    "divide_no_nan": lambda _one, _other: None,
    "div_no_nan": lambda _one, _other: None,
    "floor_divide": lambda _one, _other: None,
    "floordiv": lambda _one, _other: None,
    "mod": lambda _one, _other: None,
    "floormod": lambda _one, _other: None,
    "arctan2": lambda _one, _other: None,
    "atan2": lambda _one, _other: None,
}

COMPARISONS: Final = (
    "equal", "not_equal", "greater", "greater_equal", "less", "less_equal",
    "logical_and", "logical_or", "logical_xor", "isclose",
)  # fmt: skip


def broadcast_shape(*operands: Tensor) -> tuple[int | None, ...] | ShapeError | None:
    """Return the shape of operands that are combined value by value."""
    shapes = [operand.shape for operand in operands if operand.shape is not None]
    shape = broadcast(shapes)
    if shape == "mismatch":
        return ShapeError("mismatch", "operands whose shapes broadcast against each other", tuple(x.shape for x in operands))
    return shape if len(shapes) == len(operands) else None


@operation(*_ARITHMETIC, takes="x y")
def arithmetic(call: OperationCall) -> Result:
    """Combine two operands value by value."""
    x, y = call.x, call.operand("y")
    shape = broadcast_shape(x, y)
    if isinstance(shape, ShapeError):
        return shape
    interval = None if x.interval is None or y.interval is None else _ARITHMETIC[call.name](x.interval, y.interval)
    return Tensor(shape, _floating_pair(call, x, y), interval=interval)


def _floating_pair(call: OperationCall, x: Tensor, y: Tensor) -> str | None:
    """Return the dtype of two operands where one is a floating-point number."""
    dtype = combined_dtype(call, x.dtype, y.dtype)
    return dtype if dtypes.is_float(dtype) else None


@operation(*COMPARISONS, takes="x y")
def comparison(call: OperationCall) -> Result:
    """Compare two operands value by value."""
    shape = broadcast_shape(call.x, call.operand("y"))
    return shape if isinstance(shape, ShapeError) else Tensor(shape, "bool")


@operation("where", takes="condition x y", places=(OPS, TENSORFLOW))
@operation("switch", takes="condition x y", places=(BACKEND,))
def choice(call: OperationCall) -> Result:
    """Take values from one of two operands."""
    if "x" not in call.arguments or "y" not in call.arguments:
        return None
    condition, x, y = call.operand("condition"), call.x, call.operand("y")
    shape = broadcast_shape(condition, x, y)
    if isinstance(shape, ShapeError):
        return shape
    interval = x.interval.join(y.interval) if x.interval is not None and y.interval is not None else None
    return Tensor(shape, _floating_pair(call, x, y), interval=interval)


@operation("add_n", takes="x", places=(TENSORFLOW,))
def summed(call: OperationCall) -> Result:
    """Add tensors up."""
    tensors = call.several()
    if not tensors:
        return None
    shape = broadcast_shape(*tensors)
    return shape if isinstance(shape, ShapeError) else Tensor(shape, combined_dtype(call, *(x.dtype for x in tensors)))
