"""How far a run has come, for people who wait for more than a second at a terminal. On the start-up path."""

from __future__ import annotations

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, TextIO

PATIENCE: Final = 1.0
"""For how many seconds nothing is shown."""

STEP: Final = 0.1
"""How many seconds lie between two states at least."""

WIDTH: Final = 60
CLEAR: Final = "\r\x1b[2K"


class Progress:
    """One line on a terminal that is written over again and again, and is gone in the end; nothing where there is no terminal."""

    def __init__(self, stream: TextIO, *, wanted: bool) -> None:
        """Begin to count the time."""
        self._stream = stream
        self._shown = wanted and stream.isatty()
        self._next = time.monotonic() + PATIENCE
        self._dirty = False

    def at(self, count: int, path: str) -> None:
        """Say that so many files have been looked at, and which one comes next."""
        if not self._shown or time.monotonic() < self._next:
            return
        from keraslint.report.style import printable

        self._next = time.monotonic() + STEP
        self._dirty = True
        self._stream.write(f"{CLEAR}{count} files looked at, now {printable(path)[-WIDTH:]}")
        self._stream.flush()

    def end(self) -> None:
        """Take the line away."""
        if self._dirty:
            self._stream.write(CLEAR)
            self._stream.flush()
