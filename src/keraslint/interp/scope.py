"""Scopes: where names are bound and looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from keraslint.interp.journal import Cells
from keraslint.values import Value

if TYPE_CHECKING:
    from keraslint.syntax import Tree


MAIN: Final = "__main__"
"""What the module of the file that is run as the program is called."""


class Scope:
    """The names of a module, a function call, a class body or a comprehension.

    ``tree`` is the file whose code runs in it; ``stars`` are the libraries that a star import of the file names.
    """

    __slots__ = ("globals", "kind", "name", "names", "nonlocals", "parent", "stars", "tree")

    def __init__(self, kind: str, tree: Tree, parent: Scope | None = None, name: str = "") -> None:
        """Make an empty scope of ``kind`` ``module``, ``function``, ``class`` or ``comprehension`` inside ``parent``."""
        self.kind = kind
        self.tree = tree
        self.stars: list[str] = []
        self.parent = parent
        self.name = name
        self.names: Cells = {}
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()

    @property
    def module(self) -> Scope:
        """The scope of the module."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def find(self, name: str) -> Value | None:
        """Look a name up the way Python does: here, then outwards; class bodies are not seen from the functions in them."""
        if name in self.globals:
            return self.module.names.get(name)
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names and (scope is self or scope.kind != "class"):
                return scope.names[name]
            scope = scope.parent
        return None

    def cells_for(self, name: str) -> Cells:
        """Return the dict into which an assignment to ``name`` writes."""
        if name in self.globals:
            return self.module.names
        if name in self.nonlocals:
            scope = self.parent
            while scope is not None:
                if name in scope.names and scope.kind == "function":
                    return scope.names
                scope = scope.parent
        return self.names
