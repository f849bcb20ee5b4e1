"""A limit of time for each part of a task, in processes that may be ended for it.

The operating system ends the process itself when the time is over, so the limit holds wherever it hangs, in native code too.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

CAN_LIMIT: Final = hasattr(signal, "setitimer")

_disposable: set[int] = set()


def may_end() -> None:
    """Note that this process exists for tasks alone, so that a task may cost it."""
    _disposable.add(os.getpid())


def is_threaded() -> bool:
    """Say whether this process exists for tasks alone but has threads, so that it must not be forked."""
    return os.getpid() in _disposable and threading.active_count() > 1


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """End this process where what follows takes longer, if it exists for tasks alone."""
    limits = CAN_LIMIT and seconds > 0 and os.getpid() in _disposable
    if limits:
        signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        if limits:
            signal.setitimer(signal.ITIMER_REAL, 0)
