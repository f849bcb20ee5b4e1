"""Where a program takes a symbolic tensor for numbers: functions of other libraries, conditions, loops, ``numpy()``."""

from __future__ import annotations

from typing import Final

import libcst as cst

from keraslint.interp.arguments import Arguments
from keraslint.interp.layers import symbolic, tensors_in
from keraslint.interp.machine import Interpreter
from keraslint.libs.keras import kinds
from keraslint.recover.walk import INPUT_LAYER
from keraslint.values import Tensor, UserClass, Value

LIBRARIES: Final = ("tensorflow.", "numpy.")
"""Libraries whose functions look into the sequences that they are given, too."""

PYTHON: Final = frozenset(f"builtins.{name}" for name in ("bool", "float", "int", "len", "list", "max", "min", "sum", "tuple"))
"""Functions of Python itself that ask a tensor for a number, or for its parts."""

METHODS: Final = frozenset({"item", "numpy", "tolist"})
"""Methods that only real tensors have."""

UNNOTICED: Final = "numpy."
"""What fails in a way that a ``Sequential`` puts up with, whose layers are run unrecorded, once it is known what goes in."""

IDENTITY: Final = frozenset({"keras.ops.equal", "keras.ops.not_equal"})
"""Comparisons that give a truth value where the other side is ``None``."""

OWN_SHAPES: Final = ("compute_output_shape", "compute_output_spec")
"""Methods with which a layer tells its shape, so that Keras does not run its ``call`` to find out."""


def note_function(machine: Interpreter, name: str, arguments: Arguments, node: cst.CSTNode) -> None:
    """Record that a function is given a symbolic tensor; only one that comes from an ``Input`` is symbolic for sure.

    What a model makes of an unknown value may be a real one.
    """
    if name.startswith(LIBRARIES):
        given = (*arguments.positional, *arguments.keywords.values())
        if any(_from_input(argument.value) for argument in given):
            _note(machine, name, node)
    elif name in PYTHON and any(_is_one(argument.value) for argument in arguments.positional):
        _note(machine, name, node)


def note_condition(machine: Interpreter, value: Value, node: cst.CSTNode) -> None:
    """Record that it is asked whether a symbolic tensor is true."""
    if isinstance(value, Tensor) and value.node is not None and value.node.layer.api not in IDENTITY and _is_one(value):
        _note(machine, "python.if", node)


def note_loop(machine: Interpreter, value: Value, node: cst.CSTNode) -> None:
    """Record that a loop runs over a symbolic tensor."""
    if _is_one(value):
        _note(machine, "python.for", node)


def note_method(machine: Interpreter, value: Value, name: str, node: cst.CSTNode) -> None:
    """Record that a symbolic tensor is asked for its numbers."""
    if name in METHODS and _is_one(value):
        _note(machine, f"tensor.{name}", node)


def _note(machine: Interpreter, name: str, node: cst.CSTNode) -> None:
    if machine.recorder.layers == 0:
        machine.recorder.event("symbolic", name, machine.place(node), tuple(machine.contexts))
    elif _in_traced_layer(machine) and (machine.recorder.active or not name.startswith(UNNOTICED)):
        machine.recorder.remark("probed", name, machine.place(node), tuple(machine.contexts))


def _in_traced_layer(machine: Interpreter) -> bool:
    """Say whether the ``call`` of a layer runs, which Keras tries on symbolic tensors, and no ``call`` of a model around it."""
    frames = [frame for frame in machine.frames if frame.function is not None and frame.function.name == "call"]
    return (
        bool(frames)
        and frames[-1] is machine.frames[-1]
        and all(_is_traced(frame.function.owner) for frame in frames if frame.function)
    )


def _is_traced(owner: UserClass | None) -> bool:
    base = None if owner is None else owner.library_base()
    if owner is None or base is None or not kinds.is_layer(base) or kinds.is_model(base):
        return False
    return all(owner.lookup(name) is None for name in OWN_SHAPES)


def _is_one(value: Value) -> bool:
    """Say whether a value is one symbolic tensor for sure; what a layer gives of which no shape is known may be several."""
    return isinstance(value, Tensor) and value.shape is not None and _from_input(value)


def _from_input(value: Value) -> bool:
    """Say whether a value is made from an ``Input``, or is a sequence that holds something which is."""
    if not symbolic(value):
        return False
    left, seen = list(tensors_in(value) or ()), set[int]()
    while left:
        node = left.pop().node
        if node is not None and id(node) not in seen:
            seen.add(id(node))
            if node.layer.api == INPUT_LAYER:
                return True
            left.extend(node.inputs)
    return False
