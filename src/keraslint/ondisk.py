"""A notebook of which only the path is at hand."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keraslint.notebook import Notebook


class OnDisk:
    """A notebook on the disk as the holder of its cells: it is read when somebody asks, as few reports do."""

    def __init__(self, path: str) -> None:
        """Name the notebook."""
        self._path = path

    @cached_property
    def _notebook(self) -> Notebook:
        from keraslint.notebook import read

        with open(self._path, "rb") as file:  # noqa: PTH123 - a path as shown, which pathlib would normalise
            return read(file.read(), self._path)

    def physical_line(self, cell: int, line: int) -> int:
        """Return the line of the file in which a line of a cell stands."""
        return self._notebook.physical_line(cell, line)

    def encoded(self) -> bytes:
        """Return the bytes of the file."""
        return self._notebook.dump()
