"""What one file may cost: processor time, and memory where its text is heavy; past that there is one diagnostic of it.

A file is linted in this process under a timer that counts processor time, which ends whatever runs in Python. What is heavy for
the parser (``weight``) is linted in a forked process of its own, which the operating system ends at the same limit of time, or
when it asks for more memory than it may have. So only a file that is suspected pays for a process.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Final, TypeVar

from keraslint.pool import CAN_FORK, Died, apart
from keraslint.weight import TooHeavy, heavy_allowed

T = TypeVar("T")

AGAIN: Final = 0.2
"""Seconds after which the timer goes off once more: Python drops an exception that is raised in a finalizer."""

GRACE: Final = 1
"""Seconds that a process of its own has left to report that its time is over, before it is ended."""

MEGABYTE: Final = 1_000_000

UNSAFE: Final = "it is too long or too deeply nested to be parsed here; `keraslint check` lints it in a process of its own"
"""What is said of a heavy file where there can be no such process."""

KIND: Final = "over-budget"
"""The kind of a diagnostic about a file that costs more than it may."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: seconds of processor time, and megabytes; 0 is without a limit."""

    seconds: float = 30
    megabytes: float = 2000


class _TimeOver(BaseException):
    """The time of a file is over; like an interrupt, nothing on the way up takes it for a fault."""


def bounded(work: Callable[[], T], limits: Limits, refuse: Callable[[str], T]) -> T:
    """Return what ``work`` does, or ``refuse`` of the reason why it was not done to its end: it costs more than it may.

    Where it was not, objects that it has changed may be half changed; ``refuse`` has to see to them.
    """
    try:
        with _timed(limits.seconds):
            return work()
    except _TimeOver:
        return refuse(_late(limits))
    except MemoryError:
        return refuse(_large(limits))
    except TooHeavy:
        if not CAN_FORK or threading.active_count() > 1:
            return refuse(UNSAFE)
    return _apart(work, limits, refuse)


def _apart(work: Callable[[], T], limits: Limits, refuse: Callable[[str], T]) -> T:
    def inside() -> T:
        _restrict(limits)
        with heavy_allowed():
            return bounded(work, limits, refuse)

    def died(how: Died) -> T:
        return refuse(_late(limits) if how.signal == signal.SIGXCPU else f"{_large(limits)}, or nests too deeply: {how}")

    return apart(inside, died)


def _late(limits: Limits) -> str:
    return f"it takes more than {limits.seconds:g} s of processor time (`max-file-time`)"


def _large(limits: Limits) -> str:
    return f"it takes more than {limits.megabytes:g} MB of memory (`max-file-memory`)"


@contextmanager
def _timed(seconds: float) -> Iterator[None]:
    """Raise ``_TimeOver`` when the process has run that long; only in the main thread, which alone is told of signals."""
    if not seconds or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _end)
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _end(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise _TimeOver


def _restrict(limits: Limits) -> None:
    """Let the operating system end this process where it goes past its limits, and let nobody see what its libraries say then."""
    import resource  # not on every system, but on all that fork

    if limits.seconds:
        _lower(resource.RLIMIT_CPU, int(limits.seconds) + GRACE)
    if limits.megabytes:
        _lower(resource.RLIMIT_AS, _occupied() + int(limits.megabytes * MEGABYTE))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _lower(what: int, to: int) -> None:
    import resource

    _, hard = resource.getrlimit(what)
    allowed = to if hard == resource.RLIM_INFINITY else min(to, hard)
    resource.setrlimit(what, (allowed, hard))


def _occupied() -> int:
    """Return how much address space the process has already, where the system tells."""
    import resource

    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - a file of the system, not of a user
            return int(file.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 0
