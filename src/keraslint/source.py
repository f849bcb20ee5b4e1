"""Places in source text: spans, and the handles from which a span is computed only when somebody asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range of characters in a file.

    Lines and columns count from 1, columns in characters (code points); the end is exclusive. ``cell`` is the 1-based index of a
    notebook cell over all of its cells, or ``None`` in a plain file; lines then count inside the cell.
    """

    file: str
    cell: int | None
    line: int
    column: int
    end_line: int
    end_column: int

    def contains(self, other: Span) -> bool:
        """Say whether ``other`` lies wholly inside this span."""
        return (
            self.file == other.file
            and self.cell == other.cell
            and (self.line, self.column) <= (other.line, other.column)
            and (other.end_line, other.end_column) <= (self.end_line, self.end_column)
        )


class Positions(Protocol):
    """What can tell where a syntax node stands: a parsed file."""

    @property
    def file(self) -> str:
        """The path of the file as shown."""

    def span_of(self, node: object) -> Span:
        """Return the span of ``node``, which must belong to this file."""
        ...


class Place:
    """A handle on a piece of source text, whose span is computed when it is first read.

    Finding positions costs about a third of a parse, and most files have nothing to report; so the interpreter passes handles
    around and the report asks for spans.
    """

    __slots__ = ("_positions", "_span", "node")

    def __init__(self, node: object, positions: Positions | None, span: Span | None = None) -> None:
        """Make a handle on ``node`` of the file that ``positions`` describes; ``span`` is where it stands, if that is known."""
        self.node = node
        self._positions = positions
        self._span = span

    @classmethod
    def at(cls, span: Span) -> Place:
        """Make a handle on a span that is already known."""
        return cls(None, None, span)

    @property
    def file(self) -> str:
        """The file in which it stands, for which no positions are computed."""
        if self._span is not None:
            return self._span.file
        assert self._positions is not None
        return self._positions.file

    @property
    def key(self) -> object:
        """What tells this place from others in a set, for which no positions are computed."""
        return self._span if self.node is None else self.node

    @property
    def span(self) -> Span:
        """The span, computed on first use."""
        if self._span is None:
            assert self._positions is not None
            self._span = self._positions.span_of(self.node)
        return self._span

    def __eq__(self, other: object) -> bool:
        """Two handles are equal when they name the same node or, without one, the same span."""
        if not isinstance(other, Place):
            return NotImplemented
        if self.node is not None and other.node is not None:
            return self.node is other.node
        return self.span == other.span

    def __hash__(self) -> int:
        """Hash consistently with equality; costs positions, so keep places out of hot dictionaries."""
        return hash(self.span)

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave the tree behind when sent to another process, and take the span along."""
        return Place.at, (self.span,)

    def __repr__(self) -> str:
        """Show the span if it is known, without computing it."""
        return f"Place({self._span if self._span is not None else type(self.node).__name__})"
