"""Iteration over values: what stands for any element, and rows of several sequences side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from keraslint.libs.arrays import content, counted, entries, integer
from keraslint.values import Array, Const, Dataset, Gap, Opaque, Origin, Reason, Tuple, Unknown, Value, join


def any_element(value: Value) -> Value:
    """Return what stands for every element that iteration over ``value`` gives."""
    sequence = content(value)
    if sequence is not None:
        return _joined(sequence)
    match value:
        case Unknown():
            return value
        case Array(container="frame"):
            return Unknown(Reason.DATA_DEPENDENT)
        case Array():
            return replace(value, shape=value.shape[1:] if value.shape else None, identity=None)
        case Dataset():
            return value.element
        case Opaque(kind="range"):
            return Unknown(Reason.COUNTER)
        case Opaque(parts=(_, Tuple() as row)):
            return row
        case Const(value=str()):
            return Unknown(Reason.LOOP)
    mapping = entries(value)
    if mapping is not None and mapping.complete and mapping.entries:
        return _joined(Tuple(tuple(Const(key) for key, _ in mapping.entries)))
    return Unknown(Reason.DATA_DEPENDENT)


def _joined(sequence: Tuple) -> Value:
    joined: Value | None = None
    for item in sequence.items:
        element = item.element if isinstance(item, Gap) else item
        if element is None:
            return Unknown(Reason.DATA_DEPENDENT)
        joined = element if joined is None else join(joined, element)
    return joined if joined is not None else Unknown(Reason.DATA_DEPENDENT)


def elements(value: Value) -> tuple[Value, ...] | None:
    """Return the elements of an iterable where all of them are known, or ``None``."""
    sequence = content(value)
    if sequence is not None:
        return sequence.values if sequence.complete else None
    mapping = entries(value)
    if mapping is not None and mapping.complete:
        return tuple(Const(key) for key, _ in mapping.entries)
    if isinstance(value, Const) and isinstance(value.value, str):
        return tuple(Const(char) for char in value.value)
    return None


WORDS: Final = "keras.preprocessing.text.words"
"""The dictionary that a tokenizer makes of its words; its field ``of`` is the tokenizer, as long as nobody else changes it."""


def length(value: Value) -> Const | None:
    """Return ``len(value)`` where it is known."""
    sequence = content(value)
    if sequence is not None and sequence.length is not None:
        return Const(sequence.length)
    known = elements(value)
    if known is not None and not isinstance(value, Opaque):
        return Const(len(known))
    match value:
        case Array(shape=(int() as rows, *_)):
            return Const(rows, None, origin_of(value))
        case Dataset(size=int() as size):
            return Const(size)
        case Opaque(kind="range", parts=parts):
            found = counted([integer(part) for part in parts])
            return Const(len(found)) if found is not None else None
    return None


def origin_of(array: Array) -> Origin:
    """Return how far a number that was read off an array can be trusted: those of a named data set are marked."""
    return Origin.DATASET if array.source is not None and "load_" in array.source.name else Origin.LITERAL


def rows(kind: str, columns: Sequence[Value], start: int = 0) -> Opaque:
    """Return the iterable that ``enumerate`` (``kind``) or ``zip`` makes of ``columns``; the former counts from ``start``."""
    known = [elements(column) for column in columns]
    if columns and all(column is not None for column in known):
        turns = [tuple(looped(value) for value in row) for row in zip(*known, strict=False)]
        if kind == "enumerate":
            turns = [(Const(start + at, None, Origin.LOOP), *row) for at, row in enumerate(turns)]
        return Opaque(kind, (Tuple(tuple(Tuple(row) for row in turns)),))
    row = tuple(any_element(column) for column in columns)
    turn = Tuple((Unknown(Reason.COUNTER), *row) if kind == "enumerate" else row)
    counts = [count for count in map(turn_count, columns) if count is not None]
    return iterable(kind, turn, min(counts) if counts and len(counts) == len(columns) else None)


def iterable(kind: str, turn: Tuple, count: int | None = None) -> Opaque:
    """Return an iterable whose elements are not known one by one: ``turn`` stands for each, and there are ``count``."""
    return Opaque(kind, (Tuple((Gap(Reason.LOOP, turn, count),)), turn))


def turn_count(value: Value) -> int | None:
    """Return how many turns a loop over ``value`` has, where that is known; a data frame gives its columns."""
    match value:
        case Array(container="frame"):
            return None
        case Opaque(kind="enumerate" | "zip" | "items" | "reversed" | "folds", parts=(Tuple() as turns, *_)):
            return turns.length
    found = length(value)
    return found.value if found is not None and isinstance(found.value, int) else None


def looped(value: Value) -> Value:
    """Mark a constant as one of several that a loop runs through."""
    if isinstance(value, Const) and value.origin is Origin.LITERAL:
        return Const(value.value, value.place, Origin.LOOP)
    if isinstance(value, Tuple):
        return Tuple(tuple(item if isinstance(item, Gap) else looped(item) for item in value.items), value.place)
    return value
