"""The documents that a client has open, as the linter sees them: a Python file, or a notebook with a text for each cell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lsprotocol import types
from pygls.uris import to_fs_path

from keraslint.analysis import open_file
from keraslint.files import PythonFile, SourceFile
from keraslint.server.text import Text
from keraslint.source import Span


@dataclass(frozen=True)
class Document:
    """One version of a document: its texts by cell (``None`` for a file without cells), and the addresses of these.

    ``languages`` are those of the cells that are not Python.
    """

    uri: str
    version: int
    texts: Mapping[int | None, Text]
    uris: Mapping[int | None, str]
    languages: Mapping[int, str] = field(default_factory=dict)
    markup: frozenset[int] = frozenset()

    @property
    def path(self) -> str:
        """The path of the file; the address itself where the document is nowhere on disk."""
        return to_fs_path(self.uri) or self.uri

    @property
    def notebook(self) -> bool:
        """Whether it has cells."""
        return None not in self.texts

    @cached_property
    def file(self) -> SourceFile:
        """The document as a file to lint.

        Raises:
            Failed: it cannot be read as what it is.
        """
        if not self.notebook:
            return PythonFile(self.path, self.texts[None].content)
        return open_file(f"{self.path}{'' if self.path.endswith('.ipynb') else '.ipynb'}", self._as_json())

    def cell_of(self, uri: str) -> int | None:
        """Return the number of the cell at an address; ``None`` for the document itself."""
        return next((cell for cell, known in self.uris.items() if known == uri), None)

    def location(self, span: Span) -> types.Location:
        """Return where a span is, in the terms of the client; one in another file is taken to be in its beginning."""
        if span.cell not in self.texts or span.file != self.file.path:
            start = types.Position(max(span.line - 1, 0), 0)
            return types.Location(_uri(span.file), types.Range(start, start))
        return types.Location(self.uris[span.cell], self.texts[span.cell].range(span))

    def spot(self, uri: str, position: types.Position) -> Span:
        """Return a position of the client as an empty span."""
        cell = self.cell_of(uri)
        column = self.texts[cell].characters(position)
        return Span(self.file.path, cell, position.line + 1, column, position.line + 1, column)

    def _as_json(self) -> bytes:
        """Write the cells down in the format in which notebooks are stored."""
        cells = [
            {
                "cell_type": "markdown" if cell in self.markup else "code",
                "source": text.content,
                "metadata": {"vscode": {"languageId": self.languages[cell]}} if cell in self.languages else {},
            }
            for cell, text in self.texts.items()
            if cell is not None
        ]
        whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"language_info": {"name": "python"}}, "cells": cells}
        return json.dumps(whole).encode()


def _uri(path: str) -> str:
    from pygls.uris import from_fs_path

    return from_fs_path(path) or path
