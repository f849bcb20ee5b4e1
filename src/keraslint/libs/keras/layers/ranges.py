"""Arithmetic on value ranges: in what interval the result lies when the operands lie in theirs. ``None`` is not known."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, isnan

from keraslint.libs.keras.activations import ACTIVATIONS
from keraslint.values import Interval

UNIT = Interval(0.0, 1.0)
INDICATOR = Interval(0.0, 1.0, integer=True)


def joined(intervals: Iterable[Interval | None]) -> Interval | None:
    """Return the smallest interval that holds all of several."""
    result: Interval | None = None
    for interval in intervals:
        if interval is None:
            return None
        result = interval if result is None else result.join(interval)
    return result


def including(interval: Interval | None, value: float) -> Interval | None:
    """Extend an interval so that it holds ``value``."""
    return None if interval is None else interval.join(Interval(value, value, interval.integer and value == round(value)))


def added(one: Interval | None, other: Interval | None) -> Interval | None:
    """Return the range of a sum."""
    if one is None or other is None:
        return None
    return Interval(one.lo + other.lo, one.hi + other.hi, one.integer and other.integer)


def negated(interval: Interval | None) -> Interval | None:
    """Return the range of the values with the other sign."""
    return None if interval is None else Interval(-interval.hi, -interval.lo, interval.integer)


def multiplied(one: Interval | None, other: Interval | None) -> Interval | None:
    """Return the range of a product."""
    if one is None or other is None:
        return None
    corners = [_times(a, b) for a in (one.lo, one.hi) for b in (other.lo, other.hi)]
    return Interval(min(corners), max(corners), one.integer and other.integer)


def _times(a: float, b: float) -> float:
    result = a * b
    return 0.0 if isnan(result) else result


def scaled(interval: Interval | None, factor: float) -> Interval | None:
    """Return the range of the values times a number."""
    return multiplied(interval, Interval(factor, factor, integer=factor == round(factor)))


def clipped(interval: Interval | None, lo: float = -inf, hi: float = inf) -> Interval:
    """Return the range of the values cut off at ``lo`` and ``hi``."""
    source = interval or Interval()
    bottom, top = (min(max(end, lo), hi) for end in (source.lo, source.hi))
    return Interval(bottom, top, source.integer and all(end == round(end) for end in (lo, hi) if abs(end) < inf))


def activated(name: str | None, interval: Interval | None = None) -> Interval | None:
    """Return the range of an activation by canonical name, on values of a range that may be known."""
    activation = ACTIVATIONS.get(name or "")
    if activation is None:
        return None
    if activation.identity:
        return interval
    if name in {"relu", "relu6", "hard_tanh"}:
        return clipped(interval, activation.interval.lo, activation.interval.hi)
    return activation.interval if activation.interval != Interval() else None
