"""What models and layers with code of their own do to tensors, found out by running that code on symbolic ones.

The graph of a subclassed model is what its ``call`` makes of an input; layers of the program, and ``Lambda``, tell their shapes
the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

import libcst as cst

from keraslint.interp.arguments import Arguments
from keraslint.interp.machine import Interpreter
from keraslint.interp.targets import sequence_of
from keraslint.libs.keras.layers import Settings, outputs_of
from keraslint.recover import graph as graphs
from keraslint.recover.graph import call_outputs, declared_input
from keraslint.recover.walk import INPUT_LAYER, SEQUENTIAL, tensors_of
from keraslint.values import (
    Argument,
    Array,
    Const,
    Dict,
    Function,
    Gap,
    Instance,
    Node,
    Reason,
    Tensor,
    Tuple,
    Unknown,
    UserClass,
    Value,
)

LAMBDA: Final = "keras.layers.Lambda"


def own_call(instance: Instance) -> Function | None:
    """Return the ``call`` that a class of the program defines for its layers."""
    found = instance.kind.lookup("call") if isinstance(instance.kind, UserClass) else None
    return found if isinstance(found, Function) else None


def input_tensor(like: Tensor, instance: Instance) -> Tensor:
    """Return the output of an input layer made up for a model, with the shape of ``like``."""
    layer = Instance(INPUT_LAYER, place=instance.place)
    return replace(like, node=Node(layer, (), (), instance.place), index=0)


def fed_tensors(value: Value) -> Value | None:
    """Return data, one array or a list or dict of them, as tensors with an open batch axis; ``None`` for anything else."""
    match value:
        case Array(shape=shape) if shape:
            return Tensor((None, *shape[1:]), value.dtype, interval=value.interval)
        case Instance(kind="dict", fields={"items": Dict(complete=True, entries=entries)}):
            named = [(key, fed_tensors(item)) for key, item in entries]
            known = tuple((key, item) for key, item in named if item is not None)
            return Instance("dict", fields={"items": Dict(known)}) if len(known) == len(named) else None
    content = sequence_of(value) if isinstance(value, Tuple | Instance) else None
    if content is None or not content.complete:
        return None
    parts = [fed_tensors(item) for item in content.values]
    found = tuple(part for part in parts if part is not None)
    return Tuple(found) if len(found) == len(parts) else None


def _as_inputs(value: Value, model: Instance) -> Value:
    """Give every tensor in a structure an input layer of its own."""
    match value:
        case Tensor():
            return input_tensor(value, model)
        case Tuple():
            return Tuple(tuple(item if isinstance(item, Gap) else _as_inputs(item, model) for item in value.items))
        case Instance(kind="dict", fields={"items": Dict() as entries}):
            inner = tuple((key, _as_inputs(item, model)) for key, item in entries.entries)
            return Instance("dict", fields={"items": Dict(inner)})
    return value


def run_call(
    machine: Interpreter, instance: Instance, own: Function, arguments: Arguments, given: Value, node: cst.CSTNode
) -> Value:
    """Run the ``call`` of a layer of the program, which is given tensors, and keep what it makes of them as the layer's graph."""
    _build(machine, instance, given, node)
    with machine.recorder.inside_layer():
        result = machine.call(own, replace(arguments, receiver=instance), node)
    machine.write(instance, "traced", result)
    starts = tensors_of(given)
    machine.write(instance, "traced_from", Tuple(starts or ()))
    return result


def _build(machine: Interpreter, instance: Instance, given: Value, node: cst.CSTNode) -> None:
    """Run the ``build`` of a layer of the program, which makes its weights, with the shape of what it is given."""
    build = instance.kind.lookup("build") if isinstance(instance.kind, UserClass) else None
    if not isinstance(build, Function) or "built" in instance.fields:
        return
    machine.write(instance, "built", Const(True))
    unknown = Unknown(Reason.DATA_DEPENDENT, instance.place, "an extent of the input")
    shape = given.shape if isinstance(given, Tensor) else None
    known: Value = unknown if shape is None else Tuple(tuple(unknown if extent is None else Const(extent) for extent in shape))
    machine.call(build, Arguments([Argument(known)], receiver=instance), node)


def around(machine: Interpreter, layer: Instance, given: Value, node: cst.CSTNode) -> Settings:
    """Return what holds for a layer that is given something, with the program's own code in it to be run for what it computes."""
    starts = tensors_of(given)

    def apply(value: Value, tensors: tuple[Tensor, ...]) -> Value:
        argument = given if tensors == starts else tensors[0] if len(tensors) == 1 else Tuple(tensors)
        with _unrecorded(machine), machine.recorder.inside_lambda(layer.api == LAMBDA):
            return machine.call(value, Arguments.of(argument), node)

    return replace(graphs.around(layer), apply=apply)


def _holds_own_code(layer: Instance) -> bool:
    """Say whether what a layer does depends on code of the program, in it or in a layer that it wraps."""
    wrapped = layer.arguments.get("layer")
    inside = wrapped is not None and isinstance(wrapped.value, Instance) and _holds_own_code(wrapped.value)
    return inside or layer.api == LAMBDA or own_call(layer) is not None


def trace(machine: Interpreter, model: Instance, start: Value | None = None) -> None:
    """Run the program's own code in a model on symbolic tensors, from ``start`` on or from what the model declares."""
    content = model.fields.get("layers")
    if model.api == SEQUENTIAL and isinstance(content, Tuple):
        settled = model.fields.get("start") if start is None else start
        _trace_sequence(machine, content, settled if isinstance(settled, Tensor) else None)
        return
    own = own_call(model)
    if own is None or tensors_of(model.fields.get("outputs")) is not None or (start is None and "traced" in model.fields):
        return
    given = _as_inputs(start, model) if start is not None else input_tensor(Tensor(None), model)
    with _unrecorded(machine):
        run_call(machine, model, own, Arguments.of(given), given, own.definition)


def _trace_sequence(machine: Interpreter, content: Tuple, start: Tensor | None) -> None:
    """Run the layers of a sequential model that are code of the program, each on what comes out of those in front of it."""
    layers = [item for item in content.items if isinstance(item, Instance)]
    if not any(_holds_own_code(layer) for layer in layers) or len(layers) != len(content.items):
        return
    declared = declared_input(content)
    current = start if start is not None and declared.shape is None else declared
    for layer in layers:
        if _holds_own_code(layer):
            _run_in_sequence(machine, layer, input_tensor(current, layer))
        current = call_outputs(layer, (current,))[0]


def _run_in_sequence(machine: Interpreter, layer: Instance, given: Tensor) -> None:
    """Run the code of the program in a layer of a sequential model, and keep what comes out."""
    own = own_call(layer)
    if own is not None:
        with _unrecorded(machine):
            run_call(machine, layer, own, Arguments.of(given), given, own.definition)
    elif layer.place is not None and isinstance(layer.place.node, cst.CSTNode):
        found = outputs_of(layer, (given,), {}, around(machine, layer, given, layer.place.node))
        if isinstance(found, tuple) and len(found) == 1 and found[0].shape is not None:
            machine.write(layer, "result", Tensor(found[0].shape, found[0].dtype))


@contextmanager
def _unrecorded(machine: Interpreter) -> Iterator[None]:
    """Run code for what it computes alone: what it does is recorded where the program does it."""
    active, machine.recorder.active = machine.recorder.active, False
    try:
        yield
    finally:
        machine.recorder.active = active


def returned_tensors(result: Value) -> list[Tensor] | None:
    """Return what a ``call`` gives as tensors, or ``None`` where it is something else."""
    if isinstance(result, Tensor):
        return [result]
    content = sequence_of(result)
    if content is not None and content.complete and all(isinstance(item, Tensor) for item in content.values):
        return [item for item in content.values if isinstance(item, Tensor)]
    return None
