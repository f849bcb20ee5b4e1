"""How a text is laid out: its lines, where each statement begins and ends, and its comments."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol, TypeAlias

_BREAK: Final = re.compile(r"\r\n|\r|\n")
_WHOLE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_SILENT: Final = frozenset(
    {tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER, tokenize.ENCODING}
)
"""Tokens that begin no statement."""


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment: the row it stands on, its text with the hash, and what stands before it there."""

    row: int
    text: str
    before: str = ""

    @property
    def alone(self) -> bool:
        """Whether it has the row to itself."""
        return not self.before.strip()

    @property
    def column(self) -> int:
        """The column of the hash."""
        return len(self.before) + 1


@dataclass(frozen=True, slots=True)
class Layout:
    """The statements and comments of a text; rows count from 1.

    ``statements`` maps each row of a simple statement, or of the header of a compound one, to its first and last row.
    """

    statements: Mapping[int, tuple[int, int]]
    comments: tuple[Comment, ...]

    def statement_at(self, row: int) -> tuple[int, int]:
        """Return the first and last row of the statement that holds ``row``."""
        return self.statements.get(row, (row, row))

    def statement_after(self, row: int) -> tuple[int, int] | None:
        """Return the first statement that begins behind ``row``."""
        return min((span for span in self.statements.values() if span[0] > row), default=None)


def split_lines(text: str) -> list[str]:
    """Return the lines of a text without their ends: those that Python counts, which are fewer than ``str.splitlines`` sees."""
    return _BREAK.split(text)


def whole_lines(text: str) -> list[str]:
    """Return the lines of a text with their ends."""
    return _WHOLE.findall(text)


def lay_out(text: str) -> Layout:
    """Find the statements and comments of a text. What follows a place that cannot be tokenized is left out."""
    statements: dict[int, tuple[int, int]] = {}
    comments = []
    first: int | None = None
    lines = split_lines(text)
    readline = io.StringIO("\n".join(lines)).readline
    try:
        for token in tokenize.generate_tokens(readline):
            row, column = token.start
            if token.type == tokenize.COMMENT:
                comments.append(Comment(row, token.string, lines[row - 1][:column]))
            elif token.type == tokenize.NEWLINE:
                start = row if first is None else first
                statements.update((inside, (start, row)) for inside in range(start, row + 1))
                first = None
            elif first is None and token.type not in _SILENT:
                first = row
    except (tokenize.TokenError, SyntaxError):
        pass
    return Layout(statements, tuple(comments))


class Holder(Protocol):
    """The file that a text is of."""

    def physical_line(self, cell: int, line: int) -> int:
        """Return the line of the file in which a line of a cell stands."""

    def encoded(self) -> bytes:
        """Return the bytes of the file."""


class SourceText:
    """What a report shows of a file or a notebook cell; split and laid out when somebody asks."""

    def __init__(self, text: str, cell: int | None = None, holder: Holder | None = None) -> None:
        """Hold the text; that of a cell with the notebook that it is of."""
        self._text = text
        self._cell = cell
        self._holder = holder

    @property
    def text(self) -> str:
        """The text itself."""
        return self._text

    @property
    def whole(self) -> str:
        """The text of the file as it lies on the disk; for a cell that of the whole notebook."""
        return self._text if self._holder is None or self._cell is None else self._holder.encoded().decode("utf-8", "replace")

    def physical_line(self, row: int) -> int:
        """Return the line of the file in which a row of the text stands: another one only in a notebook."""
        return row if self._holder is None or self._cell is None else self._holder.physical_line(self._cell, row)

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        return split_lines(self._text)

    @cached_property
    def _layout(self) -> Layout:
        return lay_out(self._text)

    def comment_row(self, row: int) -> int:
        """Return the row that can take a comment about what stands on ``row``: the last one of the statement."""
        return self._layout.statement_at(row)[1]


Sources: TypeAlias = Mapping[tuple[str, int | None], SourceText]
"""The text of each file that a report speaks of, by path and cell."""
