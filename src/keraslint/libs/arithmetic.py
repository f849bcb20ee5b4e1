"""Arithmetic on arrays: shapes broadcast, types promote as in numpy 2, ranges follow, and what scales the data is noted."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs import dtypes, intervals
from keraslint.libs.arrays import Rows, Statistic, as_array, number, relabelled, statistic
from keraslint.source import Place
from keraslint.values import (
    Array,
    Const,
    Dataset,
    Dim,
    Encoding,
    Instance,
    Interval,
    Reason,
    Role,
    Shape,
    Step,
    Tensor,
    Unknown,
    Value,
)

OPERATIONS: Final[dict[str, str]] = {
    "Add": "add",
    "Subtract": "subtract",
    "Multiply": "multiply",
    "Divide": "divide",
    "FloorDivide": "floor_divide",
    "Modulo": "modulo",
    "Power": "power",
    "MatrixMultiply": "matmul",
    "BitAnd": "bitwise_and",
    "BitOr": "bitwise_or",
    "BitXor": "bitwise_xor",
    "LeftShift": "left_shift",
    "RightShift": "right_shift",
    "Equal": "equal",
    "NotEqual": "not_equal",
    "LessThan": "less",
    "GreaterThan": "greater",
    "LessThanEqual": "less_equal",
    "GreaterThanEqual": "greater_equal",
}

PIXEL_DIVISORS: Final = frozenset({127.0, 127.5, 128.0, 255.0, 256.0, 257.0, 65535.0})
"""Constants that pixels are divided by to scale them."""

SCALING_STATISTICS: Final = ("max", "min", "mean", "std", "var", "range", "norm", "median", "percentile")

CONTAINERS: Final = ("tensor", "frame", "series", "index")
"""Containers in the order in which they win over the ones behind them, and over plain arrays."""


def binary(name: str, left: Value, right: Value, place: Place | None) -> Value:
    """Return ``left name right``, where one of them is an array; ``name`` is the operator's class name in LibCST."""
    if isinstance(left, Dataset | Tensor) or isinstance(right, Dataset | Tensor):
        return Unknown(Reason.UNMODELLED_CALL, place, f"operator {name}")
    one, other = operand(left), operand(right)
    if one is None and other is None:
        return Unknown(Reason.UNMODELLED_CALL, place, f"operator {name}")
    if one is None or other is None:
        return _with_unknown(name, one, other, place)
    if name == "MatrixMultiply":
        return matmul(one, other, place)
    if name in {"BitAnd", "BitOr", "BitXor"}:
        return _logical(name, one, other, place)
    shape = broadcast(one.shape, other.shape)
    dtype = result_type(name, left, right)
    interval, wraps = _range(name, one, other, dtype, same=left is right)
    main, by = _main(one, other)
    step = _step(name, main, by, place, reflected=main is other, wraps=wraps)
    encoding, classes = _encoding(name, one, other, main, by, interval)
    return replace(
        main,
        shape=shape,
        dtype=dtype,
        interval=interval,
        encoding=encoding,
        classes=classes,
        role=_role(one, other, main),
        container=_container(one, other),
        steps=(*main.steps, step),
        identity=_identity(name, one, other, main),
    )


def operand(value: Value) -> Array | None:
    """Return an operand as an array: also a number, a nested list of numbers; ``None`` for what is not known."""
    if isinstance(value, Instance) and value.kind == "dict":
        return None
    return as_array(value)


def _with_unknown(name: str, one: Array | None, other: Array | None, place: Place | None) -> Array:
    """Return the result with an operand of which nothing is known: neither shape nor range, but the way of the data."""
    array = one if one is not None else other
    assert array is not None
    scaling = one is not None and name == "Divide"
    step = Step("scale" if scaling else "arithmetic", OPERATIONS.get(name, name), place, (("by", "unknown"),))
    encoding, classes = relabelled(array)
    return array.then(step, shape=None, dtype=None, interval=None, encoding=encoding, classes=classes, identity=_rows(array))


def broadcast(one: Shape | None, other: Shape | None) -> Shape | None:
    """Return the shape of an elementwise operation on operands of two shapes; ``None`` where it cannot be told or would fail."""
    if one == () or other == ():
        return other if one == () else one
    if one is None or other is None:
        return None
    rank = max(len(one), len(other))
    padded = [(1,) * (rank - len(shape)) + shape for shape in (one, other)]
    result: list[Dim] = []
    for a, b in zip(*padded, strict=True):
        if a == 1:
            result.append(b)
        elif b in {1, a}:
            result.append(a)
        elif a is None or b is None:
            result.append(b if a is None else a)
        else:
            return None
    return tuple(result)


def result_type(name: str, left: Value, right: Value) -> str | None:
    """Return the element type of a result, where a Python number gives way to the type of the array."""
    one, other = operand(left), operand(right)
    if one is None or other is None:
        return None
    tensors = "tensor" in {one.container, other.container}
    match left, right:
        case Array(), Const(value=scalar):
            common = _beside_scalar(one.dtype, scalar, tensor=tensors)
        case Const(value=scalar), Array():
            common = _beside_scalar(other.dtype, scalar, tensor=tensors)
        case _:
            common = _tensor_type(one, other) if tensors else dtypes.promote(one.dtype, other.dtype)
    if name == "Divide":
        return dtypes.divided_tensor(common) if tensors else dtypes.divided(common)
    if common == "bool":
        # Truth values add and multiply as such, but have no difference, quotient or power of their own.
        return "bool" if name in {"Add", "Multiply"} else {"FloorDivide": "int8", "Modulo": "int8", "Power": "int8"}.get(name)
    return common


def _beside_scalar(dtype: str | None, scalar: object, *, tensor: bool) -> str | None:
    if tensor:
        fits = dtypes.is_float(dtype) or (
            isinstance(scalar, int) and not isinstance(scalar, bool) and dtypes.kind(dtype) in {"u", "i"}
        )
        return dtype if fits else None
    return dtypes.with_scalar(dtype, scalar) if isinstance(scalar, bool | int | float | complex) else None


def _tensor_type(one: Array, other: Array) -> str | None:
    if one.container == other.container == "tensor":
        return one.dtype if one.dtype == other.dtype else None
    return one.dtype if one.container == "tensor" else other.dtype


def _range(name: str, one: Array, other: Array, dtype: str | None, *, same: bool) -> tuple[Interval | None, bool]:
    """Return the range of a result, and whether it left the limits of its integer type and wrapped around."""
    refined = _ratio(name, one, other)
    if refined is not None:
        return refined, False
    if one.interval is None or other.interval is None:
        return None, False
    if same and name == "Multiply":
        found = intervals.power(one.interval, Interval(2.0, 2.0, integer=True))
    else:
        function = intervals.BINARY.get(name)
        found = function(one.interval, other.interval) if function is not None else None
    return bounded(found, dtype)


def bounded(interval: Interval | None, dtype: str | None) -> tuple[Interval | None, bool]:
    """Return a range as the type can hold it, and whether values wrap around; what overflows a float is not known."""
    if interval is None or dtype is None:
        return None if dtype is None else interval, False
    limits = dtypes.limits(dtype)
    if limits is not None:
        if interval.within(limits.lo, limits.hi):
            return replace(interval, integer=True), False
        return (limits if dtypes.SIZES[dtype][1] == 1 else None), interval.bounded and dtype != "bool"
    if dtype == "float16" and interval.magnitude > 65504:
        return None, False
    return interval if dtypes.is_float(dtype) else None, False


def _ratio(name: str, one: Array, other: Array) -> Interval | None:
    """Return the range of an array combined with a statistic of itself: ``x / x.max()``, ``x - x.min()`` and both together."""
    found = statistic(other, "max", "min", "range")
    if found is None:
        return None
    if name == "Divide" and found.name == "max" and found.of is one and one.interval is not None and one.interval.lo >= 0:
        return Interval(0.0, 1.0)
    if name == "Subtract" and found.name == "min" and found.of is one and dtypes.kind(one.dtype) in {"u", "f"}:
        spread = one.interval.hi - one.interval.lo if one.interval is not None else float("inf")
        return Interval(0.0, spread, one.interval is not None and one.interval.integer)
    if name == "Divide" and found.name == "range" and _reduced_by(one, found.of, "min"):
        return Interval(0.0, 1.0)
    return None


def _reduced_by(array: Array, of: Array, name: str) -> bool:
    """Say whether ``array`` is ``of`` less a statistic of it."""
    if array.identity is not of.identity or len(array.steps) != len(of.steps) + 1 or array.steps[:-1] != of.steps:
        return False
    last = array.steps[-1]
    return last.name == "subtract" and last.detail("by") == name and last.detail("of") == "itself"


def _main(one: Array, other: Array) -> tuple[Array, Array]:
    """Tell the data apart from what they are combined with: the operand that has rows, the left one if both have."""
    if statistic(one) is not None and statistic(other) is None and other.shape != ():
        return other, one
    if one.shape == () and other.shape != ():
        return other, one
    if one.rank is not None and other.rank is not None and other.rank > one.rank:
        return other, one
    return one, other


def _step(name: str, main: Array, by: Array, place: Place | None, *, reflected: bool, wraps: bool) -> Step:
    constant = by.interval.lo if by.shape == () and by.interval is not None and by.interval.lo == by.interval.hi else None
    found = statistic(by)
    operation = OPERATIONS.get(name, name)
    scales = name == "Divide" and not reflected and (constant is not None or found is not None)
    scales = scales or (name == "Multiply" and constant is not None)
    details: list[tuple[str, str | float | bool]] = [
        ("by", constant if constant is not None else found.name if found is not None else "array")
    ]
    if found is not None and found.of.identity is main.identity and main.identity is not None:
        details.append(("of", "itself"))
    if reflected:
        details.append(("reflected", True))
    if wraps:
        details.append(("wraps", True))
    return Step("scale" if scales else "arithmetic", operation, place, tuple(details))


def _encoding(
    name: str, one: Array, other: Array, main: Array, by: Array, interval: Interval | None
) -> tuple[Encoding | None, int | None]:
    """Return the encoding of a result: labels stay labels when nothing changes or when they are moved down to start at 0."""
    if Encoding.CONTINUOUS in {one.encoding, other.encoding}:
        return Encoding.CONTINUOUS, None
    step = by.interval.lo if by.shape == () and by.interval is not None and by.interval.lo == by.interval.hi else None
    if step is None:
        return None, None
    if (name, step) in {("Multiply", 1.0), ("Add", 0.0)} or (
        (name, step) in {("Divide", 1.0), ("Subtract", 0.0)} and main is one
    ):
        return main.encoding, main.classes
    if name == "Subtract" and step == 1.0 and main is other and main.encoding is Encoding.BINARY:
        return Encoding.BINARY, 2
    moved = name == "Subtract" and main is one and main.encoding is Encoding.INTEGER and interval is not None and interval.lo >= 0
    return (Encoding.INTEGER, main.classes) if moved else (None, None)


def _role(one: Array, other: Array, main: Array) -> Role | None:
    roles = {array.role for array in (one, other) if array.role is not None}
    return main.role if len(roles) <= 1 or statistic(other) is not None or statistic(one) is not None else None


def _container(one: Array, other: Array) -> str:
    found = {one.container, other.container}
    return next((container for container in CONTAINERS if container in found), "ndarray")


def _rows(array: Array) -> object:
    return array.identity if isinstance(array.identity, Rows) else None


def _identity(name: str, one: Array, other: Array, main: Array) -> object:
    first, second = statistic(one, "max"), statistic(other, "min")
    if name == "Subtract" and first is not None and second is not None and first.of is second.of:
        return Statistic("range", first.of)
    if statistic(main) is not None:
        # A small number added to a divisor against zero leaves it the same statistic, but no exact bound.
        found = statistic(main, "std", "var", "mean")
        return found if name in {"Add", "Power"} and other.shape == () else None
    return _rows(main)


def matmul(one: Array, other: Array, place: Place | None) -> Array:
    """Return the matrix product of two arrays."""
    encoding = Encoding.CONTINUOUS if Encoding.CONTINUOUS in {one.encoding, other.encoding} else None
    positive = all(array.interval is not None and array.interval.lo >= 0 for array in (one, other))
    dtype = dtypes.promote(one.dtype, other.dtype)
    return Array(
        shape=matmul_shape(one.shape, other.shape),
        dtype=dtype,
        interval=Interval(0.0) if positive and dtypes.is_float(dtype) else None,
        encoding=encoding,
        role=one.role,
        container=_container(one, other),
        steps=(*one.steps, Step("arithmetic", "matmul", place)),
        identity=_rows(one),
    )


def matmul_shape(one: Shape | None, other: Shape | None) -> Shape | None:
    """Return the shape of a matrix product; ``None`` where it cannot be told or would fail."""
    if not one or not other:
        return None
    if len(other) == 1:
        return one[:-1]
    if len(one) == 1:
        return (*other[:-2], other[-1])
    batch = broadcast(one[:-2] or (), other[:-2] or ())
    return None if batch is None else (*batch, one[-2], other[-1])


def _logical(name: str, one: Array, other: Array, place: Place | None) -> Array:
    shape = broadcast(one.shape, other.shape)
    step = Step("arithmetic", OPERATIONS[name], place)
    truths = one.dtype == "bool" and other.dtype == "bool"
    main, _ = _main(one, other)
    return replace(
        main,
        shape=shape,
        dtype=dtypes.promote(one.dtype, other.dtype),
        interval=Interval(0.0, 1.0, integer=True) if truths else None,
        encoding=Encoding.BINARY if truths else None,
        classes=2 if truths else None,
        container=_container(one, other),
        steps=(*main.steps, step),
        identity=_rows(main),
    )


def compared(name: str, left: Value, right: Value, place: Place | None) -> Value:
    """Return ``left name right`` for a comparison: an array of truth values, or the answer to ``x is None``."""
    if name in {"Is", "IsNot"}:
        nothing = Const(None)
        if nothing in (left, right):
            return Const(name == "IsNot")
        return Unknown(Reason.DATA_DEPENDENT, place)
    if name in {"In", "NotIn"} or isinstance(left, Dataset | Tensor) or isinstance(right, Dataset | Tensor):
        return Unknown(Reason.DATA_DEPENDENT, place)
    one, other = operand(left), operand(right)
    array, by = (one, other) if one is not None and (other is None or one.shape != ()) else (other, one)
    if array is None:
        return Unknown(Reason.DATA_DEPENDENT, place)
    threshold = number(right if array is one else left)
    details = (("by", threshold),) if threshold is not None else ()
    return replace(
        array,
        shape=None if by is None else broadcast(array.shape, by.shape),
        dtype="bool",
        interval=Interval(0.0, 1.0, integer=True),
        encoding=Encoding.BINARY,
        classes=2,
        steps=(*array.steps, Step("arithmetic", OPERATIONS.get(name, name), place, details)),
        identity=_rows(array),
    )


def unary(name: str, array: Array, place: Place | None) -> Value:
    """Return ``-array``, ``+array`` or ``~array``."""
    if name == "Plus":
        return array
    if name == "Minus":
        interval, wraps = bounded(None if array.interval is None else intervals.negated(array.interval), array.dtype)
        encoding, classes = relabelled(array)
        if array.encoding is Encoding.SIGNED:
            encoding, classes = array.encoding, array.classes
        details = (("wraps", True),) if wraps else ()
        step = Step("arithmetic", "negative", place, details)
        return array.then(step, interval=interval, encoding=encoding, classes=classes, identity=_rows(array))
    step = Step("arithmetic", "invert", place)
    if array.dtype == "bool":
        return array.then(step, identity=_rows(array))
    return array.then(step, interval=None, encoding=None, classes=None, identity=_rows(array))


def is_scaling(name: str, left: Value, right: Value) -> bool:
    """Say whether an operation brings data into another range, as far as its operands show; ``left`` may be unknown."""
    constant = number(right)
    match name:
        case "Divide":
            if constant is not None:
                return abs(constant) in PIXEL_DIVISORS
            return statistic(right, *SCALING_STATISTICS) is not None or (
                isinstance(left, Array) and left.shape != () and not isinstance(right, Const | Array)
            )
        case "Multiply":
            factors = [value for value in (constant, number(left)) if value]
            return any(abs(1 / factor - divisor) < 1e-3 * divisor for factor in factors for divisor in PIXEL_DIVISORS)
    return False
