"""Losses of the program's own: what their parameters are called, which names their bodies bind anew, and what they compute."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from keraslint.interp.lossbody import details
from keraslint.nodes import walk
from keraslint.values import Function, Value

if TYPE_CHECKING:
    from keraslint.interp.machine import Interpreter


def note_loss(machine: Interpreter, value: Value) -> None:
    """Record that a function of the program is the loss of a model."""
    if not isinstance(value, Function) or not isinstance(value.definition, cst.FunctionDef) or value.place is None:
        return
    names = tuple(parameter.name.value for parameter in value.definition.params.params)
    body = value.definition.body
    machine.recorder.event(
        "loss",
        value.name,
        value.place,
        tuple(machine.contexts),
        parameters=names,
        bound=frozenset(_bound(body)),
        **details(machine, value),
        counts=tuple(sum(isinstance(node, cst.Name) and node.value == name for node in walk(body)) for name in names),
    )


def _bound(body: cst.BaseSuite) -> Iterator[str]:
    for node in walk(body):
        match node:
            case cst.AssignTarget(target=cst.Name(value=name)) | cst.AugAssign(target=cst.Name(value=name)):
                yield name
            case cst.NamedExpr(target=cst.Name(value=name)) | cst.AnnAssign(target=cst.Name(value=name)):
                yield name
