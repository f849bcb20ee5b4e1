"""A file as it is read and written: bytes to text and back."""

from __future__ import annotations

import tokenize
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Final, Protocol

from keraslint.findings import Diagnostic, Fix
from keraslint.fix.apply import UNSAFE, apply_edits
from keraslint.layout import split_lines
from keraslint.source import Span
from keraslint.syntax import Tree, parse
from keraslint.timings import PHASE, timed

NOTEBOOK: Final = ".ipynb"
_WIDE_MARKS: Final = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


class CannotRead(Exception):
    """The bytes of a file are not text that Python would read; ``line`` and ``column`` count from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        """Say what is wrong and where."""
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


class SourceFile(Protocol):
    """What a run needs of a file, be it a module or a notebook."""

    @property
    def path(self) -> str:
        """The path as shown."""

    @property
    def text(self) -> str:
        """The text that is parsed; for a notebook the cells as one module."""

    @property
    def tree(self) -> Tree:
        """The text parsed.

        Raises:
            SyntaxFailure: it does not parse.
        """

    @property
    def locate(self) -> Callable[[Span], Span] | None:
        """How places in the text map to places in the file, where they differ."""

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """What was found wrong while reading, such as a cell that does not parse."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What else was left out or put in, such as a cell in another language."""

    @property
    def ran_with(self) -> Mapping[str, str]:
        """The versions of Keras and TensorFlow that it last ran with, by package, as far as it tells."""

    @property
    def written(self) -> Sequence[SourceFile]:
        """The modules that a notebook writes to disk from its cells: files of their own with the same places."""

    def repaired(self, fixes: Sequence[Fix]) -> tuple[SourceFile, tuple[Fix, ...]]:
        """Return the file after as many of ``fixes`` as do not overlap, and which these are."""

    def encoded(self) -> bytes:
        """Return the bytes of the file."""

    def shown(self) -> Mapping[int | None, str]:
        """Return the text that a reader sees, by notebook cell."""

    def physical_line(self, cell: int, line: int) -> int:
        """Return the line of the file in which a line of a cell stands."""


@dataclass(frozen=True, slots=True)
class PythonFile:
    """A module: the path as shown, the text, and the encoding in which it came."""

    path: str
    text: str
    encoding: str = "utf-8"
    locate: None = None
    problems: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()
    written: tuple[SourceFile, ...] = ()

    @property
    def ran_with(self) -> Mapping[str, str]:
        """Nothing: a module keeps no outputs."""
        return {}

    @property
    def tree(self) -> Tree:
        """The text parsed.

        Raises:
            SyntaxFailure: it does not parse.
        """
        return Tree(self.path, timed(PHASE, "parse", lambda: parse(self.text)))

    def repaired(self, fixes: Sequence[Fix]) -> tuple[PythonFile, tuple[Fix, ...]]:
        """Return the file after as many of ``fixes`` as do not overlap, and which these are."""
        text, applied = apply_edits(self.text, fixes, UNSAFE)
        return replace(self, text=text), applied

    def encoded(self) -> bytes:
        """Return the bytes of the file: its encoding, its byte order mark and its line ends as they were."""
        return self.text.encode(self.encoding)

    def shown(self) -> dict[int | None, str]:
        """Return the text that a reader sees, by notebook cell: here it has none."""
        return {None: self.text}

    def physical_line(self, cell: int, line: int) -> int:
        """Return the line itself: a module has no cells."""
        del cell
        return line


def open_file(path: str, data: bytes) -> SourceFile:
    """Return the file with that content, a notebook where the path says so.

    Raises:
        CannotRead: it cannot be read as what it is.
    """
    if not path.endswith(NOTEBOOK):
        return decode(path, data)
    from keraslint.notebook import NotebookError, open_notebook

    try:
        return open_notebook(path, data)
    except NotebookError as error:
        raise CannotRead(error.message, error.line, error.column) from None


def decode(path: str, data: bytes) -> PythonFile:
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
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(data, error) from None
    except (LookupError, UnicodeError) as error:
        raise CannotRead(f"cannot decode the file as {encoding}: {error}") from None
    if "\0" in text:
        lines = split_lines(text[: text.index("\0")])
        raise CannotRead("the file has a NUL character, so it is not Python source", len(lines), len(lines[-1]) + 1)
    return PythonFile(path, text, encoding)


def _demand_utf8(data: bytes) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _undecodable(data, error) from None


def _undecodable(data: bytes, error: UnicodeDecodeError) -> CannotRead:
    before = data[: error.start].decode(error.encoding, errors="replace")
    lines = split_lines(before)
    return CannotRead(
        f"byte 0x{data[error.start]:02x} is not {error.encoding.upper()}; save the file as UTF-8 or declare its encoding",
        len(lines),
        len(lines[-1]) + 1,
    )
