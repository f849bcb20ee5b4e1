"""Excerpts of code with marks under it: the place that a finding is about, and the places that have to do with it.

All marks in one text stand in one excerpt: the main one with carets and a line of context around it, the others with dashes and
what there is to say of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from keraslint.layout import Sources
from keraslint.report.style import Style, printable, where, width
from keraslint.source import Span

CONTEXT: Final = 1
"""How many lines are shown around the line of the main mark."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of code to mark, and what to say of it; the main mark has no label."""

    span: Span
    label: str = ""

    @property
    def main(self) -> bool:
        """Whether this is the place that all is about."""
        return not self.label


class Excerpts:
    """The excerpts that one finding needs, all with the same margin."""

    def __init__(self, marks: Sequence[Mark], sources: Sources, style: Style) -> None:
        """Take the marks, the main one first."""
        self._style = style
        self._blocks = blocks(marks, sources)
        self._margin = max((len(str(row)) for block in self._blocks for row in block.rows), default=1)

    @property
    def gutter(self) -> str:
        """What stands before the bar."""
        return " " * (self._margin + 1)

    def show(self) -> Iterator[str]:
        """Walk the lines to print."""
        for block in self._blocks:
            if block.rows:
                yield from self._shown(block)
            for mark in block.hidden:
                yield self._arrow(mark)
                if mark.label:
                    yield f"{self.gutter}{self._bar} {mark.label}"

    def _shown(self, block: Block) -> Iterator[str]:
        yield self._arrow(block.marks[0])
        yield f"{self.gutter}{self._bar}"
        previous = block.rows[0]
        for row in block.rows:
            if row > previous + 1:
                yield self._style.paint("...", "blue")
            previous = row
            number = self._style.paint(f"{row:>{self._margin}}", "blue")
            yield f"{number} {self._bar} {printable(block.lines[row - 1])}".rstrip()
            for markers in _markers(block.at(row), block.lines[row - 1], self._style):
                yield f"{self.gutter}{self._bar} {markers}"
        yield f"{self.gutter}{self._bar}"

    def _arrow(self, mark: Mark) -> str:
        return f"{self.gutter[1:]}{self._style.paint('-->' if mark.main else ':::', 'blue')} {where(mark.span)}"

    @property
    def _bar(self) -> str:
        return self._style.paint("|", "blue")


class Block:
    """The marks in one text, those that are ``hidden`` since it does not reach as far, and the ``rows`` to show."""

    def __init__(self, marks: Sequence[Mark], lines: list[str]) -> None:
        """Take the marks and the lines of one text."""
        self.lines = lines
        self.marks = [mark for mark in marks if mark.span.line <= len(lines)]
        self.hidden = [mark for mark in marks if mark.span.line > len(lines)]
        self.rows = _without_small_gaps(sorted({row for mark in self.marks for row in self._around(mark)}))

    def at(self, row: int) -> list[Mark]:
        """Return the marks that begin in a row, the main one first and the others from left to right."""
        return sorted((mark for mark in self.marks if mark.span.line == row), key=lambda mark: (not mark.main, mark.span.column))

    def _around(self, mark: Mark) -> list[int]:
        """Return the rows to show for a mark: no blank ones at the ends."""
        line, context = mark.span.line, CONTEXT if mark.main else 0
        rows = [row for row in range(line - context, line + context + 1) if 1 <= row <= len(self.lines)]
        return [row for row in rows if row == line or self.lines[row - 1].strip()]


def _without_small_gaps(rows: list[int]) -> list[int]:
    """Put a single row that is left out between two others in: the dots would take as much room."""
    between = [before + 1 for before, after in pairwise(rows) if after == before + 2]
    return sorted({*rows, *between})


def blocks(marks: Sequence[Mark], sources: Sources) -> list[Block]:
    """Return the marks, the main one first, by the texts in which they stand."""
    texts: dict[tuple[str, int | None], list[Mark]] = {}
    for mark in marks:
        texts.setdefault((mark.span.file, mark.span.cell), []).append(mark)
    return [Block(found, sources[text].lines if text in sources else []) for text, found in texts.items()]


def _markers(marks: Sequence[Mark], line: str, style: Style) -> Iterator[str]:
    """Walk the lines below a line of code: one for each mark, but that one may stand to the right of the main mark."""
    drawn, end, closed = "", 0, False
    for mark in marks:
        start, length = _extent(mark.span, line)
        if drawn and (closed or start <= end):
            yield drawn
            drawn, end = "", 0
        signs = style.paint(("^" if mark.main else "-") * length, "red" if mark.main else "cyan")
        drawn += f"{' ' * (start - end)}{signs}{' ' if mark.label else ''}{mark.label}"
        end, closed = start + length, bool(mark.label)
    if drawn:
        yield drawn


def _extent(span: Span, line: str) -> tuple[int, int]:
    """Return where the marked part of a line begins and how long it is, in columns of the terminal."""
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    return width(printable(line[:start])), max(width(printable(line[start:end])), 1)
