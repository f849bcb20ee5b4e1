"""The notebook as a document: cells, their languages, and the way back to the bytes of the file."""

from __future__ import annotations

import codecs
import json
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from keraslint.layout import whole_lines
from keraslint.notebook.literals import Literal, escapes_non_ascii, find_sources, respell
from keraslint.notebook.outputs import versions_shown

_BOM: Final = "\ufeff"
MAJOR: Final = 4
"""The major version of the notebook format that is read."""


class NotebookError(Exception):
    """The file is not a notebook that can be read; ``line`` and ``column`` count from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        """Say what is wrong and where."""
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``index`` counts from 1 over the cells of all kinds; ``identity`` is the cell's id, where the format has one."""

    index: int
    kind: str
    source: str
    identity: str | None = None
    language: str = "python"

    @property
    def code(self) -> bool:
        """Whether the cell holds code in the language of Python, magics aside."""
        return self.kind == "code" and self.language == "python"


@dataclass(frozen=True)
class Notebook:
    """A notebook: the bytes of the file and the cells in it, which always agree.

    ``shown`` are the versions of packages that its outputs show, which are those that it last ran with.
    """

    path: str
    data: bytes = field(repr=False)
    cells: tuple[Cell, ...]
    language: str = "python"
    notes: tuple[str, ...] = ()
    shown: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _body(self) -> str:
        return self.data.decode("utf-8").removeprefix(_BOM)

    @cached_property
    def _literals(self) -> dict[int, Literal]:
        return find_sources(self._body)

    @cached_property
    def _line_ends(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self._body)]

    @property
    def code_cells(self) -> tuple[Cell, ...]:
        """The cells that hold Python code."""
        return tuple(cell for cell in self.cells if cell.code)

    def cell(self, index: int) -> Cell:
        """Return the cell with that index (from 1)."""
        return self.cells[index - 1]

    def replace(self, index: int, source: str) -> Notebook:
        """Return the notebook with another source in the cell at ``index``.

        Raises:
            ValueError: the cell has no source in the file that could be replaced.
        """
        return self.with_sources({index: source})

    def with_sources(self, sources: Mapping[int, str]) -> Notebook:
        """Return the notebook with other sources in the cells with these indices; nothing else in the file changes.

        Raises:
            ValueError: one of the cells has no source in the file that could be replaced.
        """
        if any(index - 1 not in self._literals for index in sources):
            raise ValueError("the cell has no source")
        changed = [index for index, source in sources.items() if source != self.cell(index).source]
        escaped = bool(changed) and escapes_non_ascii(self._body)
        cells = list(self.cells)
        parts: list[str] = []
        at = 0
        for index in sorted(changed, key=lambda index: self._literals[index - 1].start):
            literal = self._literals[index - 1]
            cells[index - 1] = replace(cells[index - 1], source=sources[index])
            parts += [self._body[at : literal.start], respell(self._body, literal, sources[index], escaped)]
            at = literal.end
        mark = codecs.BOM_UTF8 if self.data.startswith(codecs.BOM_UTF8) else b""
        return replace(self, data=mark + "".join((*parts, self._body[at:])).encode("utf-8"), cells=tuple(cells))

    def dump(self) -> bytes:
        """Return the bytes of the file, which are those that were read but for the sources of cells that were replaced."""
        return self.data

    def physical_line(self, cell: int, line: int) -> int:
        """Return the line of the file in which line ``line`` of a cell's source stands; 1 where it stands nowhere."""
        literal = self._literals.get(cell - 1)
        if literal is None:
            return 1
        strings = [json.loads(self._body[start:end]) for start, end in literal.strings]
        start = literal.strings[_string_with(strings, line)][0] if strings else literal.start
        return bisect_left(self._line_ends, start) + 1


def _string_with(strings: Sequence[str], line: int) -> int:
    """Return which of the strings that make up a source holds the start of its line ``line``."""
    lines = whole_lines("".join(strings))
    offset = sum(map(len, lines[: line - 1]))
    for position, string in enumerate(strings):
        offset -= len(string)
        if offset < 0:
            return position
    return len(strings) - 1


def read(data: bytes, path: str) -> Notebook:
    """Read a notebook. Cells keep their order; of the outputs only versions are looked at.

    Raises:
        NotebookError: the bytes are not a notebook.
    """
    raw = _parse(data)
    if not isinstance(raw, dict):
        raise NotebookError("a notebook is a JSON object")
    cells = raw.get("cells")
    if not isinstance(cells, list):
        older = " (one of nbformat 3 or older: open and save it in Jupyter to bring it up to date)" if "worksheets" in raw else ""
        raise NotebookError(f"the notebook has no list of cells{older}")
    language = _language(raw.get("metadata"))
    return Notebook(
        path,
        data,
        tuple(_cell(index, cell, language) for index, cell in enumerate(cells, 1)),
        language,
        _notes(raw, language),
        versions_shown(cells),
    )


def _parse(data: bytes) -> Any:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NotebookError("the file is not UTF-8", line) from None
    try:
        return json.loads(text.removeprefix(_BOM))
    except json.JSONDecodeError as error:
        message = f"invalid JSON: {error.msg}" if text.strip() else "the file is empty"
        raise NotebookError(message, error.lineno, error.colno) from None
    except RecursionError:
        raise NotebookError("the JSON is nested too deeply") from None


def _notes(raw: Mapping[str, Any], language: str) -> tuple[str, ...]:
    notes = []
    major = raw.get("nbformat")
    if major != MAJOR:
        notes.append(f"the notebook format is {major}, which is read as if it were {MAJOR}")
    if language != "python":
        notes.append(f"the language of the notebook is {language}")
    return tuple(notes)


def _language(metadata: object) -> str:
    """Return the language of the kernel in small letters; ``python`` where nothing is said, and for IPython."""
    for part, key in (("language_info", "name"), ("kernelspec", "language")):
        name = _get(_get(metadata, part), key)
        if isinstance(name, str) and name:
            lowered = name.lower()
            return "python" if lowered.startswith(("python", "ipython")) else lowered
    return "python"


def _cell(index: int, raw: object, language: str) -> Cell:
    if not isinstance(raw, dict):
        raise NotebookError(f"cell {index} is not a JSON object")
    source = raw.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise NotebookError(f"the source of cell {index} is neither a string nor a list of strings")
    identity = raw.get("id")
    own = _get(_get(raw.get("metadata"), "vscode"), "languageId")
    return Cell(
        index,
        str(raw.get("cell_type", "code")),
        source,
        identity if isinstance(identity, str) else None,
        own.lower() if isinstance(own, str) else language,
    )


def _get(mapping: object, key: str) -> object:
    return mapping.get(key) if isinstance(mapping, dict) else None
