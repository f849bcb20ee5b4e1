"""Stand-ins for modules that are not installed: whatever a program asks of them exists and does nothing."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import types
from pathlib import Path
from typing import Any, Final
from unittest.mock import MagicMock

OPEN: Final = frozenset({"google", "keras", "tensorflow"})
"""Installed packages of which other parts may be missing."""


class StandIn(types.ModuleType):
    """A module in which every name exists."""

    __path__: list[str] = []  # noqa: RUF012 - what makes a module a package

    def __getattr__(self, name: str) -> Any:
        """Return something that can be called, entered and iterated over, to no effect."""
        if name.startswith("__"):
            raise AttributeError(name)
        made = MagicMock(name=f"{self.__name__}.{name}")
        setattr(self, name, made)
        return made


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Comes last, and finds every module that no other finder has found, but for those of the program's own folder."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def find_spec(self, fullname: str, *_: Any) -> importlib.machinery.ModuleSpec | None:
        """Find a module."""
        root = fullname.partition(".")[0]
        inside = root != fullname and root not in OPEN and not isinstance(sys.modules.get(root), StandIn)
        if inside or Path(self._folder, root).exists():
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """Make the stand-in."""
        return StandIn(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Do nothing more."""


def install_stand_ins(folder: str) -> None:
    """Let imports of missing modules succeed; plots are not drawn even where they could be."""
    for name in ("matplotlib", "matplotlib.pyplot", "seaborn", "IPython", "IPython.display"):
        sys.modules.setdefault(name, StandIn(name))
    sys.meta_path.append(_Finder(folder))
