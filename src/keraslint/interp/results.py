"""What the training methods give back, and what a program takes out of it: entries of a history, numbers of an evaluation."""

from __future__ import annotations

from typing import Final

import libcst as cst

from keraslint.interp.machine import Interpreter
from keraslint.libs.registry import Call, attribute, method
from keraslint.source import Place
from keraslint.values import BoundMethod, Const, Instance, Opaque, Value

HISTORY: Final = "keras.callbacks.History"
LOGS: Final = "logs"
"""What ``history.history`` is: the logged values of one training, by name."""

EVALUATION: Final = "evaluation"
"""What ``evaluate`` gives: one number, or a list of the loss and the metrics."""

EVALUATING: Final = frozenset({"evaluate", "test_on_batch", "train_on_batch"})


def history(model: Instance, order: int, place: Place) -> Instance:
    """Return what ``fit`` gives, the call with number ``order``."""
    return Instance(HISTORY, place=place, fields={"model": model, "use": Const(order)})


def evaluation(order: int) -> Opaque:
    """Return what ``evaluate`` gives, the call with number ``order``."""
    return Opaque(EVALUATION, (Const(order),))


@attribute(HISTORY, "history")
def logs(call: Call, made: Value) -> Value:
    """Return the logged values, where it is known which training they are of."""
    use = made.fields.get("use") if isinstance(made, Instance) else None
    return BoundMethod(made, "history", None, call.place) if use is None else Opaque(LOGS, (use,))


@method(LOGS, "keys")
def keys(_: Call, made: Value) -> Value:
    """Return the names, which can be asked for like the entries themselves."""
    return made


def note_item(machine: Interpreter, receiver: Value, index: Value, node: cst.CSTNode) -> None:
    """Record that a program takes an entry out of a history, or a number out of an evaluation."""
    match receiver, index:
        case Opaque(kind="logs"), Const(value=str() as name):
            _note(machine, "logged", receiver, node, name)
        case Opaque(kind="evaluation"), Const(value=int() as at):
            _note(machine, "evaluated", receiver, node, index=at)


def note_unpacked(machine: Interpreter, value: Value, count: int, node: cst.CSTNode) -> None:
    """Record that a program takes an evaluation apart into ``count`` names."""
    if isinstance(value, Opaque) and value.kind == EVALUATION:
        _note(machine, "evaluated", value, node, count=count)


def note_asked(machine: Interpreter, left: Value, right: Value, node: cst.CSTNode) -> None:
    """Record that a program asks whether a name is among the logged ones."""
    if isinstance(right, Opaque) and right.kind == LOGS:
        _note(machine, "asked", right, node, left.value if isinstance(left, Const) and isinstance(left.value, str) else "")


def _note(machine: Interpreter, kind: str, of: Opaque, node: cst.CSTNode, name: str = "", **details: int) -> None:
    use = of.parts[0]
    assert isinstance(use, Const)
    machine.recorder.event(kind, name, machine.place(node), tuple(machine.contexts), use=use.value, **details)
