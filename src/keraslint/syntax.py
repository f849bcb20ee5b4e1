"""Source text to a LibCST tree, and nodes of the tree back to places in the text.

One of the three places that know LibCST. Its metadata providers cost one to seven parses each, so positions come from a code
generation pass that only adds up integers, and that pass runs only for a file that has something to report.
"""

from __future__ import annotations

import ast
import gc
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import libcst as cst
from libcst._nodes.internal import CodegenState

from keraslint.construction import parsing
from keraslint.source import Place, Span
from keraslint.timings import PHASE, timed
from keraslint.weight import demand_light, weigh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

NESTING: Final = 200
"""How deep brackets may nest in Python. LibCST has no limit: far beyond this one it overflows the stack, and the process dies."""


class SyntaxFailure(Exception):
    """The text is not Python that can be parsed; ``line`` and ``column`` count from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        """Say what is wrong and where."""
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


class Tree:
    """A parsed file. ``locate`` maps a span of the parsed text to one of the file, which differ for notebooks."""

    def __init__(self, file: str, module: cst.Module, locate: Callable[[Span], Span] | None = None) -> None:
        """Hold the parsed ``module`` of ``file``."""
        self.file = file
        self.module = module
        self._locate = locate
        self._generated: _Generated | None = None

    def place(self, node: cst.CSTNode) -> Place:
        """Return a handle on ``node`` of this file."""
        return Place(node, self)

    def span_of(self, node: object) -> Span:
        """Return the span of a node of this file, computing all positions on the first call."""
        assert isinstance(node, cst.CSTNode)
        line, column, end_line, end_column = self.extent(node)
        return self.locate(line, column + 1, end_line, end_column + 1)

    def extent(self, node: cst.CSTNode) -> tuple[int, int, int, int]:
        """Return where a node stands in the parsed text: lines from 1, columns from 0, as LibCST counts them."""
        return self._written.extents[node]

    def nodes(self) -> Iterator[cst.CSTNode]:
        """Walk all nodes of the file, layout included."""
        return iter(self._written.extents)

    def locate(self, line: int, column: int, end_line: int, end_column: int) -> Span:
        """Return the span in the file of a range of the parsed text, lines and columns from 1."""
        span = Span(self.file, None, line, column, end_line, end_column)
        return self._locate(span) if self._locate is not None else span

    def mirrors(self, text: str) -> bool:
        """Say whether this is the tree of exactly ``text``, so that positions in the one are positions in the other.

        It is not where ``parse`` had to expand tabs, or where LibCST drops a form feed; such a file must not be edited. The
        comments behind the last statement do not count: LibCST loses some of them, but nothing stands behind them.
        """
        footer = "".join(map(self.module.code_for_node, self.module.footer))
        return text.startswith(self._written.code.removesuffix(footer).rstrip("\r\n"))

    @property
    def _written(self) -> _Generated:
        if self._generated is None:
            self._generated = timed(PHASE, "positions", lambda: _generated(self.module))
        return self._generated


def parse(text: str) -> cst.Module:
    """Parse the text of a module.

    LibCST rejects some mixtures of tabs and spaces that CPython accepts; such a file is tried again with its tabs expanded, which
    keeps the line numbers but not the columns (``Tree.mirrors`` tells).

    Raises:
        SyntaxFailure: the text does not parse.
        TooHeavy: it would take so much work that this process refuses it (see ``weight``).
    """
    weight = weigh(text)
    demand_light(weight)
    if weight.nesting > NESTING and _refused_by_python(text) is not None:
        raise _failure(text, "the brackets are nested too deeply", 1, 1)
    enabled = gc.isenabled()
    gc.disable()
    try:
        with parsing():
            return cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        if "\t" in text:
            expanded = "\n".join(line.expandtabs(8) for line in text.split("\n"))
            try:
                return cst.parse_module(expanded)
            except (cst.ParserSyntaxError, cst.CSTValidationError, RecursionError):
                pass
        raise _failure(text, _message(error), max(error.raw_line, 1), max(error.raw_column, 0) + 1) from None
    except (RecursionError, ValueError, cst.CSTValidationError) as error:
        raise _failure(text, str(error) or "the code is nested too deeply", 1, 1) from None
    finally:
        if enabled:
            gc.enable()


def _refused_by_python(text: str) -> SyntaxError | None:
    """Return why Python rejects a text, if it does."""
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(text, "<text>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        pass
    return None


def _failure(text: str, message: str, line: int, column: int) -> SyntaxFailure:
    """Say what is wrong, in Python's own words where Python rejects the text too: they are the better ones, and better placed."""
    refused = _refused_by_python(text)
    if refused is not None:
        message, line, column = refused.msg, max(refused.lineno or line, 1), max(refused.offset or column, 1)
    return SyntaxFailure(message, line, column)


def _message(error: cst.ParserSyntaxError) -> str:
    text = str(error.message).strip().splitlines()
    first = text[0] if text else "the file does not parse"
    return first.removeprefix("parser error: ").removeprefix("error at ")


Extent: TypeAlias = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Generated:
    """What generating the code of a module has shown: the text, and line, column, end line and end column of every node."""

    code: str
    extents: dict[cst.CSTNode, Extent]


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


def positions(module: cst.Module) -> dict[cst.CSTNode, Extent]:
    """Return line, column, end line and end column of every node: lines from 1, columns from 0, as LibCST's own provider."""
    return _generated(module).extents


def _generated(module: cst.Module) -> _Generated:
    state = _Counter(default_indent=module.default_indent, default_newline=module.default_newline, provider=None)
    # LibCST gives a module of which it has written no token yet a newline.
    state.tokens.extend("" for _ in (*module.header, *module.body, *module.footer))
    module._codegen(state)  # noqa: SLF001 - the public providers rebuild the whole tree
    return _Generated("".join(state.tokens), state.found)
