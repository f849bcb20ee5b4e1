"""Interval arithmetic: the range of a result from the ranges of the operands.

``None`` stands for a range that is not known, and makes every result unknown too. Not-a-number is outside of what a range says.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor, inf, isfinite, isnan, trunc
from typing import Final

from keraslint.values import Interval

Range = Interval | None

TINY: Final = 1e-3
"""A divisor that varies and may be smaller than this makes the bounds of a quotient useless."""


def of(*values: float) -> Interval:
    """Return the smallest interval that holds ``values``."""
    return Interval(
        float(min(values)), float(max(values)), all(isfinite(value) and float(value).is_integer() for value in values)
    )


def _hull(values: list[float], *, integer: bool) -> Range:
    if any(isnan(value) for value in values):
        return None
    return Interval(min(values), max(values), integer)


def _product(one: float, other: float) -> float:
    return 0.0 if one == 0 or other == 0 else one * other


def add(one: Interval, other: Interval) -> Range:
    """Return the range of a sum."""
    return _hull([one.lo + other.lo, one.hi + other.hi], integer=one.integer and other.integer)


def subtract(one: Interval, other: Interval) -> Range:
    """Return the range of a difference."""
    return _hull([one.lo - other.hi, one.hi - other.lo], integer=one.integer and other.integer)


def multiply(one: Interval, other: Interval) -> Range:
    """Return the range of a product."""
    corners = [_product(a, b) for a in (one.lo, one.hi) for b in (other.lo, other.hi)]
    return _hull(corners, integer=one.integer and other.integer)


def divide(one: Interval, other: Interval) -> Range:
    """Return the range of a quotient; nothing worth knowing where the divisor varies and may come near zero."""
    near = 0.0 if other.lo == other.hi else TINY
    if other.lo <= near and -near <= other.hi:
        return None
    corners = [a / b if isfinite(a) or isfinite(b) else inf for a in (one.lo, one.hi) for b in (other.lo, other.hi)]
    return _hull(corners, integer=False) if one.bounded or isfinite(other.magnitude) else None


def floor_divide(one: Interval, other: Interval) -> Range:
    """Return the range of a quotient rounded down."""
    exact = divide(one, other)
    return None if exact is None else rounded(exact, floor)


def modulo(one: Interval, other: Interval) -> Range:
    """Return the range of a remainder, for a positive divisor."""
    if other.lo <= 0 or not other.bounded:
        return None
    whole = one.integer and other.integer
    if other.lo == other.hi and one.within(0, other.hi - (1 if whole else 0)) and (whole or one.hi < other.hi):
        return one
    return Interval(0.0, other.hi - 1 if whole else other.hi, whole)


def power(one: Interval, other: Interval) -> Range:
    """Return the range of a power with a constant exponent."""
    if other.lo != other.hi or not one.bounded:
        return None
    exponent = other.lo
    if exponent < 0 or (one.lo < 0 and not exponent.is_integer()):
        return None
    try:
        ends = [float(one.lo**exponent), float(one.hi**exponent)]
    except OverflowError:
        return None
    if one.lo < 0 < one.hi and exponent % 2 == 0:
        ends.append(0.0)
    return _hull(ends, integer=one.integer and exponent.is_integer())


def negated(one: Interval) -> Interval:
    """Return the range of ``-x``."""
    return Interval(-one.hi, -one.lo, one.integer)


def absolute(one: Interval) -> Interval:
    """Return the range of ``abs(x)``."""
    lowest = 0.0 if one.lo <= 0 <= one.hi else min(abs(one.lo), abs(one.hi))
    return Interval(lowest, one.magnitude, one.integer)


def clipped(one: Range, lo: float | None, hi: float | None) -> Range:
    """Return the range after clipping to ``[lo, hi]``, either of which may be open."""
    low = -inf if lo is None else lo
    high = inf if hi is None else hi
    if one is None:
        return Interval(low, high) if isfinite(low) or isfinite(high) else None
    whole = one.integer and all(not isfinite(end) or end.is_integer() for end in (low, high))
    return Interval(min(max(one.lo, low), high), max(min(one.hi, high), low), whole)


def mapped(one: Interval, function: Callable[[float], float], domain: Interval | None = None) -> Range:
    """Return the range under an increasing function, which is defined on ``domain``."""
    if domain is not None and not one.within(domain.lo, domain.hi):
        return None
    try:
        return _hull([function(one.lo), function(one.hi)], integer=False)
    except (OverflowError, ValueError):
        return None


def rounded(one: Interval, how: Callable[[float], float] = round) -> Interval:
    """Return the range after rounding to whole numbers with ``how``."""
    lo = float(how(one.lo)) if isfinite(one.lo) else one.lo
    hi = float(how(one.hi)) if isfinite(one.hi) else one.hi
    return Interval(lo, hi, integer=True)


def truncated(one: Interval) -> Interval:
    """Return the range after cutting off the fraction."""
    return rounded(one, trunc)


def outward(one: Interval) -> Interval:
    """Return the smallest range with whole ends that holds ``one``."""
    lo = float(floor(one.lo)) if isfinite(one.lo) else one.lo
    hi = float(ceil(one.hi)) if isfinite(one.hi) else one.hi
    return Interval(lo, hi, one.integer)


BINARY: Final[dict[str, Callable[[Interval, Interval], Range]]] = {
    "Add": add,
    "Subtract": subtract,
    "Multiply": multiply,
    "Divide": divide,
    "FloorDivide": floor_divide,
    "Modulo": modulo,
    "Power": power,
}
"""Range functions of the arithmetic operators, by the name that LibCST gives them."""
