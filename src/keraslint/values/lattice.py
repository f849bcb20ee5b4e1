"""The order of what is known: ``join`` is the least upper bound of two values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from keraslint.values.arrays import Array, Step
from keraslint.values.objects import Dataset, Dict, Gap, OneOf, Tensor, Tuple, Value
from keraslint.values.scalars import Reason, Shape, Unknown


def join(one: Value, other: Value) -> Value:
    """Return what is known when either value may hold."""
    if one is other or one == other:
        return one
    if isinstance(one, Unknown):
        return _vague(one)
    if isinstance(other, Unknown):
        return _vague(other)
    joiner = _JOINERS.get(type(one)) if type(one) is type(other) else None
    joined = joiner(one, other) if joiner else None
    return joined if joined is not None else _one_of(one, other)


def _vague(unknown: Unknown) -> Unknown:
    """Return what is left of an unknown value that may be another one as well: that it is a whole number is no longer certain."""
    return replace(unknown, reason=Reason.LOOP) if unknown.reason is Reason.COUNTER else unknown


def options(value: Value) -> tuple[Value, ...]:
    """Return the values that ``value`` may be: itself, or those of a ``OneOf``."""
    return value.options if isinstance(value, OneOf) else (value,)


def _one_of(one: Value, other: Value) -> Value:
    merged = list(options(one))
    merged.extend(value for value in options(other) if not any(value is seen or value == seen for seen in merged))
    if len(merged) > OneOf.MOST:
        return Unknown(Reason.BRANCHES)
    return OneOf(tuple(merged))


def _join_tuples(one: Tuple, other: Tuple) -> Value:
    """Join sequences: element by element where they have the same gaps, else the common prefix, a gap, the common suffix."""
    if len(one.items) == len(other.items):
        pairs = [_join_items(a, b) for a, b in zip(one.items, other.items, strict=True)]
        items = tuple(item for item in pairs if item is not None)
        if len(items) == len(pairs):
            return Tuple(items, one.place)
    prefix = 0
    shortest = min(len(one.items), len(other.items))
    while prefix < shortest and _same(one.items[prefix], other.items[prefix]):
        prefix += 1
    suffix = 0
    while suffix < shortest - prefix and _same(one.items[-1 - suffix], other.items[-1 - suffix]):
        suffix += 1
    middle: Value | None = None
    for items in (one.items, other.items):
        for item in items[prefix : len(items) - suffix]:
            value = item.element if isinstance(item, Gap) else item
            if value is not None:
                middle = value if middle is None else join(middle, value)
    tail = one.items[len(one.items) - suffix :]
    return Tuple((*one.items[:prefix], Gap(Reason.BRANCHES, middle), *tail), one.place)


def _join_items(one: Value | Gap, other: Value | Gap) -> Value | Gap | None:
    """Join the items at one place of two sequences; ``None`` where only one of them is a gap, or the gaps are not the same."""
    if isinstance(one, Gap) or isinstance(other, Gap):
        return one if _same(one, other) else None
    return join(one, other)


def _same(one: Value | Gap, other: Value | Gap) -> bool:
    return one is other or one == other


def _join_dicts(one: Dict, other: Dict) -> Value:
    entries = []
    for key, value in one.entries:
        counterpart = other.get(key)
        if counterpart is not None:
            entries.append((key, join(value, counterpart)))
    same_keys = len(entries) == len(one.entries) == len(other.entries)
    return Dict(tuple(entries), one.complete and other.complete and same_keys)


def join_shapes(one: Shape | None, other: Shape | None) -> Shape | None:
    """Return the shape of which both are cases, or ``None`` when their ranks differ."""
    if one is None or other is None or len(one) != len(other):
        return None
    return tuple(a if a == b else None for a, b in zip(one, other, strict=True))


def _join_steps(one: tuple[Step, ...], other: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the way that two arrays share, and that it parts; a buffer that was only allocated has the way of what fills it."""
    if one == other:
        return one
    for fresh, filled in ((one, other), (other, one)):
        if len(fresh) == 1 and fresh[0].detail("buffer"):
            return filled
    common = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        common += 1
    return (*one[:common], Step("opaque", "branches"))


def _join_arrays(one: Array, other: Array) -> Value:
    interval = one.interval.join(other.interval) if one.interval and other.interval else None
    return Array(
        shape=join_shapes(one.shape, other.shape),
        dtype=one.dtype if one.dtype == other.dtype else None,
        interval=interval,
        encoding=one.encoding if one.encoding is other.encoding else None,
        classes=one.classes if one.classes == other.classes else None,
        role=one.role if one.role is other.role else None,
        container=one.container if one.container == other.container else "ndarray",
        steps=_join_steps(one.steps, other.steps),
        identity=one.identity if one.identity is other.identity else None,
    )


def _join_tensors(one: Tensor, other: Tensor) -> Value | None:
    if one.node is not other.node or one.index != other.index:
        return None
    dtype = one.dtype if one.dtype == other.dtype else None
    interval = one.interval.join(other.interval) if one.interval and other.interval else None
    return Tensor(join_shapes(one.shape, other.shape), dtype, one.node, one.index, interval)


def _join_datasets(one: Dataset, other: Dataset) -> Value:
    return Dataset(
        join(one.element, other.element),
        one.batched if one.batched == other.batched else None,
        one.size if one.size == other.size else None,
        one.role if one.role is other.role else None,
        one.stages if one.stages == other.stages else (Step("opaque", "branches"),),
    )


_JOINERS: Final[dict[type, Callable[[Any, Any], Value | None]]] = {
    Tuple: _join_tuples,
    Dict: _join_dicts,
    Array: _join_arrays,
    Tensor: _join_tensors,
    Dataset: _join_datasets,
}
