"""A tree as it is written: the code of each statement of a module, and where in it each node stands.

LibCST's metadata providers cost one to seven parses each; this is a code generation pass that only adds up integers. It goes by
statement, with lines counted from where the statement begins, so that what stays as it was need not be written again after a
change in front of it (see ``reparse``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeAlias

import libcst as cst
from libcst._nodes.internal import CodegenState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

Extent: TypeAlias = tuple[int, int, int, int]
"""Line, column, end line and end column."""


@dataclass(frozen=True, slots=True)
class Part:
    """A statement of a module with the comments and empty lines that go with it: its code, and the extent of each node in it.

    Lines count from 1 where the part begins; ``lines`` is how many there are.
    """

    code: str
    extents: dict[cst.CSTNode, Extent]
    lines: int


class Written:
    """The parts of a module, one after the other: one for each statement, and a single one where there is none."""

    def __init__(self, parts: Sequence[Part]) -> None:
        """Put ``parts`` together."""
        self.parts = tuple(parts)
        self._lines_before = tuple(accumulate((part.lines for part in self.parts), initial=0))

    @cached_property
    def code(self) -> str:
        """The whole text."""
        return "".join(part.code for part in self.parts)

    def extent(self, node: cst.CSTNode) -> Extent:
        """Return where a node stands: lines from 1, columns from 0, as LibCST counts them."""
        number = self._part_of[node]
        return _moved(self.parts[number].extents[node], self._lines_before[number])

    @cached_property
    def _part_of(self) -> dict[cst.CSTNode, int]:
        """The number of the part in which each node stands."""
        found: dict[cst.CSTNode, int] = {}
        for number, part in enumerate(self.parts):
            found.update(dict.fromkeys(part.extents, number))
        return found

    def extents(self) -> dict[cst.CSTNode, Extent]:
        """Return where every node in the module stands."""
        return {
            node: _moved(extent, lines)
            for part, lines in zip(self.parts, self._lines_before, strict=False)
            for node, extent in part.extents.items()
        }

    def nodes(self) -> Iterator[cst.CSTNode]:
        """Walk all nodes in the module, layout included."""
        return (node for part in self.parts for node in part.extents)


def _moved(extent: Extent, lines: int) -> Extent:
    line, column, end_line, end_column = extent
    return lines + line, column, lines + end_line, end_column


def write(module: cst.Module) -> Written:
    """Write a module, its header with the first statement and its footer with the last one."""
    groups: list[list[cst.CSTNode]] = [[statement] for statement in module.body] or [[]]
    groups[0][:0] = module.header
    groups[-1].extend(module.footer)
    return Written([_part(module, nodes) for nodes in groups])


def _part(module: cst.Module, nodes: Sequence[cst.CSTNode]) -> Part:
    state = _Counter(default_indent=module.default_indent, default_newline=module.default_newline, provider=None)
    for node in nodes:
        node._codegen(state)  # noqa: SLF001 - the public providers rebuild the whole tree
    return Part("".join(state.tokens), state.found, state.line - 1)


class _Counter(CodegenState):
    """A code generation state that counts lines and columns."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.line = 1
        self.column = 0
        self.indents: list[str] = []
        self.found: dict[cst.CSTNode, Extent] = {}

    def increase_indent(self, value: str) -> None:
        self.indents.append(value)

    def decrease_indent(self) -> None:
        self.indents.pop()

    def add_indent_tokens(self) -> None:
        for token in self.indents:
            self.add_token(token)

    def add_token(self, value: str) -> None:
        self.tokens.append(value)
        if "\n" not in value and "\r" not in value:
            self.column += len(value)
            return
        parts = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.line += len(parts) - 1
        self.column = len(parts[-1])

    def pop_trailing_newline(self) -> None:
        # A module without a final newline: nothing stands behind the popped token, so no position depends on it.
        pass

    def record_syntactic_position(  # type: ignore[override]
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> _Recording:
        return _Recording(self, node, start_node, end_node)

    def before_codegen(self, node: cst.CSTNode) -> None:
        self.found[node] = (self.line, self.column, 0, 0)

    def after_codegen(self, node: cst.CSTNode) -> None:
        start = self.found[node]
        if start[2] == 0:
            self.found[node] = (start[0], start[1], self.line, self.column)


class _Recording:
    """Takes down the extent of a node that is without its white space; a generator would take twice as long."""

    __slots__ = ("_column", "_counter", "_end", "_line", "_node", "_start")

    def __init__(self, counter: _Counter, node: cst.CSTNode, start: cst.CSTNode | None, end: cst.CSTNode | None) -> None:
        self._counter = counter
        self._node = node
        self._start = start
        self._end = end

    def __enter__(self) -> None:
        self._line = self._counter.line
        self._column = self._counter.column

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        counter, found = self._counter, self._counter.found
        line, column, end_line, end_column = self._line, self._column, counter.line, counter.column
        if self._start is not None and self._start in found:
            line, column = found[self._start][:2]
        if self._end is not None and self._end in found:
            end_line, end_column = found[self._end][2:]
        found[self._node] = (line, column, end_line, end_column)
