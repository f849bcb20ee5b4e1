"""Functions that TensorFlow traces: what their bodies do in Python is done while they are traced, and not when they run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import libcst as cst

from keraslint.interp.arguments import Arguments
from keraslint.interp.machine import Interpreter
from keraslint.nodes import children
from keraslint.source import Place
from keraslint.values import Api, Argument, Const, Function, Origin, Reason, Unknown

TRACING: Final = Api("tensorflow.function")
EFFECTS: Final = ("numpy.random.", "random.", "time.time", "time.perf_counter", "datetime.datetime.now", "builtins.print")
"""Functions that do something else each time that they are called, or are called for what they do."""


def note_traced(machine: Interpreter, function: Function) -> None:
    """Record that a function is made which TensorFlow traces, with the calls in it that belong to Python."""
    definition = function.definition
    if machine.recorder.active and isinstance(definition, cst.FunctionDef) and _is_traced(machine, definition):
        machine.recorder.event(
            "traced",
            function.name,
            machine.place(definition.name),
            tuple(machine.contexts),
            effects=tuple(_effects(machine, definition)),
        )


def _is_traced(machine: Interpreter, definition: cst.FunctionDef) -> bool:
    """Say whether a function has the decorator, with or without arguments."""
    for decorator in definition.decorators:
        node = decorator.decorator
        target = node.func if isinstance(node, cst.Call) else node
        if isinstance(target, cst.Name | cst.Attribute) and machine.evaluate(target) == TRACING:
            return True
    return False


def _effects(machine: Interpreter, definition: cst.FunctionDef) -> Iterator[tuple[str, Place]]:
    stack: list[cst.CSTNode] = [definition.body]
    while stack:
        node = stack.pop()
        if isinstance(node, cst.FunctionDef | cst.ClassDef | cst.Lambda):
            continue
        stack.extend(reversed(children(node)))
        if isinstance(node, cst.Call):
            name = _name(machine, node)
            if name:
                yield name, machine.place(node)


def _name(machine: Interpreter, call: cst.Call) -> str:
    """Return the name of a call that belongs to Python; nothing for any other, and for a note on the tracing itself."""
    if isinstance(call.func, cst.Attribute) and call.func.attr.value == "numpy" and not call.args:
        return "numpy"
    root: cst.BaseExpression = call.func
    while isinstance(root, cst.Attribute):
        root = root.value
    if not isinstance(root, cst.Name) or not isinstance(machine.evaluate(root), Api):
        return ""
    function = machine.evaluate(call.func)
    name = function.name if isinstance(function, Api) else ""
    if not name.startswith(EFFECTS) or (name == "builtins.print" and _speaks_of_tracing(call)):
        return ""
    return name


def _speaks_of_tracing(call: cst.Call) -> bool:
    return any(isinstance(arg.value, cst.SimpleString | cst.FormattedString) and _mentions(arg.value) for arg in call.args)


def _mentions(text: cst.SimpleString | cst.FormattedString) -> bool:
    parts = [text.value] if isinstance(text, cst.SimpleString) else [part.value for part in text.parts if hasattr(part, "value")]
    return any("trac" in part.lower() for part in parts if isinstance(part, str))


def note_numbers(machine: Interpreter, function: Function, arguments: Arguments, node: cst.CSTNode) -> None:
    """Record that a traced function is given Python numbers that a loop changes."""
    if TRACING not in function.decorators or not machine.recorder.active:
        return
    given = (*arguments.positional, *arguments.keywords.values())
    places = tuple(argument.place for argument in given if argument.place is not None and _changes(argument))
    if places:
        machine.recorder.event("retraced", function.name, machine.place(node), tuple(machine.contexts), places=places)


def _changes(argument: Argument) -> bool:
    """Say whether an argument is a number that a loop runs through, by its name: what is computed with it may be a tensor."""
    if argument.place is None or not isinstance(argument.place.node, cst.Name):
        return False
    match argument.value:
        case Const(value=bool()):
            return False
        case Const(value=int() | float(), origin=Origin.LOOP):
            return True
        case Unknown(reason=Reason.COUNTER):
            return True
    return False
