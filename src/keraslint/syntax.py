"""Source text to a LibCST tree, and nodes of the tree back to places in the text.

Positions cost a third of a parse (see ``written``), so they are worked out only for a file that has something to report.
"""

from __future__ import annotations

import ast
import gc
import warnings
from typing import TYPE_CHECKING, Final

import libcst as cst

from keraslint.construction import parsing
from keraslint.source import Place, Span
from keraslint.timings import PHASE, timed
from keraslint.weight import demand_light, weigh
from keraslint.written import Written, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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

    def __init__(
        self, file: str, module: cst.Module, locate: Callable[[Span], Span] | None = None, written: Written | None = None
    ) -> None:
        """Hold the parsed ``module`` of ``file``; ``written`` is how it is written, if that is known."""
        self.file = file
        self.module = module
        self._locate = locate
        self._written = written

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
        return self.written.extent(node)

    def nodes(self) -> Iterator[cst.CSTNode]:
        """Walk all nodes of the file, layout included."""
        return self.written.nodes()

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
        return text.startswith(self.written.code.removesuffix(footer).rstrip("\r\n"))

    @property
    def written(self) -> Written:
        """The file as its tree is written, worked out on the first call."""
        if self._written is None:
            self._written = timed(PHASE, "positions", lambda: write(self.module))
        return self._written


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
