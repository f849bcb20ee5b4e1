"""Numbers: conversions, ``min``, ``max``, ``sum`` and their kin, ``math``."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from keraslint.libs import intervals
from keraslint.libs.arrays import Statistic
from keraslint.libs.registry import Call, attribute, entry
from keraslint.libs.sequences import elements
from keraslint.values import Api, Array, Const, Origin, Reason, Tensor, Unknown, Value, is_huge

NONE: Final = Const(None)


def compute(call: Call, function: Callable[..., Any], *arguments: Value) -> Value:
    """Apply a function to constants; whatever it raises is a fact about the program, which would fail there too."""
    unknown = next((argument for argument in arguments if isinstance(argument, Unknown)), None)
    if unknown is not None:
        return unknown
    constants = [argument for argument in arguments if isinstance(argument, Const)]
    if len(constants) != len(arguments):
        return call.unknown()
    try:
        result = function(*(constant.value for constant in constants))
    except Exception:  # noqa: BLE001 - see above
        return call.unknown(reason=Reason.INVALID)
    if is_huge(result) or (isinstance(result, str | bytes) and len(result) > LONGEST):
        return call.unknown(reason=Reason.BUDGET)
    if not isinstance(result, bool | int | float | complex | str | bytes | None):
        return call.unknown()
    return Const(
        result, next((constant.place for constant in constants if constant.place is not None), call.place), least(*constants)
    )


LARGEST_EXPONENT: Final = 512
"""No power of a larger number is computed."""

LONGEST: Final = 100_000
"""No string longer than this is kept."""


def least(*values: Const) -> Origin:
    """Return the least trusted origin among constants."""
    for origin in (Origin.CALLER, Origin.LOOP, Origin.PARAMETER_DEFAULT, Origin.DATASET):
        if any(value.origin is origin for value in values):
            return origin
    return Origin.LITERAL


@entry("builtins.int", "builtins.float")
def converted(call: Call, value: Value = Const(0), base: Value = NONE) -> Value:
    """Convert a number; one computed from data stays what it is computed from."""
    whole = call.name == "builtins.int"
    if isinstance(value, Array):
        interval = value.interval if value.interval is None or not whole else intervals.truncated(value.interval)
        return replace(
            value, shape=(), dtype="int64" if whole else "float64", interval=interval, encoding=None, container="ndarray"
        )
    if base != NONE:
        return compute(call, int, value, base)
    return compute(call, int if whole else float, value)


@entry("builtins.bool")
def truth_value(call: Call, value: Value = Const(value=False)) -> Value:
    """Convert to a truth value."""
    return compute(call, bool, value)


@entry("builtins.abs")
def absolute(call: Call, x: Value) -> Value:
    """Take the absolute value."""
    if isinstance(x, Array):
        interval = None if x.interval is None else intervals.absolute(x.interval)
        signed_limit = (
            interval is not None and x.dtype in {"int8", "int16"} and interval.hi > 2 ** (8 if x.dtype == "int8" else 16) / 2 - 1
        )
        return x.then(call.step("arithmetic"), interval=None if signed_limit else interval, encoding=None, classes=None)
    return compute(call, abs, x)


@entry("builtins.round")
def rounded(call: Call, number: Value, ndigits: Value = NONE) -> Value:
    """Round a number."""
    if isinstance(number, Array):
        return replace(number, interval=None if number.interval is None else intervals.outward(number.interval), encoding=None)
    if isinstance(ndigits, Const) and isinstance(ndigits.value, int) and abs(ndigits.value) > LARGEST_EXPONENT:
        return call.unknown(reason=Reason.BUDGET)
    return compute(call, round, number) if ndigits == NONE else compute(call, round, number, ndigits)


@entry("builtins.min", "builtins.max")
def extreme(call: Call, *values: Value, **others: Value) -> Value:
    """Take the smallest or largest of several values, or of one sequence or array."""
    name = call.name.rpartition(".")[2]
    if len(values) == 1 and isinstance(values[0], Array):
        array = values[0]
        if array.rank != 1:
            return call.unknown()
        return Array(
            (), array.dtype, array.interval, steps=(*array.steps, call.step("arithmetic")), identity=Statistic(name, array)
        )
    candidates = elements(values[0]) if len(values) == 1 else values
    if candidates is None or others:
        return call.unknown(reason=Reason.DATA_DEPENDENT)
    return compute(call, min if name == "min" else max, *candidates)


@entry("builtins.sum")
def total(call: Call, iterable: Value, start: Value = Const(0)) -> Value:
    """Add up known numbers."""
    found = elements(iterable)
    if found is None:
        return call.unknown(reason=Reason.DATA_DEPENDENT)
    return compute(call, lambda *numbers: sum(numbers), start, *found)


@entry("builtins.pow")
def power(call: Call, base: Value, exp: Value) -> Value:
    """Raise to a power, unless the result would be huge."""
    if isinstance(exp, Const) and isinstance(exp.value, int | float) and abs(exp.value) > LARGEST_EXPONENT:
        return call.unknown(reason=Reason.BUDGET)
    return compute(call, pow, base, exp)


@entry("builtins.divmod", "builtins.hash", "builtins.id", "builtins.input", "builtins.open", "builtins.eval", "builtins.exec")
def not_followed(call: Call, *values: Value, **others: Value) -> Value:
    """Say that the result depends on what happens while the program runs."""
    return call.unknown(reason=Reason.INPUT)


@entry("builtins.any", "builtins.all")
def truths(call: Call, iterable: Value) -> Value:
    """Combine known truth values."""
    found = elements(iterable)
    if found is None:
        return call.unknown(reason=Reason.DATA_DEPENDENT)
    function = any if call.name.endswith("any") else all
    return compute(call, lambda *values: function(values), *found)


MATH: Final[dict[str, Callable[..., Any]]] = {
    name: getattr(math, name)
    for name in (
        "ceil", "floor", "sqrt", "exp", "log", "log2", "log10", "log1p", "pow", "sin", "cos", "tan", "tanh", "atan", "radians",
        "degrees", "fabs", "trunc", "gcd", "hypot", "isnan", "isclose", "comb",
    )
}  # fmt: skip

UNBOUNDED: Final = frozenset({"pow", "comb"})
"""What computes at length with large numbers."""


@entry(*(f"math.{name}" for name in MATH))
def mathematics(call: Call, *values: Value) -> Value:
    """Compute with constants."""
    name = call.name.rpartition(".")[2]
    if any(isinstance(value, Tensor) for value in values):
        return call.unknown()
    if name in UNBOUNDED and any(
        isinstance(value, Const) and isinstance(value.value, int) and abs(value.value) > LARGEST_EXPONENT for value in values
    ):
        return call.unknown(reason=Reason.BUDGET)
    if len(values) == 1 and name in {"ceil", "floor"} and isinstance(values[0], Array):
        return call.unknown(reason=Reason.DATA_DEPENDENT)
    return compute(call, MATH[name], *values)


@attribute("api", "math.pi", "numpy.pi")
def pi(call: Call, _owner: Api) -> Value:
    """Return the constant."""
    return Const(math.pi, call.place)


@attribute("api", "math.e", "numpy.e")
def euler(call: Call, _owner: Api) -> Value:
    """Return the constant."""
    return Const(math.e, call.place)


@attribute("api", "math.inf", "numpy.inf", "numpy.Inf", "numpy.infty")
def infinity(call: Call, _owner: Api) -> Value:
    """Return the constant."""
    return Const(math.inf, call.place)


@attribute("api", "math.nan", "numpy.nan", "numpy.NaN", "numpy.NAN")
def not_a_number(call: Call, _owner: Api) -> Value:
    """Return the constant."""
    return Const(math.nan, call.place)
