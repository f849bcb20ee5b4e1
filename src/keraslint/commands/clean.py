"""``keraslint clean``: removes the results of earlier runs that are kept for the current folder."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from keraslint.cache.memory import folder
from keraslint.cache.store import TAG
from keraslint.commands import CLEAN
from keraslint.commands.parser import Parser
from keraslint.config.locate import Configs
from keraslint.options import Failure, Options
from keraslint.report.style import printable


def run(arguments: Sequence[str]) -> int:
    """Remove the folder and say so.

    Raises:
        Failure: it cannot be removed, or is not one of ours.
    """
    given = _parser().parse_args(arguments)
    place = Path(folder(Configs(Options()), given.cache_dir))
    if not place.exists():
        sys.stdout.write("Nothing is kept here.\n")
        return CLEAN
    if not (place / TAG).is_file():
        raise Failure(f"{place} was not made by keraslint, so it is left as it is")
    try:
        shutil.rmtree(place)
    except OSError as error:
        raise Failure(f"cannot remove {place}: {error.strerror}") from None
    sys.stdout.write(f"Removed {printable(str(place))}\n")
    return CLEAN


def _parser() -> Parser:
    made = Parser(
        prog="keraslint clean",
        description="Remove the results of earlier runs that are kept for the current folder.",
    )
    made.add_argument("--cache-dir", metavar="FOLDER", help="remove those that are kept there")
    return made
