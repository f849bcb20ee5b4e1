"""Notebooks: cells as one virtual module with places in cells, and changed cells back to the bytes of the file."""

from keraslint.notebook.document import Cell, Notebook, NotebookError, read
from keraslint.notebook.exported import is_exported
from keraslint.notebook.virtual import Virtual, build

__all__ = ["Cell", "Notebook", "NotebookError", "Virtual", "build", "is_exported", "read"]
