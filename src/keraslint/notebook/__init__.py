"""Notebooks: cells as one virtual module with places in cells, and changed cells back to the bytes of the file."""

from keraslint.notebook.document import Cell, Notebook, NotebookError, read
from keraslint.notebook.exported import is_exported
from keraslint.notebook.virtual import NotebookFile, build

__all__ = ["Cell", "Notebook", "NotebookError", "NotebookFile", "build", "is_exported", "open_notebook", "read"]


def open_notebook(path: str, data: bytes) -> NotebookFile:
    """Return the notebook with that content as a run needs it.

    Raises:
        NotebookError: the bytes are not a notebook.
    """
    return build(read(data, path))
