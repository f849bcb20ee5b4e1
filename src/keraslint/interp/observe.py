"""The interpreter with a memory: what each name, attribute and call of a file was, for an editor to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import libcst as cst

from keraslint.interp.machine import STEPS, Interpreter
from keraslint.interp.run import complete
from keraslint.source import Place
from keraslint.values import Value, join

if TYPE_CHECKING:
    from keraslint.interp.modules import Imports
    from keraslint.syntax import Tree

NOTED: Final = (cst.Name, cst.Attribute, cst.Call, cst.Subscript)
"""The expressions that somebody may ask about."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """An expression and what it was, by its dotted name if it is one; ``function`` stands before the bracket of a call."""

    place: Place
    value: Value
    name: str = ""
    function: Place | None = None


class Observer(Interpreter):
    """Runs a file and remembers ``values``: what each expression was, joined over all the times that it was evaluated."""

    def __init__(self, tree: Tree, steps: int = STEPS, modules: Imports | None = None) -> None:
        """Prepare to run ``tree``."""
        super().__init__(tree, steps, modules)
        self.values: dict[cst.CSTNode, Value] = {}
        self._tree = tree

    def evaluate(self, node: cst.BaseExpression) -> Value:
        """Return the abstract value of an expression, and remember it."""
        value = super().evaluate(node)
        if isinstance(node, NOTED):
            self._note(node, value)
        return value

    def bind_target(self, target: cst.Name, value: Value) -> None:
        """Assign to a name, and remember what it was given."""
        super().bind_target(target, value)
        self._note(target, value)

    def sightings(self) -> Iterator[Sighting]:
        """Walk what was seen."""
        for node, value in self.values.items():
            function = self._tree.place(node.func) if isinstance(node, cst.Call) else None
            yield Sighting(self._tree.place(node), value, _dotted(node), function)

    def _note(self, node: cst.CSTNode, value: Value) -> None:
        if self.scope.tree is not self._tree:
            return
        before = self.values.get(node)
        self.values[node] = value if before is None else join(before, value)


def _dotted(node: cst.CSTNode) -> str:
    """Return the dotted name that an expression is, or an empty string."""
    match node:
        case cst.Name():
            return node.value
        case cst.Attribute() if before := _dotted(node.value):
            return f"{before}.{node.attr.value}"
    return ""


def observe(tree: Tree, modules: Imports | None = None) -> Observer:
    """Run a file and return the interpreter with what it remembers; never raises for what the file contains.

    ``modules`` finds what the file imports from its project.
    """
    observer = Observer(tree, modules=modules)
    complete(observer)
    return observer
