"""Imports that stay inside the linted program: the imported file is run too, and its names are what it leaves behind.

A file is run once and serves all that import it. What a linted file then does to the objects in it is taken back at the end, so
that the next one finds it as it was.
"""

from __future__ import annotations

import os
import sys
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

import libcst as cst

from keraslint.interp.machine import BudgetSpent, Interpreter
from keraslint.libs import registry
from keraslint.values import Instance, Value

if TYPE_CHECKING:
    from keraslint.interp.journal import Cells
    from keraslint.interp.scope import Scope
    from keraslint.syntax import Tree

MODULE: Final = "module"
"""The kind of object that a module is."""

PACKAGE: Final = "__init__.py"

STEPS: Final = 100_000
"""How many nodes an imported file may have evaluated."""

KEPT: Final = 64
"""How many imported files are kept for the files that import them next."""

DEEPEST: Final = 30
"""How many imported files may be in the middle of importing each other."""

MOST: Final = 200
"""How many files one linted file may cause to be run."""

ALL_STEPS: Final = 1_000_000
"""How many nodes they may have evaluated together."""

LIBRARIES: Final = frozenset({*sys.stdlib_module_names, *registry.MODULES, "tf_keras", "torch", "jax"})
"""What is never a module of the project, whatever files there are."""


class Files(Protocol):
    """The files of the project."""

    def find(self, importer: str, name: str, level: int) -> str | None:
        """Return the path of the module that a file means by a dotted name, with ``level`` dots before it."""

    def load(self, path: str) -> Tree | None:
        """Return the module parsed; ``None`` where it is not to be followed."""

    def naming(self, importer: str, name: str) -> tuple[str, ...]:
        """Return a file and the other programs in its folder whose text has ``name`` in it."""


@dataclass(slots=True, eq=False)
class Module(Instance):
    """A module of the program as an object whose fields are its names.

    ``imports`` are the names that it and the files behind it import. ``whole`` is false where it lacks something only because of
    the order in which files happened to import each other this time.
    """

    path: str = ""
    tree: Tree | None = None
    stars: list[str] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    counters: Cells = field(default_factory=dict)
    settings: Cells = field(default_factory=dict)
    whole: bool = True


@dataclass(slots=True, eq=False)
class Deferred(Instance):
    """A name that an imported file imports in turn, until something reads it: most of them nothing ever does.

    ``alias`` stands in ``statement``, which stands in the module of ``scope``.
    """

    scope: Scope | None = None
    statement: cst.ImportFrom | None = None
    alias: cst.ImportAlias | None = None


class Modules:
    """The modules that were run so far, for all files that are linted."""

    def __init__(self, files: Files) -> None:
        """Start with nothing loaded."""
        self.files = files
        self.kept: OrderedDict[str, Module] = OrderedDict()

    def imports(self) -> Imports:
        """Return what finds the modules that one linted file imports."""
        return Imports(self)


class Imports:
    """The modules that one linted file imports, and those that they import."""

    def __init__(self, modules: Modules) -> None:
        """Start to look for modules; those in ``modules`` are at hand. ``files`` are those of the project."""
        self.files = modules.files
        self._modules = modules
        self._running: dict[str, Module] = {}
        self._own: dict[str, Module] = {}
        self._left = MOST
        self._steps_left = ALL_STEPS
        self.followed = False
        self.searching = True
        """Whether the programs beside a linted file are searched for what they write."""
        self.written: dict[str, Value | None] = {}
        """What programs beside the linted file leave in the files asked for, by name; ``None`` where that is not known."""
        self.found: dict[Deferred, Value | None] = {}
        """What the names have turned out to be that were deferred; ``None`` for those that are being looked up."""

    def find(self, importer: str, name: str, level: int) -> Module | None:
        """Return the module that the file ``importer`` means by a dotted name, with ``level`` dots before it."""
        if not level and name.partition(".")[0] in LIBRARIES:
            return None
        path = self._modules.files.find(importer, name, level)
        if path is None:
            return None
        self.followed = True
        if path in self._running:
            return self._running[path]
        found = self._at(path)
        if found is not None and not found.whole:
            self._cut()
        return found

    def is_sought(self, name: Deferred) -> bool:
        """Say whether a name is being looked up, as ``from . import x`` does where ``x`` is a module beside it."""
        return name in self.found and self.found[name] is None

    def inside(self, module: Module, name: str) -> Module | None:
        """Return the module ``name`` in a package."""
        return self.find(module.path, name, 1) if os.path.basename(module.path) == PACKAGE else None

    def lacks(self, module: Module) -> None:
        """Note that a module has no such name; if it is still running, those that run because of it will know too little."""
        running = list(self._running.values())
        if module in running:
            for later in running[running.index(module) :]:
                later.whole = False

    def _cut(self) -> None:
        """Note that the file that is running now knows less than it would at another time."""
        if self._running:
            next(reversed(self._running.values())).whole = False

    def _at(self, path: str) -> Module | None:
        """Return the module at a path: as it was run before, or run now."""
        kept = self._modules.kept
        tree = self._modules.files.load(path)
        if tree is None:
            return None
        for known in (self._own.get(path), kept.get(path)):
            if known is not None and known.tree is tree:
                return known
        if len(self._running) >= DEEPEST or self._left <= 0 or self._steps_left <= 0:
            self._cut()
            return None
        found = self._run(path, tree)
        if not found.whole:
            self._own[path] = found
            return found
        kept[path] = found
        if len(kept) > KEPT:
            kept.popitem(last=False)
        return found

    def _run(self, path: str, tree: Tree) -> Module:
        """Run a file as the module that others import; of one whose steps are used up nothing is known."""
        steps = min(STEPS, self._steps_left)
        machine = Interpreter(tree, steps, self)
        machine.scope.name = path
        machine.recorder.active = False
        module = Module(
            MODULE,
            fields=machine.scope.names,
            path=path,
            tree=tree,
            stars=machine.scope.stars,
            counters=machine.counters,
            settings=machine.settings,
        )
        self._running[path] = module
        try:
            for statement in tree.module.body:
                machine.deferring = isinstance(statement, cst.SimpleStatementLine)
                if not machine.execute([statement]):
                    break
        except (BudgetSpent, RecursionError):
            module.fields.clear()
        finally:
            del self._running[path]
            self._left -= 1
            self._steps_left -= steps - machine.steps_left
        module.imports.update(machine.recorder.imports, machine.recorder.borrowed)
        return module
