"""Lines of a cell's source, and edits of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from keraslint.findings import Edit

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


def split_lines(source: str) -> list[str]:
    """Split where Python ends a line, keeping the line ends; other separators of Unicode are characters like any other."""
    return _LINE.findall(source)


def bare_lines(source: str) -> list[str]:
    """Split as an editor shows it: without line ends, and with an empty last line behind a final one."""
    return re.split(r"\r\n|\r|\n", source)


def edited(source: str, edits: Sequence[Edit]) -> str:
    """Return ``source`` after ``edits``; what they insert ends its lines as the source does.

    Raises:
        ValueError: two edits overlap, or one is outside of the source.
    """
    lines = split_lines(source)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    newline = "\r\n" if "\r\n" in source else "\n"
    parts: list[str] = []
    at = 0
    for start, end, content in sorted(_ranges(edits, starts)):
        if not at <= start <= end <= len(source):
            raise ValueError("two edits overlap, or one is outside of the source")
        parts += [source[at:start], re.sub(r"\r?\n", newline, content)]
        at = end
    return "".join((*parts, source[at:]))


def _ranges(edits: Sequence[Edit], starts: list[int]) -> list[tuple[int, int, str]]:
    return [
        (
            _offset(starts, edit.span.line, edit.span.column),
            _offset(starts, edit.span.end_line, edit.span.end_column),
            edit.content,
        )
        for edit in edits
    ]


def _offset(starts: list[int], line: int, column: int) -> int:
    """Return the offset of a place; the end of the source counts as the start of a line."""
    if not 1 <= line <= len(starts):
        raise ValueError(f"there is no line {line}")
    return starts[line - 1] + column - 1
