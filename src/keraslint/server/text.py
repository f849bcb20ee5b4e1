"""Text as a client holds it: edits in its units, and positions between its units and characters.

Columns of the protocol count UTF-8, UTF-16 or UTF-32 units, as agreed with the client; those of keraslint count characters.
Lines end where the protocol says, at line feed, carriage return or both. ``str.splitlines`` knows more ends than that, which
would put every edit behind a form feed in the wrong place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lsprotocol import types

from keraslint.layout import split_lines, whole_lines
from keraslint.source import Span

WIDTHS: Final = {
    types.PositionEncodingKind.Utf8: ("utf-8", 1),
    types.PositionEncodingKind.Utf16: ("utf-16-le", 2),
    types.PositionEncodingKind.Utf32: ("utf-32-le", 4),
}
"""How a text is to be encoded, and how many bytes make a unit, for each unit of the protocol."""


@dataclass(frozen=True)
class Text:
    """The text of a document in one version. ``encoding`` is the unit in which the client counts."""

    content: str
    encoding: types.PositionEncodingKind = types.PositionEncodingKind.Utf16

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        return split_lines(self.content)

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in whole_lines(self.content):
            starts.append(starts[-1] + len(line))
        return starts

    def edited(self, changes: Iterable[types.TextDocumentContentChangeEvent]) -> Text:
        """Return the text after the changes that a client reports, one after the other."""
        text = self
        for change in changes:
            content = change.text
            if isinstance(change, types.TextDocumentContentChangePartial):
                start, end = text.offset(change.range.start), text.offset(change.range.end)
                content = text.content[:start] + change.text + text.content[end:]
            text = Text(content, self.encoding)
        return text

    def offset(self, position: types.Position) -> int:
        """Return how many characters stand before a position of the client; one that is outside counts as the nearest inside."""
        if position.line >= len(self.lines):
            return len(self.content)
        return self._starts[position.line] + self.characters(position) - 1

    def characters(self, position: types.Position) -> int:
        """Return the column, in characters from 1, of a position of the client."""
        if position.line >= len(self.lines):
            return 1
        codec, width = WIDTHS[self.encoding]
        prefix = self.lines[position.line].encode(codec, "surrogatepass")[: position.character * width]
        return len(prefix.decode(codec, "ignore")) + 1

    def position(self, line: int, column: int) -> types.Position:
        """Return the position, in the units of the client, of a line and a column from 1 in characters."""
        if line > len(self.lines):
            return types.Position(len(self.lines) - 1, self._units(self.lines[-1]))
        return types.Position(line - 1, self._units(self.lines[line - 1][: column - 1]))

    def range(self, span: Span) -> types.Range:
        """Return the range of a span, in the units of the client."""
        return types.Range(self.position(span.line, span.column), self.position(span.end_line, span.end_column))

    @property
    def everything(self) -> types.Range:
        """The range of all of the text."""
        return types.Range(types.Position(0, 0), self.position(len(self.lines) + 1, 1))

    def _units(self, text: str) -> int:
        codec, width = WIDTHS[self.encoding]
        return len(text.encode(codec, "surrogatepass")) // width
