"""The journal of changes to mutable state, by which a branch can be undone and two branches joined.

All state that changes lives in plain dicts (the names of a scope, the fields of an object), and every change goes through
``Journal.write``. While a mark is set the old value is kept, so that going back costs what was written and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from keraslint.values import Value, join

Cells: TypeAlias = dict[str, Value]


class Missing:
    """Marks a cell that held nothing."""

    __slots__ = ()


MISSING: Final = Missing()

Cell: TypeAlias = "tuple[int, str]"
Delta: TypeAlias = "dict[Cell, tuple[Cells, Value | Missing]]"
"""What a stretch of execution left behind: for each cell that it wrote, the value at the end."""


class Journal:
    """Records writes while at least one mark is set."""

    def __init__(self) -> None:
        """Start without marks."""
        self._entries: list[tuple[Cells, str, Value | Missing]] = []
        self._marks = 0

    def write(self, cells: Cells, key: str, value: Value) -> None:
        """Set a cell."""
        if self._marks:
            self._entries.append((cells, key, cells.get(key, MISSING)))
        cells[key] = value

    def delete(self, cells: Cells, key: str) -> None:
        """Empty a cell."""
        if key in cells:
            if self._marks:
                self._entries.append((cells, key, cells[key]))
            del cells[key]

    def mark(self) -> int:
        """Start to record; returns the mark for ``undo`` or ``release``. Marks nest."""
        self._marks += 1
        return len(self._entries)

    def delta(self, mark: int) -> Delta:
        """Return what was written since ``mark``, with the present values."""
        found: Delta = {}
        for cells, key, _ in self._entries[mark:]:
            found[id(cells), key] = (cells, cells.get(key, MISSING))
        return found

    def before(self, mark: int) -> Delta:
        """Return, for the cells written since ``mark``, the values that they held at the mark."""
        found: Delta = {}
        for cells, key, old in self._entries[mark:]:
            found.setdefault((id(cells), key), (cells, old))
        return found

    def undo(self, mark: int) -> None:
        """Take back everything since ``mark``, and drop the mark."""
        while len(self._entries) > mark:
            cells, key, old = self._entries.pop()
            if isinstance(old, Missing):
                cells.pop(key, None)
            else:
                cells[key] = old
        self._marks -= 1

    def release(self, mark: int) -> None:
        """Keep what was written since ``mark``, and drop the mark."""
        self._marks -= 1
        if not self._marks:
            del self._entries[mark:]

    def apply(self, delta: Delta) -> None:
        """Write the values of a delta."""
        for (_, key), (cells, value) in delta.items():
            if isinstance(value, Missing):
                self.delete(cells, key)
            else:
                self.write(cells, key, value)

    def merge(self, deltas: list[Delta]) -> None:
        """Join alternatives that all start from the present state: each cell gets the join of what they leave in it.

        A cell that one alternative leaves unbound takes the values of the others: code that reads it runs where it is bound.
        """
        cells_of: dict[Cell, Cells] = {}
        for delta in deltas:
            for cell, (cells, _) in delta.items():
                cells_of[cell] = cells
        for cell, cells in cells_of.items():
            key = cell[1]
            merged: Value | Missing = MISSING
            for delta in deltas:
                value = delta[cell][1] if cell in delta else cells.get(key, MISSING)
                merged = join_bound(merged, value)
            if not isinstance(merged, Missing):
                self.write(cells, key, merged)

    def alternatives(self, runs: list[Callable[[], bool]]) -> bool:
        """Run each of ``runs`` from the present state and join what they leave; a run returns whether its end is reached.

        Returns whether any end is reached; if none is, the state is as before.
        """
        deltas: list[Delta] = []
        for run in runs:
            mark = self.mark()
            reached = run()
            if reached:
                deltas.append(self.delta(mark))
            self.undo(mark)
        if len(deltas) == 1:
            self.apply(deltas[0])
        elif deltas:
            self.merge(deltas)
        return bool(deltas)


def join_bound(one: Value | Missing, other: Value | Missing) -> Value | Missing:
    """Join two cells, either of which may be empty."""
    if isinstance(one, Missing):
        return other
    if isinstance(other, Missing):
        return one
    return join(one, other)
