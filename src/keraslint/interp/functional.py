"""Functions on symbolic tensors: each call is a node of the graph, as that of a layer is."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import libcst as cst

from keraslint.interp.arguments import Arguments
from keraslint.interp.layers import symbolic, tensors_in
from keraslint.interp.machine import Interpreter
from keraslint.libs.keras.layers.operations import outputs_of_operation, registered_operations
from keraslint.libs.registry import Call, entry
from keraslint.values import Argument, Const, Instance, Node, Reason, Tensor, Tuple, Unknown, Value

OPERATIONS: Final = "keras.ops."
MODULES: Final = ("keras.ops.", "keras.activations.", "keras.backend.", "tensorflow.")

SHAPES: Final = frozenset({"keras.ops.shape", "keras.backend.int_shape", "keras.backend.shape", "tensorflow.shape"})

MERGING: Final = {
    f"keras.layers.{name}": f"keras.layers.{name.capitalize()}"
    for name in ("add", "subtract", "multiply", "average", "maximum", "minimum", "concatenate", "dot")
}
"""The functions that make a merging layer and call it."""


def on_tensors(machine: Interpreter, name: str, arguments: Arguments, node: cst.CSTNode) -> Value | None:
    """Return what a library function makes of symbolic tensors; ``None`` where it is given none, or is no such function."""
    given = [
        *(argument.value for argument in arguments.positional),
        *(argument.value for argument in arguments.keywords.values()),
    ]
    if not name.startswith(MODULES) or not any(symbolic(value) for value in given):
        return None
    if name in SHAPES:
        return _shape(given[0])
    keywords = {key: argument.value for key, argument in arguments.keywords.items()}
    if name.startswith("keras.activations."):
        name = f"{OPERATIONS}{name.rpartition('.')[2]}"
    found = outputs_of_operation(name, [argument.value for argument in arguments.positional], keywords)
    if not isinstance(found, tuple) and not _makes_tensor(name):
        return None
    inputs = tuple(tensor for value in given if symbolic(value) for tensor in tensors_in(value) or ())
    bound = {f"#{index}": argument for index, argument in enumerate(arguments.positional)} | arguments.keywords
    layer = Instance(f"{OPERATIONS}{name.rpartition('.')[2]}", dict(bound), place=machine.place(node))
    made = Node(layer, inputs, tuple((key, value) for key, value in keywords.items() if not symbolic(value)), layer.place)
    if not isinstance(found, tuple):
        return Tensor(None, None, made)
    tensors = tuple(replace(tensor, node=made, index=index) for index, tensor in enumerate(found))
    return tensors[0] if len(tensors) == 1 else Tuple(tensors)


_KNOWN: Final = frozenset(registered_operations())


def _makes_tensor(name: str) -> bool:
    """Say whether a function whose result is not known gives one tensor for all that."""
    return name in _KNOWN or name.startswith((OPERATIONS, "tensorflow.math.", "tensorflow.nn."))


def _shape(value: Value) -> Value:
    """Return the shape of a tensor as a tuple, open extents as unknown ones."""
    shape = value.shape if isinstance(value, Tensor) else None
    if shape is None:
        return Unknown(Reason.DATA_DEPENDENT, detail="shape")
    return Tuple(
        tuple(Const(extent) if extent is not None else Unknown(Reason.DATA_DEPENDENT, detail="shape") for extent in shape)
    )


@entry(*MERGING)
def merge(call: Call, inputs: Value, axes: Value | None = None, **keywords: Value) -> Value:
    """Make a merging layer and call it."""
    if axes is not None:
        keywords["axes"] = axes
    arguments = {name: Argument(value, call.place, name) for name, value in keywords.items()}
    return call.apply(call.make(MERGING[call.name], arguments), inputs)
