"""Tensors and arrays that grow in a loop: ``x = tf.concat([x, more], 0)``."""

from __future__ import annotations

from typing import Final

import libcst as cst

from keraslint.interp.machine import Interpreter
from keraslint.ir import Control
from keraslint.values import Api

JOINING: Final = frozenset({
    "tensorflow.concat", "keras.ops.concatenate", "keras.ops.append", "keras.backend.concatenate", "numpy.append",
    "numpy.concatenate", "numpy.vstack", "numpy.hstack",
})  # fmt: skip
"""Functions that copy all that they are given into something new."""


def note_growth(machine: Interpreter, node: cst.Assign) -> None:
    """Record that a name gets, in a loop, what it held and something more."""
    call, target = node.value, node.targets[0].target
    if not isinstance(call, cst.Call) or not isinstance(target, cst.Name) or not call.args:
        return
    if not any(context.control is Control.LOOP for context in machine.contexts) or not _holds(call.args[0].value, target.value):
        return
    function = machine.evaluate(call.func) if isinstance(call.func, cst.Name | cst.Attribute) else None
    if isinstance(function, Api) and function.name in JOINING:
        machine.recorder.event("grow", function.name, machine.place(call), tuple(machine.contexts), target=target.value)


def _holds(node: cst.BaseExpression, name: str) -> bool:
    """Say whether an expression is a name, or a list or tuple that has it as an element."""
    if isinstance(node, cst.List | cst.Tuple):
        return any(_holds(element.value, name) for element in node.elements)
    return isinstance(node, cst.Name) and node.value == name
