"""One file as it was read: bytes to text and back, and what a report shows of it."""

from __future__ import annotations

import os
import tempfile
import tokenize
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Final

from keraslint.layout import Layout, split_lines
from keraslint.source import Span

_WIDE_MARKS: Final = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


class CannotRead(Exception):
    """The bytes of a file are not text that Python would read; ``line`` and ``column`` count from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        """Say what is wrong and where."""
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Document:
    """A file: the path as shown, the text as parsed, the encoding, and for a notebook how its places map to cells."""

    path: str
    text: str
    encoding: str = "utf-8"
    locate: Callable[[Span], Span] | None = None

    def with_text(self, text: str) -> Document:
        """Return the file with another text."""
        return replace(self, text=text)

    def encoded(self) -> bytes:
        """Return the bytes of the file: its encoding, its byte order mark and its line ends as they were."""
        return self.text.encode(self.encoding)


def decode(path: str, data: bytes) -> Document:
    """Decode a Python file as the interpreter would: by its byte order mark, its coding cookie, else as UTF-8.

    Raises:
        CannotRead: the bytes are not text in that encoding, or there is no such encoding.
    """
    wide = _WIDE_MARKS.get(data[:2])
    if wide is not None:
        raise CannotRead(f"the file is encoded as {wide}, which Python cannot read; save it as UTF-8")
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(data).readline)
    except SyntaxError as error:
        _demand_utf8(data)
        raise CannotRead(str(error)) from None
    try:
        return Document(path, data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(data, error) from None
    except (LookupError, UnicodeError) as error:
        raise CannotRead(f"cannot decode the file as {encoding}: {error}") from None


def _demand_utf8(data: bytes) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _undecodable(data, error) from None


def _undecodable(data: bytes, error: UnicodeDecodeError) -> CannotRead:
    before = data[: error.start].decode(error.encoding, errors="replace")
    lines = split_lines(before)
    return CannotRead(
        f"byte 0x{data[error.start]:02x} is not {error.encoding.upper()}; save the file as UTF-8 or state its encoding in the first line",
        len(lines),
        len(lines[-1]) + 1,
    )


def write(path: str, data: bytes) -> None:
    """Replace the content of a file in one step: a reader sees the old content or the new, never a part. Permissions stay.

    Raises:
        OSError: the file may not be written.
    """
    target = Path(os.path.realpath(path))
    if not os.access(target, os.W_OK):
        raise PermissionError(13, "Permission denied", str(target))
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(target.stat().st_mode)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@dataclass(frozen=True, slots=True)
class SourceLines:
    """What a report shows of a file or a notebook cell.

    ``ends`` maps each row of a statement to the last one: the row that can take a comment about it.
    """

    lines: tuple[str, ...]
    ends: Mapping[int, int]

    def line(self, row: int) -> str | None:
        """Return a line by its number, or ``None`` beyond the end."""
        return self.lines[row - 1] if 1 <= row <= len(self.lines) else None


Sources = Mapping[tuple[str, int | None], SourceLines]
"""The lines of each file that a report speaks of, by path and cell."""


def source_lines(document: Document, layout: Layout) -> dict[tuple[str, int | None], SourceLines]:
    """Return what a report may show of ``document``, cell by cell for a notebook."""
    lines = split_lines(document.text)
    ends = {row: span[1] for row, span in layout.statements.items()}
    if document.locate is None:
        return {(document.path, None): SourceLines(tuple(lines), ends)}
    cells: dict[int | None, dict[int, tuple[str, int]]] = {}
    for row, line in enumerate(lines, start=1):
        place = document.locate(Span(document.path, None, row, 1, row, 1))
        end = document.locate(Span(document.path, None, ends.get(row, row), 1, ends.get(row, row), 1)).line
        cells.setdefault(place.cell, {})[place.line] = (line, end)
    return {
        (document.path, cell): SourceLines(
            tuple(rows.get(row, ("", row))[0] for row in range(1, max(rows) + 1)), {row: end for row, (_, end) in rows.items()}
        )
        for cell, rows in cells.items()
    }
