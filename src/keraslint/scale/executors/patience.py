"""A limit of time for each part of a task, in processes that may be ended for it.

The operating system ends the process itself when the time is over, so the limit holds wherever it hangs, in native code too.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

CAN_LIMIT: Final = hasattr(signal, "setitimer")

_disposable: set[int] = set()


def may_end() -> None:
    """Note that this process exists for tasks alone, so that a task may cost it."""
    _disposable.add(os.getpid())


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
