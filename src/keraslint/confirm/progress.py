"""A bar that says how far an experiment is and how long it will still take; for terminals alone."""

from __future__ import annotations

from time import monotonic
from typing import Final, TextIO

WIDTH: Final = 24


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
