"""Which rule packs a configuration may load.

Importing a pack runs its code. keraslint lints code that nobody has read, so a configuration file, which comes with that code,
may name only packs that are installed; those of the project itself have to be named on the command line.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Final

from keraslint.config.settings import COMMAND_LINE
from keraslint.rules import DEFAULT_PACKS

if TYPE_CHECKING:
    from keraslint.config.settings import Settings

INSTALLED: Final = frozenset({"site-packages", "dist-packages"})
"""The folders into which packages are installed."""


def packs_of(settings: Settings) -> tuple[str, ...]:
    """Return the packs to load, the built-in one first.

    Raises:
        Failure: the configuration names a pack of the project that is linted.
    """
    origin = settings.origin("plugins")
    if origin.text != COMMAND_LINE:
        for name in settings.plugins:
            if any(_belongs_to(name, root) for root in (settings.root, os.curdir)):
                reason = "is part of the project that is linted, and linting must not run its code"
                raise origin.failure(f"the rule pack {name} {reason}; name it with `--plugin {name}`", name)
    else:
        let_import_from_here()
    return tuple(dict.fromkeys((*DEFAULT_PACKS, *settings.plugins)))


def let_import_from_here() -> None:
    """Let a pack be imported from the current folder, which is not on the path of an installed script: somebody asked for it."""
    if os.curdir not in sys.path and "" not in sys.path:
        sys.path.append(os.path.abspath(os.curdir))  # noqa: PTH100 - as elsewhere, links are kept


def _belongs_to(name: str, root: str) -> bool:
    """Say whether a package would be imported from the project in ``root``, installed packages aside."""
    top = name.partition(".")[0]
    if top in sys.modules:
        return False
    spec = PathFinder.find_spec(top)
    if spec is None:
        return False
    places = [spec.origin, *(spec.submodule_search_locations or ())]
    return any(_inside(Path(place), Path(root)) for place in places if place)


def _inside(path: Path, root: Path) -> bool:
    resolved = path.resolve()
    return resolved.is_relative_to(root.resolve()) and INSTALLED.isdisjoint(resolved.parts)
