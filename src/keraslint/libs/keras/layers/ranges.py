"""In what interval the result of a layer lies when its inputs lie in theirs; ``None`` is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Final

from keraslint.libs import intervals
from keraslint.libs.intervals import Range
from keraslint.libs.keras.activations import ACTIVATIONS, EVERYTHING
from keraslint.values import Interval

UNIT: Final = Interval(0.0, 1.0)
INDICATOR: Final = Interval(0.0, 1.0, integer=True)
COUNT: Final = Interval(lo=0.0, integer=True)


def combined(operation: Callable[[Interval, Interval], Range], ranges: Iterable[Range]) -> Range:
    """Combine the ranges of several operands pair by pair."""
    return reduce(lambda one, other: None if one is None or other is None else operation(one, other), ranges)


def joined(ranges: Iterable[Range]) -> Range:
    """Return the smallest interval that holds all of several."""
    return combined(Interval.join, ranges)


def including(interval: Range, value: float) -> Range:
    """Extend an interval so that it holds ``value``."""
    return None if interval is None else interval.join(intervals.of(value))


def scaled(interval: Range, factor: float) -> Range:
    """Return the range of the values times a number."""
    return None if interval is None else intervals.multiply(interval, intervals.of(factor))


def indices(count: int | None) -> Interval:
    """Return the range of the indices of ``count`` things."""
    return COUNT if count is None else Interval(0.0, float(count - 1), integer=True)


def activated(name: str | None, interval: Range = None) -> Range:
    """Return the range of an activation by canonical name, on values of a range that may be known."""
    activation = ACTIVATIONS.get(name or "")
    if activation is None:
        return None
    if activation.identity:
        return interval
    if name in {"relu", "relu6", "hard_tanh"}:
        return intervals.clipped(interval, activation.interval.lo, activation.interval.hi)
    return activation.interval if activation.interval != EVERYTHING else None
