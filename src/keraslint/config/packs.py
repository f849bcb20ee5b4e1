"""Which rule packs a configuration may load.

Importing a pack runs its code. keraslint lints code that nobody has read, so a configuration file, which comes with that code,
may name only packs that are installed as such: distributions with an entry point in the group ``keraslint.packs``. Any other
module, those of the project itself and those of the standard library among them, has to be named on the command line.
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
    from importlib.metadata import EntryPoint

    from keraslint.config.settings import Settings

GROUP: Final = "keraslint.packs"
"""The group of entry points by which a distribution says that it has a rule pack; the name of each is that of the package."""

INSTALLED: Final = frozenset({"site-packages", "dist-packages"})
"""The folders into which packages are installed."""


def packs_of(settings: Settings) -> tuple[str, ...]:
    """Return the packs to load, the built-in one first.

    Raises:
        Failure: the configuration names what is no installed pack.
    """
    origin = settings.origin("plugins")
    if origin.text != COMMAND_LINE:
        for name in settings.plugins:
            reason = _refused(name, (settings.root, os.curdir))
            if reason:
                raise origin.failure(f"the rule pack {name} {reason}; name it with `--plugin {name}`", name)
    else:
        let_import_from_here()
    return tuple(dict.fromkeys((*DEFAULT_PACKS, *settings.plugins)))


def let_import_from_here() -> None:
    """Let a pack be imported from the current folder, which is not on the path of an installed script: somebody asked for it."""
    if os.curdir not in sys.path and "" not in sys.path:
        sys.path.append(os.path.abspath(os.curdir))  # noqa: PTH100 - as elsewhere, links are kept


def _refused(name: str, roots: tuple[str, ...]) -> str:
    """Say why a configuration file may not have a pack imported; nothing where it may."""
    if any(_belongs_to(name, root) for root in roots):
        return "is part of the project that is linted, and linting must not run its code"
    from importlib.metadata import entry_points

    declared = [point for point in entry_points(group=GROUP) if point.name == name]
    if any(not _comes_from(point, roots) for point in declared):
        return ""
    return f"is not installed as one: no distribution has an entry point of that name in the group `{GROUP}`"


def _comes_from(point: EntryPoint, roots: tuple[str, ...]) -> bool:
    """Say whether the distribution of an entry point lies in the project, where anybody could have put one."""
    return point.dist is None or any(_inside(Path(str(point.dist.locate_file(""))), Path(root)) for root in roots)


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
