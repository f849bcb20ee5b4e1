"""How often Python looks for garbage in cycles: trees of thousands of nodes are made here, and none of them has one."""

from __future__ import annotations

import gc
from typing import Final

YOUNG: Final = 100_000
"""So many new objects set off a collection. With the usual 700 it took a fifth of all time; with more than this memory grows."""

OLDER: Final = 20
"""So many collections of one generation set off one of the next: for the oldest, about that many files."""


def tame() -> None:
    """Collect rarely, and leave out what is imported, which stays. For a process of which most of the time is ours."""
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, OLDER)


def sweep() -> None:
    """Collect what is young, between two files: scopes and functions hold each other, and with them the tree of the last one."""
    gc.collect(1)
