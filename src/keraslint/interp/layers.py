"""Calls of layers and models: symbolic tensors grow the graph, arrays go through."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import libcst as cst

from keraslint.interp.arguments import Arguments
from keraslint.interp.callsite import CallSite
from keraslint.interp.machine import Interpreter
from keraslint.interp.targets import sequence_of
from keraslint.libs.keras import kinds
from keraslint.libs.keras import layers as library
from keraslint.recover.graph import model_outputs
from keraslint.values import (
    Array,
    BoundMethod,
    Const,
    Dict,
    Function,
    Instance,
    Node,
    Reason,
    Tensor,
    Tuple,
    Unknown,
    UserClass,
    Value,
)

INPUT_NAMES: Final = ("inputs", "input", "x", "input_tensor", "query", "sequences", "data", "features")

RESCALING: Final = "keras.layers.Rescaling"


def call_layer(machine: Interpreter, instance: Instance, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Call a layer or a model."""
    given = arguments.first(*INPUT_NAMES)
    if given is None:
        return machine.unknown(Reason.UNMODELLED_CALL, node, instance.api)
    own = _own_call(instance)
    if own is not None and not _symbolic(given.value):
        return _call_own(machine, instance, own, arguments, node)
    if isinstance(given.value, Array):
        return _on_array(machine, instance, given.value, node)
    inputs = tensors_in(given.value)
    if inputs is None:
        return machine.unknown(Reason.UNMODELLED_CALL, node, instance.api)
    extra = tuple(tensor for argument in arguments.positional[1:] for tensor in tensors_in(argument.value) or ())
    keywords = tuple((name, argument.value) for name, argument in arguments.keywords.items() if argument is not given)
    extra += tuple(value for _, value in keywords if isinstance(value, Tensor))
    made = Node(instance, (*inputs, *extra), keywords, machine.place(node))
    outputs = _outputs(machine, instance, made, own, arguments, node)
    machine.write(instance, "output", outputs)
    machine.write(instance, "input", given.value)
    return outputs


def _own_call(instance: Instance) -> Function | None:
    if not isinstance(instance.kind, UserClass):
        return None
    own = instance.kind.lookup("call")
    return own if isinstance(own, Function) else None


def _symbolic(value: Value) -> bool:
    if isinstance(value, Tensor):
        return True
    content = sequence_of(value)
    return content is not None and any(_symbolic(item) for item in content.values)


def _call_own(machine: Interpreter, instance: Instance, own: Function, arguments: Arguments, node: cst.CSTNode) -> Value:
    return machine.call(own, replace(arguments, receiver=instance), node)


def tensors_in(value: Value) -> tuple[Tensor, ...] | None:
    """Return the symbolic tensors of a layer's input: one, or those of a list, tuple or dict; unknown parts start nowhere known."""
    match value:
        case Tensor():
            return (value,)
        case Unknown() | BoundMethod():
            return (Tensor(None, None),)
        case Instance(kind="dict", fields={"items": Dict() as entries}):
            return tuple(tensor for _, item in entries.entries for tensor in tensors_in(item) or ())
        case Array() | Const():
            return ()
    content = sequence_of(value)
    if content is None:
        return None
    found = tuple(tensor for item in content.values for tensor in tensors_in(item) or ())
    return found if content.complete else (*found, Tensor(None, None))


def _outputs(
    machine: Interpreter, instance: Instance, made: Node, own: Function | None, arguments: Arguments, node: cst.CSTNode
) -> Value:
    """Return what the call of a layer on tensors gives, as outputs of the node ``made``."""
    if own is not None:
        shapes: list[Tensor] | None = _traced(machine, instance, own, arguments, node)
    elif kinds.is_model(instance.api):
        shapes = model_outputs(instance)
    else:
        found = library.outputs_of(instance, made.inputs, dict(made.keywords))
        shapes = list(found) if isinstance(found, tuple) else None
    if shapes is None:
        return Tensor(None, None, made)
    tensors = tuple(replace(tensor, node=made, index=index) for index, tensor in enumerate(shapes))
    return tensors[0] if len(tensors) == 1 else Tuple(tensors)


def _traced(
    machine: Interpreter, instance: Instance, own: Function, arguments: Arguments, node: cst.CSTNode
) -> list[Tensor] | None:
    """Run the ``call`` of a layer of the program on the tensors, for the shapes of what it returns."""
    result = _call_own(machine, instance, own, arguments, node)
    machine.write(instance, "traced", result)
    if isinstance(result, Tensor):
        return [result]
    content = sequence_of(result)
    if content is not None and content.complete and all(isinstance(item, Tensor) for item in content.values):
        return [item for item in content.values if isinstance(item, Tensor)]
    return None


def _on_array(machine: Interpreter, instance: Instance, array: Array, node: cst.CSTNode) -> Value:
    """Return what a layer makes of data: the shape it would give, the range where it is certain."""
    site = CallSite(machine, instance.api, node)
    if instance.api == RESCALING or instance.api == "keras.layers.Normalization":
        site.scaling()
    found = library.outputs_of(instance, (Tensor(array.shape, array.dtype, interval=array.interval),), {})
    if not isinstance(found, tuple) or len(found) != 1:
        return machine.unknown(Reason.UNMODELLED_CALL, node, instance.api)
    operation = "scale" if instance.api in {RESCALING, "keras.layers.Normalization"} else "map"
    return array.then(
        site.step(operation), shape=found[0].shape, dtype=found[0].dtype, interval=found[0].interval, encoding=None, classes=None
    )
