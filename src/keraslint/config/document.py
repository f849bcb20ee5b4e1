"""A TOML file whose mistakes can be pointed at: tomllib gives no positions, so keys and items are looked for in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from keraslint.discover import shorten
from keraslint.options import Failure

_PART: Final = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED: Final = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER: Final = re.compile(rf"\s*\[\[?\s*({_DOTTED})\s*\]")
_ASSIGNMENT: Final = re.compile(rf"\s*({_DOTTED})\s*=")
_AT: Final = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True)
class Document:
    """A configuration file, and below which table the keys of keraslint stand in it."""

    path: str
    text: str
    root: tuple[str, ...] = ()
    table: dict[str, Any] = field(default_factory=dict)

    def line_of(self, keys: tuple[str, ...], item: str | None = None) -> int:
        """Return the line on which a key stands, or an item of its value; 1 where it cannot be found."""
        wanted = (*self.root, *keys)
        best = 1
        for number, found in self._named():
            if wanted[: len(found)] == found:
                best = number
                if found == wanted:
                    break
        return best if item is None else self._line_with(item, best)

    def failure(self, message: str, keys: tuple[str, ...] = (), item: str | None = None) -> Failure:
        """Return an error that shows the line of a key, or of an item of its value."""
        return self.failure_at(message, self.line_of(keys, item), item or (keys[-1] if keys else ""))

    def failure_at(self, message: str, line: int, word: str = "") -> Failure:
        """Return an error that shows a line, with carets under ``word``."""
        lines = self.text.splitlines()
        shown = lines[line - 1].replace("\t", " ") if line <= len(lines) else ""
        start = max(shown.find(word), 0)
        margin = " " * len(str(line))
        carets = "^" * (len(word) if word and word in shown else max(len(shown.strip()), 1))
        return Failure(f"{shorten(self.path)}:{line}: {message}\n{margin} |\n{line} | {shown}\n{margin} | {' ' * start}{carets}")

    def _named(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Walk the headers and assignments with their lines and whole names."""
        table: tuple[str, ...] = ()
        for number, line in enumerate(self.text.splitlines(), 1):
            header = _HEADER.match(line)
            if header is not None:
                table = _parts(header[1])
                yield number, table
            elif (assignment := _ASSIGNMENT.match(line)) is not None:
                yield number, (*table, *_parts(assignment[1]))

    def _line_with(self, item: str, start: int) -> int:
        lines = self.text.splitlines()
        quoted = (f'"{item}"', f"'{item}'")
        for number in range(start, len(lines) + 1):
            if any(mark in lines[number - 1] for mark in quoted):
                return number
        return next((number for number in range(start, len(lines) + 1) if item in lines[number - 1]), start)


def read(path: str, data: bytes) -> Document:
    """Parse a configuration file.

    Raises:
        Failure: it is not TOML.
    """
    root = ("tool", "keraslint") if path.endswith("pyproject.toml") else ()
    text = data.decode("utf-8", errors="replace")
    import tomllib  # here, so that a run without a configuration file does without it

    try:
        parsed = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise Failure(f"{shorten(path)} is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        found = _AT.search(str(error))
        line = int(found[1]) if found is not None else len(text.splitlines())
        message = _AT.sub("", str(error)).strip()
        raise Document(path, text).failure_at(f"this is not TOML: {message}", line) from None
    except RecursionError:
        raise Document(path, text).failure_at("this is nested too deeply", 1) from None
    table: Any = parsed
    for part in root:
        table = table.get(part, {})
    document = Document(path, text, root, table if isinstance(table, dict) else {})
    if not isinstance(table, dict):
        raise document.failure("[tool.keraslint] has to be a table")
    return document


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))
