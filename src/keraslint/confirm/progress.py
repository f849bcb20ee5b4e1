"""How far an experiment is and how long it will still take: a bar on a terminal, or lines for a program that waits."""

from __future__ import annotations

import json
from time import monotonic
from typing import Final, TextIO

WIDTH: Final = 24


STEP: Final = 0.25
"""Seconds between two lines for a program."""


class Lines:
    """Says how far an experiment is in lines of JSON, which the language server passes on to the editor."""

    def __init__(self, stream: TextIO) -> None:
        """Write to ``stream``."""
        self._stream = stream
        self._what = ""
        self._next = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` parts of something are done, not too often."""
        if what == self._what and monotonic() < self._next:
            return
        self._what, self._next = what, monotonic() + STEP
        self._stream.write(json.dumps({"what": what, "done": done, "total": total}) + "\n")
        self._stream.flush()

    def clear(self) -> None:
        """Take nothing back: lines are read and gone."""


class Bar:
    """One line that is written over and over."""

    def __init__(self, stream: TextIO, *, shown: bool) -> None:
        """Write to ``stream`` if it is to be ``shown``."""
        self._stream = stream
        self._shown = shown
        self._since = monotonic()
        self._what = ""
        self._length = 0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` parts of something are done."""
        if what != self._what or not done:
            self._what, self._since = what, monotonic()
        if not self._shown:
            return
        filled = WIDTH * done // max(total, 1)
        spent = monotonic() - self._since
        left = f" {spent / done * (total - done):.0f} s left" if 0 < done < total else ""
        self._write(f"[{'#' * filled}{'.' * (WIDTH - filled)}] {what}{left}")

    def clear(self) -> None:
        """Take the line away."""
        if self._length:
            self._write("")

    def _write(self, text: str) -> None:
        self._stream.write("\r" + text.ljust(self._length) + ("\r" if not text else ""))
        self._stream.flush()
        self._length = len(text)
