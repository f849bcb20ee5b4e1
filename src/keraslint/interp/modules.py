"""Imports that stay inside the linted program: the imported file is run too, and its names are what it leaves behind."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from keraslint.interp.machine import BudgetSpent, Interpreter

if TYPE_CHECKING:
    from keraslint.interp.scope import Scope
    from keraslint.syntax import Tree

STEPS: Final = 100_000
"""How many nodes an imported file may have evaluated."""

KEPT: Final = 64
"""How many imported files are kept for the files that import them next."""


class Modules:
    """Finds and runs the files that a program imports. ``load`` parses a file of the linted tree; ``None`` for any other."""

    def __init__(self, load: Callable[[str], Tree | None]) -> None:
        """Start with nothing loaded."""
        self._load = load
        self._scopes: OrderedDict[str, Scope | None] = OrderedDict()
        self._running: set[str] = set()

    def finder(self, path: str, followed: set[str] | None = None) -> Callable[[str, int], Scope | None]:
        """Return the function by which the file at ``path`` finds a module by dotted name and level of a relative import.

        The paths that are looked into are added to ``followed``.
        """
        folder = os.path.dirname(os.path.abspath(path))

        def find(name: str, level: int) -> Scope | None:
            for candidate in candidates(folder, name, level):
                scope = self._scope(candidate)
                if scope is not None:
                    if followed is not None:
                        followed.add(candidate)
                    return scope
            return None

        return find

    def _scope(self, path: str) -> Scope | None:
        if path in self._scopes:
            self._scopes.move_to_end(path)
            return self._scopes[path]
        if path in self._running or not os.path.isfile(path):
            return None
        self._running.add(path)
        try:
            scope = self._run(path)
        finally:
            self._running.discard(path)
        self._scopes[path] = scope
        if len(self._scopes) > KEPT:
            self._scopes.popitem(last=False)
        return scope

    def _run(self, path: str) -> Scope | None:
        tree = self._load(path)
        if tree is None:
            return None
        machine = Interpreter(tree, STEPS, self.finder(path))
        machine.recorder.active = False
        try:
            machine.execute(tree.module.body)
        except (BudgetSpent, RecursionError):
            return None
        return machine.scope


def candidates(folder: str, name: str, level: int) -> list[str]:
    """Return the files that an import may mean, likeliest first.

    An absolute import is looked for beside the file and in the folders above it as long as these are packages, and one further:
    the places from which a script or a package is run.
    """
    parts = name.split(".") if name else []
    if level:
        base = folder
        for _ in range(level - 1):
            base = os.path.dirname(base)
        bases = [base]
    else:
        bases = [folder]
        while os.path.isfile(os.path.join(bases[-1], "__init__.py")):
            bases.append(os.path.dirname(bases[-1]))
        bases.append(os.path.dirname(bases[-1]))
    found = []
    for base in bases:
        target = os.path.join(base, *parts)
        found.extend([f"{target}.py", os.path.join(target, "__init__.py")] if parts else [os.path.join(base, "__init__.py")])
    return found
