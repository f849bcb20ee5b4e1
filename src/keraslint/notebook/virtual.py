"""The cells of a notebook as one module in document order, and the places in it back to places in the cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from keraslint import syntax
from keraslint.findings import Diagnostic, Edit
from keraslint.notebook.document import Cell, Notebook
from keraslint.notebook.edits import bare_lines
from keraslint.notebook.magics import Code, code_of
from keraslint.notebook.mend import forget, imported_names, mend
from keraslint.source import Span

_SEAM: Final = "# end of cell "
"""Marks a ``pass`` between cells, so that no bracket, string, decorator or block of one cell can go on in the next."""


@dataclass(slots=True)
class Fragment:
    """The part of the virtual module that comes of one cell. ``start`` is its first line, ``expanded`` whether tabs became spaces."""

    cell: Cell
    code: Code
    start: int = 1
    expanded: bool = False


@dataclass(frozen=True)
class Virtual:
    """The Python of a notebook as one module: ``tree`` parsed, with places in cells.

    ``diagnostics`` are about cells that cannot be read, ``notes`` say what else was left out or put in. ``name`` is the file that the
    cells write, for a module that the notebook writes to disk (``written``), and empty for the notebook's own. ``backends`` has the
    Keras backend of each cell that chooses one.
    """

    notebook: Notebook
    fragments: tuple[Fragment, ...]
    tree: syntax.Tree
    diagnostics: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()
    name: str = ""
    written: tuple[Virtual, ...] = ()
    backends: tuple[tuple[int, str], ...] = ()
"""
