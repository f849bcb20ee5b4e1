"""How a text report looks: colours, and what may be printed of a file."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass
from html import escape
from typing import Final, TextIO

from keraslint.findings import Severity
from keraslint.source import Span

_CODES: Final = {"bold": "1", "red": "1;31", "yellow": "1;33", "blue": "1;34", "cyan": "36", "dim": "2"}
SEVERITY_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
TAB: Final = 4

COMMANDS: Final = ("::", "##")
"""How a line begins that build servers execute."""


@dataclass(frozen=True, slots=True)
class Style:
    """What the user asked for: colours or none, and whether unsafe fixes count as fixes that apply."""

    colour: bool = False
    unsafe_fixes: bool = False

    def paint(self, text: str, colour: str) -> str:
        """Return ``text`` in a colour, if there are to be any."""
        return f"\x1b[{_CODES[colour]}m{text}\x1b[0m" if self.colour and text else text


PLAIN: Final = Style()


def wants_colour(mode: str, stream: TextIO) -> bool:
    """Decide whether to colour: as ``mode`` says, and for ``auto`` as the environment and the terminal do."""
    if mode != "auto":
        return mode == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def printable(text: str) -> str:
    """Return text of a file or a path as it may go to a terminal: control characters as escapes, tabs as spaces."""
    if text.isprintable():
        return text
    return "".join(
        " " * TAB if character == "\t" else character if character.isprintable() else _escape(character) for character in text
    )


def printable_lines(text: str) -> str:
    """Return text of several lines as it may go to a terminal."""
    return "\n".join(map(printable, text.split("\n")))


def markup(text: str) -> str:
    """Return text of a file or a path as it may stand in HTML, in an attribute too."""
    return escape(printable(text), quote=True)


def _escape(character: str) -> str:
    return character.encode("unicode_escape", errors="backslashreplace").decode("ascii")


def width(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def where(span: Span, style: Style = PLAIN) -> str:
    """Return a place as editors and terminals recognize it."""
    cell = "" if span.cell is None else f"cell {span.cell}:"
    return f"{style.paint(shown_path(span.file), 'bold')}:{cell}{span.line}:{span.column}"


def shown_path(path: str) -> str:
    """Return a path as it may begin a line: never as what a build server would take for a command."""
    return printable(f"./{path}" if path.lstrip().startswith(COMMANDS) else path)
