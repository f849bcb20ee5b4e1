"""Layers that the constructor of a class makes and that nothing in the file asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import libcst as cst

from keraslint.ir import Idle
from keraslint.libs.keras.kinds import is_layer
from keraslint.nodes import walk
from keraslint.values import Api, Function, UserClass

if TYPE_CHECKING:
    from keraslint.interp.machine import Interpreter

BASES: Final = frozenset({"keras.Model", "keras.Layer"})
FUNCTIONS: Final = frozenset({"getattr", "vars"})
ATTRIBUTES: Final = frozenset({"__dict__", "layers", "_layers", "submodules", "_flatten_layers"})
"""Names by which a program may reach an attribute, or all layers of an object, without naming it."""


def idle(machine: Interpreter, cls: UserClass) -> Iterator[Idle]:
    """Walk the layers that ``__init__`` keeps in attributes which are named nowhere else in the file.

    The class has a ``call`` of its own, so that none of a base can be the one that needs them.
    """
    maker = cls.namespace.get("__init__")
    if not isinstance(maker, Function) or not isinstance(maker.definition, cst.FunctionDef) or "call" not in cls.namespace:
        return
    with machine.scoped(maker.scope):
        made = [layer for line in maker.definition.body.body for layer in _kept(machine, line)]
        nodes = list(walk(maker.scope.tree.module)) if made else []
        if any(_reaches_all(machine, node) for node in nodes):
            return
    named = Counter(_named(nodes))
    yield from (layer for layer in made if named[layer.attribute] == 1 and not layer.attribute.startswith("_"))


def _kept(machine: Interpreter, line: cst.CSTNode) -> Iterator[Idle]:
    """Walk the attributes of ``self`` that a line binds to a new layer of Keras."""
    for statement in line.body if isinstance(line, cst.SimpleStatementLine) else ():
        match statement:
            case cst.Assign(
                targets=[cst.AssignTarget(target=cst.Attribute(value=cst.Name(value="self"), attr=cst.Name(value=attribute)))],
                value=cst.Call(func=function) as call,
            ):
                kind = machine.evaluate(function)
                if isinstance(kind, Api) and kind.name.startswith("keras.") and is_layer(kind.name):
                    yield Idle(attribute, kind.name.rpartition(".")[2], machine.place(call))


def _reaches_all(machine: Interpreter, node: cst.CSTNode) -> bool:
    """Say whether a node reaches for attributes without their names; ``keras.layers`` is a module."""
    match node:
        case cst.Name(value=name):
            return name in FUNCTIONS
        case cst.Attribute(value=root, attr=cst.Name(value=name)) if name in ATTRIBUTES:
            while isinstance(root, cst.Attribute):
                root = root.value
            return not isinstance(root, cst.Name) or not isinstance(machine.evaluate(root), Api)
    return False


def _named(nodes: Iterable[cst.CSTNode]) -> Iterator[str]:
    """Walk all names and strings among nodes."""
    for node in nodes:
        match node:
            case cst.Name(value=name):
                yield name
            case cst.SimpleString():
                yield str(node.raw_value)
