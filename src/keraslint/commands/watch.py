"""``keraslint check --watch``: linting again whenever a file changes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final

from keraslint.commands import CLEAN
from keraslint.config.locate import NAMES
from keraslint.discover import SUFFIXES
from keraslint.options import Failure, Options
from keraslint.report.style import printable_lines

CLEAR: Final = "\x1b[2J\x1b[H"


def run(options: Options, lint: Callable[[], int]) -> int:
    """Lint, and lint again after each change below the paths, until interrupted.

    Raises:
        Failure: what watches files is not installed, or a path is not there.
    """
    try:
        watch = import_module("watchfiles").watch
    except ImportError:
        raise Failure('`--watch` needs an extra: pip install "keraslint[watch]"') from None
    paths = options.paths or [os.curdir]
    missing = next((path for path in paths if not Path(path).exists()), None)
    if missing is not None:
        raise Failure(f"cannot watch {missing}, which is not there")
    _once(lint)
    for _ in watch(*paths, watch_filter=_matters, raise_interrupt=False):
        _once(lint)
    return CLEAN


def _once(lint: Callable[[], int]) -> None:
    if sys.stdout.isatty():
        sys.stdout.write(CLEAR)
    try:
        lint()
    except Failure as failure:  # a configuration that is being edited is wrong at times
        sys.stderr.write(f"error: {printable_lines(str(failure))}\n")
    sys.stdout.flush()


def _matters(change: object, path: str) -> bool:
    """Say whether a changed file can make a difference."""
    del change
    return path.endswith(SUFFIXES) or Path(path).name in NAMES
