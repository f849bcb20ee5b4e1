"""Where a project states what it requires: the names of the files, and how far up they are looked for. On the start-up path."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

FILES: Final = (
    "requirements.txt", "requirements.in", "requirements-dev.txt", "requirements/base.txt", "pyproject.toml", "setup.cfg",
    "setup.py", "Pipfile", "environment.yml", "environment.yaml", "constraints.txt",
)  # fmt: skip

ROOTS: Final = frozenset({".git", "pyproject.toml", "setup.py", "setup.cfg"})
"""What tells that a folder is that of a whole project, above which nothing is looked for."""

HIGHEST: Final = 12
"""How many folders are gone up at most."""


def folders(start: str) -> Iterator[str]:
    """Walk up from a folder to that of the project that it belongs to."""
    folder = os.path.abspath(start)
    for _ in range(HIGHEST):
        yield folder
        above = os.path.dirname(folder)
        if above == folder or any(os.path.exists(os.path.join(folder, name)) for name in ROOTS):
            return
        folder = above
