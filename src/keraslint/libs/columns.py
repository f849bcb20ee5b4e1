"""The columns of a data frame that are known better than the frame as a whole: those that the program made or changed itself.

They hang on the steps of the frame. Whatever is done to a frame adds a step, and what is not known to leave the columns as they
were thereby forgets them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from keraslint.libs.arrays import as_array, content
from keraslint.values import Array, Const, Step, Value

FRAME: Final = "frame"


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns by name, each as a series, of a frame that has come the way ``steps``; ``complete`` where it has no others."""

    entries: tuple[tuple[str, Array], ...]
    steps: tuple[Step, ...]
    complete: bool = False


def names_in(index: Value) -> tuple[str, ...] | None:
    """Return the names of columns in an index: one, or those of a list; ``None`` for another kind of index."""
    if isinstance(index, Const) and isinstance(index.value, str):
        return (index.value,)
    listed = content(index)
    if listed is None or not listed.complete or not listed.values:
        return None
    found = tuple(item.value for item in listed.values if isinstance(item, Const) and isinstance(item.value, str))
    return found if len(found) == len(listed.values) else None


def columns_of(frame: Array) -> Columns | None:
    """Return the columns that are known of a frame, if there are any and nothing was done to it since."""
    known = frame.columns
    valid = isinstance(known, Columns) and known.steps is frame.steps and frame.container == FRAME
    return known if isinstance(known, Columns) and valid else None


def column(frame: Array, name: str) -> Array | None:
    """Return a column, or ``None`` where no more is known of it than of the frame."""
    known = columns_of(frame)
    return None if known is None else dict(known.entries).get(name)


def made_of(frame: Array, entries: tuple[tuple[str, Array], ...], *, complete: bool) -> Array:
    """Return a frame that is made of these columns."""
    series = tuple((name, _as_series(frame, array)) for name, array in entries)
    return replace(frame, columns=Columns(series, frame.steps, complete))


def _as_series(frame: Array, array: Array) -> Array:
    rows = frame.shape[0] if frame.shape else None
    return replace(array, shape=(rows,), container="series", role=frame.role, identity=frame.identity, columns=None)


def with_columns(before: Array, frame: Array, index: Value, value: Value) -> Array:
    """Return ``frame`` after columns of the frame ``before`` were set by name: it has those, and those that it had."""
    names = names_in(index)
    if names is None or before.container != FRAME:
        return replace(frame, columns=None)
    known = columns_of(before)
    entries = dict(known.entries) if known is not None else {}
    made = _aligned(before, as_array(value))
    for name in names:
        if made is None:
            entries.pop(name, None)
        elif len(names) == 1 and made.rank == 1:
            entries[name] = _as_series(before, made)
        else:
            entries[name] = _as_series(before, replace(made, encoding=None, classes=None))
    complete = known is not None and known.complete and made is not None
    result = replace(frame, columns=Columns(tuple(entries.items()), frame.steps, complete))
    count = len(entries) if complete else None
    return replace(result, shape=(result.shape[0], count)) if count is not None and result.shape is not None else result


def _aligned(frame: Array, value: Array | None) -> Array | None:
    """Return what becomes of a value that is put into a frame: where a series has other rows, its type may change."""
    if value is None or value.container == "ndarray" or value.shape == () or value.identity is frame.identity:
        return value
    return replace(value, dtype=None, encoding=None, classes=None)


def forgetting(frame: Array, series: Value) -> Array:
    """Return a frame without what is known of a column that is changed in place; the frame itself where it is none of its own."""
    known = columns_of(frame)
    if known is None or not any(array is series for _, array in known.entries):
        return frame
    entries = tuple((name, array) for name, array in known.entries if array is not series)
    return replace(frame, columns=Columns(entries, known.steps))


def along(before: Array, frame: Array, *, without: Collection[str] | None = ()) -> Array:
    """Return ``frame``, of which rows or columns of ``before`` are left, with the columns that are; ``None``: which is not known.

    The columns take on the rows of the frame, and its last steps.
    """
    known = columns_of(before)
    if known is None or without is None:
        return replace(frame, columns=None)
    steps = frame.steps[len(before.steps) :]
    entries = tuple(
        (name, replace(_as_series(frame, array), steps=(*array.steps, *steps)))
        for name, array in known.entries
        if name not in without
    )
    left = replace(frame, columns=Columns(entries, frame.steps, known.complete))
    return replace(left, shape=(frame.shape[0], len(entries))) if known.complete and frame.rank == 2 and frame.shape else left
