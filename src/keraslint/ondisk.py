"""A notebook of which only the path is at hand."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from keraslint import screen

if TYPE_CHECKING:
    from keraslint.notebook import Notebook


class OnDisk:
    """A notebook on the disk as the holder of its cells: it is read when somebody asks, as few reports do.

    One that has gone since counts as empty.
    """

    def __init__(self, path: str) -> None:
        """Name the notebook."""
        self._path = path

    @cached_property
    def _notebook(self) -> Notebook | None:
        from keraslint.notebook import read
        from keraslint.notebook.document import NotebookError

        data = screen.read(self._path, 0)
        try:
            return read(data, self._path) if isinstance(data, bytes) else None
        except NotebookError:
            return None

    def physical_line(self, cell: int, line: int) -> int:
        """Return the line of the file in which a line of a cell stands."""
        return 1 if self._notebook is None else self._notebook.physical_line(cell, line)

    def encoded(self) -> bytes:
        """Return the bytes of the file."""
        return b"" if self._notebook is None else self._notebook.dump()
