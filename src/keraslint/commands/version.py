"""``keraslint version``."""

from __future__ import annotations

import sys

from keraslint import __version__
from keraslint.commands import CLEAN
from keraslint.options import Failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Print the version.

    Raises:
        Failure: there are arguments.
    """
    if arguments:
        raise Failure("`keraslint version` takes no arguments")
    sys.stdout.write(f"keraslint {__version__}\n")
    return CLEAN
