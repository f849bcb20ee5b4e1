"""Calls into other files: what they may cost.

A file that uses a large program, as its tests do, would spend all of its steps in there. So such a call may take some and no
more; one that would take more counts as not made, and what it gives is not known.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from keraslint.interp.machine import BudgetSpent, Interpreter
from keraslint.values import Function, Reason, Value

PER_CALL: Final = 30_000
"""How many nodes one call into another file may have evaluated."""


def leads_abroad(machine: Interpreter, function: Function) -> bool:
    """Say whether a call leaves the file whose code is running, and is not made from such a call."""
    return not machine.abroad and function.scope.tree is not machine.scope.tree


def abroad(machine: Interpreter, function: Function, call: Callable[[], Value]) -> Value:
    """Make a call that leaves the file, as far as the steps for such calls reach."""
    allowed = min(PER_CALL, machine.steps_abroad, machine.steps_left)
    saved = machine.steps_left - allowed
    machine.steps_left = allowed
    machine.abroad = True
    mark, active = machine.journal.mark(), machine.recorder.active
    try:
        result = call()
    except BudgetSpent:
        machine.journal.undo(mark)
        machine.recorder.active = active
        machine.steps_left = 0
        result = machine.unknown(Reason.BUDGET, None, function.name)
    else:
        machine.journal.release(mark)
    finally:
        machine.abroad = False
        machine.steps_abroad -= allowed - machine.steps_left
        machine.steps_left += saved
    return result
