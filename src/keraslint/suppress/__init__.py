"""Comments by which a program says that a finding is wanted.

``# keraslint: ignore[KL109, unscaled-input] reason`` behind a statement, or on a line of its own above it; ``file-ignore[...]``
anywhere for the whole file; ``disable[...]`` up to ``enable[...]`` for a stretch. A selector is a code, the start of one, a rule
name or a category. ``# noqa`` and ``# noqa: KL109`` are understood as well, with codes alone: other tools read them too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from keraslint.findings import Finding
from keraslint.layout import Layout
from keraslint.source import Span
from keraslint.suppress.directives import EVERYTHING, Directive, directives

_CODE_PREFIX: Final = re.compile(r"[A-Z]+[0-9]*")


def matches(finding: Finding, selector: str) -> bool:
    """Say whether a selector of a comment means the rule of ``finding``."""
    return means(selector, finding.code, finding.name, finding.category)


def means(selector: str, code: str, name: str, category: str) -> bool:
    """Say whether a selector of a comment means a rule."""
    if selector in {EVERYTHING, code, name, category}:
        return True
    return _CODE_PREFIX.fullmatch(selector) is not None and code.startswith(selector)


@dataclass(eq=False, slots=True)
class Selector:
    """One selector of a directive: the rows that it is about, whether it has suppressed anything yet, what ends its stretch."""

    text: str
    directive: Directive
    rows: range | tuple[int, ...] | None
    used: bool = False
    closing: Directive | None = None

    def covers(self, rows: Iterable[int]) -> bool:
        """Say whether it is about one of some rows; without rows it is about the whole file."""
        return self.rows is None or any(row in self.rows for row in rows)


class Suppressions:
    """The suppression comments of one file."""

    def __init__(self, layout: Layout, locate: Callable[[Span], Span] | None = None) -> None:
        """Read the comments of ``layout``; ``locate`` maps its rows to the places that spans name, which differ for notebooks."""
        self.layout = layout
        self.locate = locate
        self.selectors: list[Selector] = []
        self._row_of = _rows_by_place(layout, locate) if locate is not None else None
        self._read()

    def cover(self, finding: Finding) -> bool:
        """Say whether a comment suppresses ``finding``, and note which ones do.

        A comment counts on the line where the finding starts, and on the first and last line of the statement that holds it.
        """
        row = self.row_of(finding.at.span)
        here = {row, *self.layout.statement_at(row)}
        counted = [
            selector
            for selector in self.selectors
            if matches(finding, selector.text) and selector.covers({row} if selector.directive.verb == "disable" else here)
        ]
        for selector in counted:
            selector.used = True
        return bool(counted)

    def row_of(self, span: Span) -> int:
        """Return the row on which a span starts."""
        return span.line if self._row_of is None else self._row_of.get((span.cell, span.line), 0)

    def place(self, row: int, start: int, end: int, end_row: int | None = None, path: str = "") -> Span:
        """Return the span of columns ``start`` to ``end`` of a row (or up to a column of another row), as spans name it."""
        span = Span(path, None, row, start, row if end_row is None else end_row, end)
        return span if self.locate is None else self.locate(span)

    def _read(self) -> None:
        opened: dict[str, Selector] = {}
        last = max(self.layout.statements, default=0)
        for directive in (one for comment in self.layout.comments for one in directives(comment)):
            row = directive.comment.row
            if directive.verb == "enable":
                for text in directive.selectors:
                    if text in opened:
                        selector = opened.pop(text)
                        selector.rows = range(selector.directive.comment.row, row + 1)
                        selector.closing = directive
                continue
            rows = self._rows(directive, last)
            for text in directive.selectors:
                selector = Selector(text, directive, rows)
                if directive.verb != "disable":
                    self.selectors.append(selector)
                elif text not in opened:
                    opened[text] = selector
                    self.selectors.append(selector)

    def _rows(self, directive: Directive, last: int) -> range | tuple[int, ...] | None:
        comment = directive.comment
        match directive.verb:
            case "file-ignore" | "file-noqa":
                return None
            case "disable":
                return range(comment.row, last + 1)
            case "ignore" if comment.alone:
                return self._below(comment.row)
            case _:
                return (comment.row,)

    def _below(self, row: int) -> range | tuple[int, ...]:
        """Return the rows that an ``ignore`` comment on a line of its own is about: what stands below it."""
        inside = self.layout.statements.get(row)
        if inside is not None:
            alone = {other.row for other in self.layout.comments if other.alone}
            return (next((below for below in range(row + 1, inside[1] + 1) if below not in alone), row),)
        statement = self.layout.statement_after(row)
        return range(statement[0], statement[1] + 1) if statement is not None else ()

    def __iter__(self) -> Iterator[Selector]:
        """Walk the selectors in the order in which they stand."""
        return iter(self.selectors)


def _rows_by_place(layout: Layout, locate: Callable[[Span], Span]) -> dict[tuple[int | None, int], int]:
    found = {}
    for row in layout.statements:
        place = locate(Span("", None, row, 1, row, 1))
        found[place.cell, place.line] = row
    return found
