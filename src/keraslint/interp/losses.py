"""Losses of the program's own: what their parameters are called, and what they compute."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from keraslint.interp.lossbody import details
from keraslint.values import Function, Value

if TYPE_CHECKING:
    from keraslint.interp.machine import Interpreter


def note_loss(machine: Interpreter, value: Value) -> None:
    """Record that a function of the program is the loss of a model."""
    if not isinstance(value, Function) or not isinstance(value.definition, cst.FunctionDef) or value.place is None:
        return
    names = tuple(parameter.name.value for parameter in value.definition.params.params)
    machine.recorder.event(
        "loss",
        value.name,
        value.place,
        tuple(machine.contexts),
        parameters=names,
        **details(machine, value),
    )
