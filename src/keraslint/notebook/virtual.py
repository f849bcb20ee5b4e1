"""The cells of a notebook as one module in document order, and places in it back to places in cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from keraslint import syntax
from keraslint.findings import Diagnostic
from keraslint.notebook import mend
from keraslint.notebook.edits import bare_lines
from keraslint.notebook.magics import Code, code_of
from keraslint.source import Span

if TYPE_CHECKING:
    from libcst import Module

    from keraslint.findings import Edit
    from keraslint.notebook.document import Cell, Notebook

_SEAM: Final = "pass  # end of cell "
"""Stands between cells, so that no bracket, string, decorator or block of one cell can go on in the next."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """The part of the virtual module that comes of one cell. ``start`` is its first line, ``expanded`` whether tabs are spaces."""

    cell: Cell
    code: Code
    start: int = 1
    expanded: bool = False
