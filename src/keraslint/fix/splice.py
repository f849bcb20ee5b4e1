"""Replacements by offset, and how several of them become the edits of one fix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from keraslint.findings import Edit
from keraslint.fix.document import CannotLower, Document
from keraslint.source import Span


@dataclass(frozen=True, slots=True, order=True)
class Splice:
    """Replace the text between two offsets by ``content``."""

    start: int
    end: int
    content: str


def insertion(offset: int, content: str) -> Splice:
    """Return the splice that puts ``content`` at ``offset``."""
    return Splice(offset, offset, content)


def merge(splices: Iterable[Splice]) -> list[Splice]:
    """Return splices in order, equal ones once, touching ones as one.

    Raises:
        CannotLower: two of them change the same text.
    """
    merged: list[Splice] = []
    for splice in _ordered(splices):
        last = merged[-1] if merged else None
        if last is None or splice.start > last.end:
            merged.append(splice)
        elif splice.start < last.end:
            raise CannotLower("two of its changes touch the same text")
        else:
            merged[-1] = Splice(last.start, splice.end, last.content + splice.content)
    return merged


def _ordered(splices: Iterable[Splice]) -> list[Splice]:
    """Sort by place; what is inserted at one offset stays in the order in which the fix states it."""
    return sorted(dict.fromkeys(splices), key=lambda splice: (splice.start, splice.end))


def loses_comment(document: Document, splices: Iterable[Splice]) -> bool:
    """Say whether a comment of the file would be gone."""
    return any(comment not in splice.content for splice in splices for comment in document.comments_in(splice.start, splice.end))


def to_edits(document: Document, splices: Iterable[Splice]) -> tuple[Edit, ...]:
    """Return the edits of splices, in the coordinates of the file.

    Raises:
        CannotLower: a splice runs from one notebook cell into another.
    """
    return tuple(_to_edit(document, splice) for splice in splices)


def _to_edit(document: Document, splice: Splice) -> Edit:
    for start, end in _ranges(document, splice):
        span = _span(document, start, end)
        if span is not None:
            return Edit(span, splice.content)
    raise CannotLower("the text to change lies in two cells")


def _ranges(document: Document, splice: Splice) -> list[tuple[int, int]]:
    """Return the ranges by which a splice may be written: whole lines may go with the line ending before or behind them."""
    lines, text = document.lines, document.text
    ranges = [(splice.start, splice.end)]
    whole = splice.end > splice.start and not splice.content and lines.start_of_line(splice.start) == splice.start
    if whole and lines.start_of_line(splice.end) == splice.end and lines.position(splice.end)[0] > 1:
        last_line_end = lines.end_of_line(lines.starts[lines.position(splice.end)[0] - 2])
        if splice.start > 0:
            before = lines.end_of_line(lines.starts[lines.position(splice.start)[0] - 2])
            ranges.append((before, last_line_end))
        ranges.append((splice.start, last_line_end))
    assert all(0 <= start <= end <= len(text) for start, end in ranges)
    return ranges


def _span(document: Document, start: int, end: int) -> Span | None:
    """Return the span between two offsets, or ``None`` where they are not in one cell."""
    first = document.lines.position(start)
    last = document.lines.position(end)
    head = document.tree.locate(*first, *first)
    tail = document.tree.locate(*last, *last)
    if head.cell != tail.cell or tail.end_line - head.line != last[0] - first[0]:
        return None
    return Span(head.file, head.cell, head.line, head.column, tail.end_line, tail.end_column)
