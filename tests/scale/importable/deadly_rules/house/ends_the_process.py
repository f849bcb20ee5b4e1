"""Ends the process where a program says so.

## What it does
Ends the process.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

from keraslint.api import Draft, Meta, Setup, Severity

META = Meta("DIE101", severity=Severity.WARNING, category="suspicious", since="0.1")


def check(setup: Setup) -> Iterator[Draft]:
    """Look at the learning rate, which says what to do."""
    rate = setup.compile.optimizer.learning_rate
    if rate.known and rate.value == 0.666:
        os.kill(os.getpid(), signal.SIGKILL)
    if rate.known and rate.value == 0.555:
        time.sleep(0.03)
    yield from ()
