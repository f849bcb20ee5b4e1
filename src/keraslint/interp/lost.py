"""Layers that get lost: made or applied in a statement of their own, or bound to a name that is bound again unread."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from keraslint.interp.machine import Interpreter
from keraslint.libs.keras.kinds import is_layer, is_model
from keraslint.source import Place
from keraslint.values import Instance, Node, Tensor, UserClass, Value

INPUT = "keras.layers.InputLayer"


def note_read(machine: Interpreter, value: Value) -> None:
    """Note that a symbolic tensor is looked at by its name."""
    if isinstance(value, Tensor) and value.node is not None:
        machine.read.add(value.node)


def note_taken_apart(machine: Interpreter, elements: Sequence[Value]) -> None:
    """Note that a layer gave several results: while the name of one of them is bound again, another may be in use."""
    nodes = [element.node for element in elements if isinstance(element, Tensor)]
    machine.read.update(node for node in nodes if node is not None and nodes.count(node) > 1)


def note_discarded(machine: Interpreter, node: cst.Expr, value: Value) -> None:
    """Record a layer that is made and forgotten in one statement: ``Dropout(0.5)(x)``, or ``Dropout(0.5)`` alone."""
    call = node.value
    if isinstance(value, Instance) and value.place is not None and value.place.node is call and _is_plain_layer(value.kind):
        machine.recorder.event("lost", str(value.kind).rpartition(".")[2], value.place, tuple(machine.contexts), applied=False)
    if isinstance(call, cst.Call) and isinstance(call.func, cst.Call) and isinstance(value, Tensor) and _is_applied(value.node):
        assert value.node is not None
        if value.node.place is not None and value.node.place.node is call:
            _record(machine, value.node, None)


def _is_plain_layer(kind: str | UserClass) -> bool:
    return isinstance(kind, str) and is_layer(kind) and not is_model(kind)


def note_overwritten(machine: Interpreter, target: cst.Name, value: Value) -> None:
    """Record a layer whose result was never read when its name is bound to that of another one, which takes the same input."""
    old = machine.scope.names.get(target.value)
    if machine.loops or machine.branches or not isinstance(old, Tensor) or not isinstance(value, Tensor):
        return
    if not _is_applied(old.node) or not _is_applied(value.node) or old.node is value.node or old.node in machine.read:
        return
    assert old.node is not None
    assert value.node is not None
    earlier = {tensor.node for tensor in old.node.inputs} - {None}
    if earlier and earlier == {tensor.node for tensor in value.node.inputs}:
        _record(machine, old.node, value.node.place)


def _is_applied(node: Node | None) -> bool:
    return node is not None and node.layer.api != INPUT and is_layer(node.layer.api)


def _record(machine: Interpreter, node: Node, by: Place | None) -> None:
    if node.place is not None:
        name = node.layer.api.rpartition(".")[2]
        machine.recorder.event("lost", name, node.place, tuple(machine.contexts), node.layer.identity, by=by)
