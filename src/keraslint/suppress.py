"""Comments by which a program says that a finding is wanted.

``# keraslint: ignore[KL109, unscaled-input] reason`` behind a statement, or on a line of its own above it; ``file-ignore[...]``
anywhere for the whole file; ``disable[...]`` up to ``enable[...]`` for a stretch. A selector is a code, the start of one, a rule
name or a category. ``# noqa`` and ``# noqa: KL109`` are understood as well, with codes alone: other tools read them too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

from keraslint.findings import Finding
from keraslint.layout import Comment, Layout
from keraslint.source import Span

_NATIVE: Final = re.compile(r"#\s*keraslint:\s*(?P<verb>ignore|file-ignore|disable|enable)\s*\[(?P<selectors>[^\]]*)\]")
_CODES: Final = r"(?:\s*:\s*(?P<codes>[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*))"
_NOQA: Final = re.compile(rf"#\s*(?i:noqa)(?![\w-])(?:{_CODES}|(?!\s*:))")
_FILE_NOQA: Final = re.compile(rf"#\s*keraslint:\s*(?i:noqa)(?![\w-])(?:{_CODES}|(?!\s*:))")
_SEPARATOR: Final = re.compile(r"[,\s]+")
_CODE_PREFIX: Final = re.compile(r"[A-Z]+[0-9]*")

EVERYTHING: Final = "*"
"""The selector of a bare ``# noqa``."""


def matches(finding: Finding, selector: str) -> bool:
    """Say whether a selector of a comment means the rule of ``finding``."""
    if selector in {EVERYTHING, finding.code, finding.name, finding.category}:
        return True
    return _CODE_PREFIX.fullmatch(selector) is not None and finding.code.startswith(selector)


class Suppressions:
    """The suppression comments of one file."""

    def __init__(self, layout: Layout, locate: Callable[[Span], Span] | None = None) -> None:
        """Read the comments of ``layout``; ``locate`` maps its rows to the places that spans name, which differ for notebooks."""
        self._layout = layout
        self._whole: set[str] = set()
        self._rows: defaultdict[int, set[str]] = defaultdict(set)
        self._ranges: list[tuple[str, int, int]] = []
        self._row_of = _rows_by_place(layout, locate) if locate is not None else None
        self._read(layout.comments)

    def cover(self, finding: Finding) -> bool:
        """Say whether a comment suppresses ``finding``.

        A comment counts on the line where the finding starts, and on the first and last line of the statement that holds it.
        """
        span = finding.at.span
        row = span.line if self._row_of is None else self._row_of.get((span.cell, span.line), 0)
        here = {row, *self._layout.statement_at(row)}
        selectors = self._whole.union(*(self._rows[at] for at in here if at in self._rows))
        selectors.update(selector for selector, first, last in self._ranges if first <= row <= last)
        return any(matches(finding, selector) for selector in selectors)

    def _read(self, comments: Iterable[Comment]) -> None:
        open_since: dict[str, int] = {}
        for comment in comments:
            for verb, selectors in _directives(comment):
                match verb:
                    case "file-ignore":
                        self._whole.update(selectors)
                    case "ignore":
                        for row in self._meant(comment):
                            self._rows[row].update(selectors)
                    case "disable":
                        open_since.update((selector, comment.row) for selector in selectors if selector not in open_since)
                    case "enable":
                        closed = [selector for selector in selectors if selector in open_since]
                        self._ranges.extend((selector, open_since.pop(selector), comment.row) for selector in closed)
                    case _:
                        self._rows[comment.row].update(selectors)
        last = max(self._layout.statements, default=0)
        self._ranges.extend((selector, first, last) for selector, first in open_since.items())

    def _meant(self, comment: Comment) -> Iterable[int]:
        """Return the rows that an ``ignore`` comment is about: its own, or those of what stands below when it is alone."""
        if not comment.alone:
            return (comment.row,)
        inside = self._layout.statements.get(comment.row)
        if inside is not None:
            alone = {other.row for other in self._layout.comments if other.alone}
            return (next((row for row in range(comment.row + 1, inside[1] + 1) if row not in alone), comment.row),)
        below = self._layout.statement_after(comment.row)
        return range(below[0], below[1] + 1) if below is not None else ()


def _directives(comment: Comment) -> Iterable[tuple[str, list[str]]]:
    for found in _NATIVE.finditer(comment.text):
        yield found["verb"], [selector for selector in _SEPARATOR.split(found["selectors"].strip()) if selector]
    for found in _NOQA.finditer(comment.text):
        yield "noqa", _codes(found["codes"])
    if comment.alone and (found_whole := _FILE_NOQA.match(comment.text)) is not None:
        yield "file-ignore", _codes(found_whole["codes"])


def _codes(written: str | None) -> list[str]:
    return [EVERYTHING] if written is None else _SEPARATOR.split(written)


def _rows_by_place(layout: Layout, locate: Callable[[Span], Span]) -> dict[tuple[int | None, int], int]:
    found = {}
    for row in layout.statements:
        place = locate(Span("", None, row, 1, row, 1))
        found[place.cell, place.line] = row
    return found
