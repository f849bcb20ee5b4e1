"""How far a survey is: a line that is written over on a terminal, and now and then a line in a log."""

from __future__ import annotations

from time import monotonic
from types import TracebackType
from typing import Final, Self, TextIO

WIDTH: Final = 24
CLEAR: Final = "\r\x1b[2K"
OFTEN: Final = 0.1
SELDOM: Final = 60.0
"""How many seconds lie between two states at least, on a terminal and elsewhere."""


class Meter:
    """Shows what is done of what there is to do."""

    def __init__(self, stream: TextIO, *, shown: bool) -> None:
        """Begin to count the time."""
        self._stream = stream
        self._shown = shown
        self._terminal = stream.isatty()
        self._step = OFTEN if self._terminal else SELDOM
        self._next = monotonic() + self._step
        self._since = monotonic()
        self._begun = 0
        self._what = ""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Say that so many parts are done."""
        now = monotonic()
        if what != self._what:
            self._what, self._since, self._begun = what, now, done
        if not self._shown or now < self._next:
            return
        self._next = now + self._step
        spent, fresh = now - self._since, done - self._begun
        left = f", {_time(spent / fresh * (total - done))} left" if fresh > 0 else ""
        state = f"{what}: {done:,} of {total:,} parts{left}"
        if self._terminal:
            filled = WIDTH * done // max(total, 1)
            self._stream.write(f"{CLEAR}[{'#' * filled}{'.' * (WIDTH - filled)}] {state}")
        else:
            self._stream.write(f"{state}\n")
        self._stream.flush()

    def __enter__(self) -> Self:
        """Enter: nothing is shown yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Take the line away."""
        if self._shown and self._terminal:
            self._stream.write(CLEAR)
            self._stream.flush()


def _time(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
