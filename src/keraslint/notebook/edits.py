"""Edits of the virtual module as they are to be made in a cell."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from keraslint.findings import Edit
from keraslint.notebook.magics import UNKNOWN
from keraslint.notebook.mend import BLANK
from keraslint.notebook.places import SEAM, Fragment
from keraslint.source import Span

STAND_INS: Final = (UNKNOWN, BLANK, SEAM)
"""What stands in the virtual module for text of the notebook or between its cells, and must never be written into a cell."""


def fitted(fragment: Fragment, edit: Edit) -> Edit | None:
    """Return an edit, whose span is in the cell, as it is to be made there; ``None`` where it would touch a magic.

    What goes into an indented cell is indented, and line ends are those of the cell.
    """
    if any(word in edit.content for word in STAND_INS) or _touches_magic(fragment, edit.span):
        return None
    span, content = edit.span, edit.content
    if span.line > len(fragment.lines):
        return replace(edit, span=_at_end(fragment, span), content=_appended(fragment, content))
    if _inserts(span) and span.line <= fragment.code.magic_line:
        span = _behind_cell_magic(fragment, span)
    span = _off_line_magic(fragment, span, content)
    margin = fragment.lines[span.line - 1][: _margin(fragment, span.line)]
    return Edit(_clamped(fragment, span), re.sub(r"\r?\n", _line_end(fragment) + margin, content))


def _touches_magic(fragment: Fragment, span: Span) -> bool:
    foreign = fragment.code.foreign
    if _inserts(span):
        return span.column > 1 and span.line in foreign
    return not foreign.isdisjoint(range(span.line, span.end_line + (span.end_column > 1)))


def _behind_cell_magic(fragment: Fragment, span: Span) -> Span:
    """Move a place before a cell magic, where nothing may stand, behind it."""
    line = fragment.code.magic_line + 1
    return _place(span, line, _margin(fragment, line) + 1)


def _off_line_magic(fragment: Fragment, span: Span, content: str) -> Span:
    """Start before a magic such as ``%time`` rather than behind it, where whole lines are put in or taken out."""
    index = span.line - 1
    if index >= len(fragment.code.cut) or not (content.endswith("\n") or span.end_line > span.line):
        return span
    cut, margin = fragment.code.cut[index], fragment.code.margin[index]
    if cut == margin or span.column != cut + 1:
        return span
    return _place(span, span.line, margin + 1) if _inserts(span) else replace(span, column=margin + 1)


def _at_end(fragment: Fragment, span: Span) -> Span:
    return _place(span, len(fragment.lines), len(fragment.lines[-1]) + 1)


def _appended(fragment: Fragment, content: str) -> str:
    """Return what to write at the end of the cell for lines that are put behind its last."""
    line_end = _line_end(fragment)
    lines = content if not fragment.lines[-1] else f"\n{content}".removesuffix("\n")
    return re.sub(r"\r?\n", line_end, lines)


def _clamped(fragment: Fragment, span: Span) -> Span:
    """End a span with the cell that would end behind its last line."""
    if span.end_line <= len(fragment.lines):
        return span
    return replace(span, end_line=len(fragment.lines), end_column=len(fragment.lines[-1]) + 1)


def _inserts(span: Span) -> bool:
    return (span.line, span.column) == (span.end_line, span.end_column)


def _place(span: Span, line: int, column: int) -> Span:
    return Span(span.file, span.cell, line, column, line, column)


def _margin(fragment: Fragment, line: int) -> int:
    return fragment.code.margin[line - 1] if line <= len(fragment.code.margin) else 0


def _line_end(fragment: Fragment) -> str:
    return "\r\n" if "\r\n" in fragment.cell.source else "\n"
