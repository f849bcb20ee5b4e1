"""Places in the virtual module of a notebook back to places in its cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from keraslint.layout import split_lines
from keraslint.notebook.document import Cell
from keraslint.notebook.magics import Code
from keraslint.source import Span

TAB: Final = 8
"""To how many columns a tab stop is, where tabs had to become spaces for the parser."""


SEAM: Final = "# end of cell "
"""Marks a ``pass`` between cells, so that no bracket, string, decorator or block of one cell can go on in the next."""


@dataclass(frozen=True)
class Fragment:
    """What comes of one cell. ``start`` is its first line in the virtual module, ``expanded`` whether tabs became spaces."""

    cell: Cell
    code: Code
    start: int = 1
    expanded: bool = False

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the cell as it stands in the notebook."""
        return split_lines(self.cell.source)

    def origin(self, line: int, column: int) -> tuple[int, int]:
        """Return line and column in the cell of a place in the virtual module; what is behind is in the line behind the last."""
        index = line - self.start
        if index >= len(self.code.lines):
            return len(self.lines) + 1, 1
        text, shown = self.lines[index], self.code.lines[index]
        in_margin = column <= len(shown) - len(shown.lstrip())
        cut = self.code.margin[index] if in_margin else self.code.cut[index]
        if self.expanded:
            column = _unexpand(text[cut:], column)
        return index + 1, min(column + cut, len(text) + 1)


class Places:
    """The fragments of a virtual module, and with them the way from its places to those in cells."""

    def __init__(self, fragments: Sequence[Fragment]) -> None:
        """Take the fragments in the order of their lines."""
        self.fragments = tuple(fragments)
        self._starts = [fragment.start for fragment in fragments]

    def locate(self, span: Span) -> Span:
        """Return the span in a cell for one in the virtual module; one over several cells ends where the first of them does."""
        if not self.fragments:
            return span
        fragment = self._at(span.line)
        line, column = fragment.origin(span.line, span.column)
        if self._at(span.end_line) is fragment:
            end_line, end_column = fragment.origin(span.end_line, span.end_column)
        else:
            end_line, end_column = len(fragment.lines), len(fragment.lines[-1]) + 1
        return Span(span.file, fragment.cell.index, line, column, end_line, end_column)

    def of_cell(self, index: int) -> Fragment | None:
        """Return the fragment that comes of a cell, if there is one."""
        return next((fragment for fragment in self.fragments if fragment.cell.index == index), None)

    def _at(self, line: int) -> Fragment:
        return self.fragments[max(bisect_right(self._starts, line) - 1, 0)]


def _unexpand(text: str, column: int) -> int:
    """Return the column in ``text`` of a column in ``text`` with its tabs expanded."""
    width = 0
    for index, character in enumerate(text):
        if width >= column - 1:
            return index + 1
        width += TAB - width % TAB if character == "\t" else 1
    return len(text) + 1
