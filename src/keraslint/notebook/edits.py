"""Lines of a cell's source, and edits of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from keraslint.findings import Edit

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


def split_lines(source: str) -> list[str]:
    """Split where Python ends a line, keeping the line ends; behind a final one comes an empty line, as in an editor."""
    lines = _LINE.findall(source)
    return lines if not source or source[-1] in "\r\n" else lines[:-1]


def bare_lines(source: str) -> list[str]:
    """Split as ``split_lines`` does, without the line ends."""
    return _LINE_END.split(source)


def edited(source: str, edits: Sequence[Edit]) -> str:
    """Return ``source`` after ``edits``; what they insert ends its lines as the source does.

    The line behind the last one stands for the end of the source, and what is inserted there starts a new line.

    Raises:
        ValueError: two edits overlap, or one is outside of the source.
    """
    lines = split_lines(source)
    starts = [0, *accumulate(map(len, lines))]
    newline = "\r\n" if "\r\n" in source else "\n"
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        span, content = edit.span, re.sub(r"\r?\n", newline, edit.content)
        start, end = _offset(starts, span.line, span.column), _offset(starts, span.end_line, span.end_column)
        if not at <= start <= end <= len(source):
            raise ValueError("two edits overlap, or one is outside of the source")
        if span.line > len(lines) and source and not source.endswith(newline):
            content = newline + content.removesuffix(newline)
        parts += [source[at:start], content]
        at = end
    return "".join((*parts, source[at:]))


def _offset(starts: list[int], line: int, column: int) -> int:
    if not 1 <= line <= len(starts):
        raise ValueError(f"there is no line {line}")
    return starts[line - 1] + column - 1
