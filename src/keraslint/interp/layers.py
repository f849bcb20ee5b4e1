"""Calls of layers and models: symbolic tensors grow the graph, arrays go through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import libcst as cst

from keraslint.interp.arguments import Arguments
from keraslint.interp.callsite import CallSite
from keraslint.interp.machine import Interpreter
from keraslint.interp.targets import sequence_of
from keraslint.interp.tracing import around, own_call, returned_tensors, run_call, trace
from keraslint.ir import Fact, Site
from keraslint.libs.arrays import number
from keraslint.libs.keras import kinds
from keraslint.libs.keras import layers as library
from keraslint.libs.keras.settings import settings_of
from keraslint.recover.facts import component, plain
from keraslint.recover.graph import declares_input, model_outputs
from keraslint.recover.walk import SEQUENTIAL, flattened, inner_layers
from keraslint.values import (
    Argument,
    Array,
    BoundMethod,
    Const,
    Dict,
    Function,
    Instance,
    Node,
    Origin,
    Reason,
    Tensor,
    Tuple,
    Unknown,
    UserClass,
    Value,
)

INPUT_NAMES: Final = ("inputs", "input", "x", "input_tensor", "query", "sequences", "data", "features")

RESCALING: Final = "keras.layers.Rescaling"
SCALING_LAYERS: Final = frozenset({RESCALING, "keras.layers.Normalization"})

RANDOM: Final = "keras.layers.Random"
"""How the names of the layers begin that augment data."""


def call_layer(machine: Interpreter, instance: Instance, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Call a layer or a model."""
    if machine.recorder.lambdas:
        machine.recorder.remark("captured", instance.api, machine.place(node), tuple(machine.contexts), instance.identity)
    own = own_call(instance)
    given = arguments.first(*_input_names(own))
    if given is None:
        return machine.unknown(Reason.UNMODELLED_CALL, node, instance.api)
    if not symbolic(given.value) and kinds.is_model(instance.api):
        _record_application(machine, instance, given, arguments, node)
    if own is not None and not symbolic(given.value):
        return machine.call(own, replace(arguments, receiver=instance), node)
    if isinstance(given.value, Array):
        settle(machine, instance, Tensor((None, *given.value.shape[1:]), given.value.dtype) if given.value.shape else None)
        training = arguments.keywords.get("training")
        still = training is not None and training.value == Const(value=False)
        return _on_array(machine, instance, given.value, node, still=still)
    inputs = tensors_in(given.value)
    if inputs is None:
        return machine.unknown(Reason.UNMODELLED_CALL, node, instance.api)
    keywords = tuple((name, argument.value) for name, argument in arguments.keywords.items() if argument is not given)
    others = (*(argument.value for argument in arguments.positional[1:]), *(value for _, value in keywords))
    extra = tuple(
        tensor for value in others if symbolic(value) or _attends(instance, value) for tensor in tensors_in(value) or ()
    )
    made = Node(instance, (*inputs, *extra), keywords, machine.place(node))
    outputs = _outputs(machine, made, own, arguments, given.value, node)
    if "output" not in instance.fields and not kinds.is_model(instance.api):
        machine.write(instance, "output", outputs)
        machine.write(instance, "input", given.value)
    return outputs


def _record_application(machine: Interpreter, model: Instance, data: Argument, arguments: Arguments, node: cst.CSTNode) -> None:
    """Record that a model is called on data, with what it is made of; an argument that ``**`` may give is not known."""
    if not machine.recorder.active:
        return
    said = next((argument for name, argument in arguments.keywords.items() if "train" in name), None)
    given = said or next(iter(arguments.positional[1:2]), None)
    value = plain(given.value) if given is not None else None if arguments.exact else Unknown(Reason.DATA_DEPENDENT)
    place = machine.place(node)
    site = Site(place, "training", None if given is None else given.keyword, given is not None)
    path = ("events", machine.recorder.upcoming, "training")
    machine.recorder.event(
        "apply",
        model.api,
        place,
        tuple(machine.contexts),
        model.identity,
        data=Fact(data.value, data.place),
        training=Fact(value, place, Origin.LITERAL if given is not None else Origin.DEFAULT, path, site),
        parts=tuple(component(part) for part in _parts(model)),
        own=isinstance(model.kind, UserClass),
    )


def _parts(model: Instance) -> Iterator[Instance]:
    """Walk the layers of a model, and those of the models and wrappers among them, each once: a model may hold itself."""
    seen: set[int] = set()
    waiting = [model]
    while waiting:
        part = waiting.pop()
        if part.identity in seen:
            continue
        seen.add(part.identity)
        if part is not model:
            yield part
        if kinds.is_model(part.api) or isinstance(part.kind, UserClass):
            waiting.extend(reversed(inner_layers(part) or ()))


def _input_names(own: Function | None) -> tuple[str, ...]:
    """Return the names under which a layer may be given its input: that of its own ``call``, else those usual for layers."""
    parameters = [] if own is None else own.definition.params.params
    return (parameters[1].name.value,) if len(parameters) > 1 else INPUT_NAMES


def _attends(instance: Instance, value: Value) -> bool:
    """Say whether an unknown value given besides the input is another input: it is where attention is paid to it."""
    return isinstance(value, Unknown) and "Attention" in instance.api


def settle(machine: Interpreter, instance: Instance, start: Value | None) -> None:
    """Settle the input shape of a sequential model that declares none, the first time that it is called."""
    if isinstance(start, Tensor) and instance.api == SEQUENTIAL and start.shape is not None and not declares_input(instance):
        machine.write(instance, "start", Tensor(start.shape, start.dtype))


def symbolic(value: Value, depth: int = 4) -> bool:
    """Say whether a value is a symbolic tensor, or a sequence with one in it, not too deep inside."""
    if isinstance(value, Tensor):
        return True
    content = sequence_of(value) if depth and isinstance(value, Tuple | Instance) else None
    return content is not None and any(symbolic(item, depth - 1) for item in content.values)


def tensors_in(value: Value) -> tuple[Tensor, ...] | None:
    """Return the symbolic tensors of a layer's input: one, or those of a collection; unknown parts start nowhere known."""
    match value:
        case Tensor():
            return (value,)
        case Unknown() | BoundMethod():
            return (Tensor(None, None),)
        case Instance(kind="dict", fields={"items": Dict() as entries}):
            known = tuple(tensor for item in flattened(entries) for tensor in tensors_in(item) or ())
            return known if entries.complete else (*known, Tensor(None, None))
        case Array() | Const():
            return ()
    content = sequence_of(value)
    if content is None:
        return None
    found = tuple(tensor for item in content.values for tensor in tensors_in(item) or ())
    return found if content.complete else (*found, Tensor(None, None))


def _outputs(
    machine: Interpreter, made: Node, own: Function | None, arguments: Arguments, given: Value, node: cst.CSTNode
) -> Value:
    """Return what the call of a layer on tensors gives, as outputs of the node ``made``."""
    instance = made.layer
    if own is not None:
        shapes = returned_tensors(run_call(machine, instance, own, arguments, given, node))
    elif kinds.is_model(instance.api):
        start = made.inputs[0] if made.inputs else None
        settle(machine, instance, start)
        trace(machine, instance, start)
        shapes = model_outputs(instance, start)
    else:
        found = library.outputs_of(instance, made.inputs, dict(made.keywords), around(machine, instance, given, node))
        shapes = list(found) if isinstance(found, tuple) else None
    if shapes is None:
        return Tensor(None, None, made)
    tensors = tuple(replace(tensor, node=made, index=index) for index, tensor in enumerate(shapes))
    return tensors[0] if len(tensors) == 1 else Tuple(tensors)


def _through(machine: Interpreter, chain: Tuple, array: Array, node: cst.CSTNode, *, still: bool) -> Value:
    """Send data through the layers of a sequential model, one after another."""
    keywords = {"training": Argument(Const(value=False))} if still else {}
    result: Value = array
    for layer in chain.values:
        if not isinstance(layer, Instance) or not isinstance(result, Array):
            return machine.unknown(Reason.UNMODELLED_CALL, node, SEQUENTIAL)
        result = machine.call(layer, Arguments([Argument(result)], keywords), node)
    return result


def _divisor(instance: Instance) -> dict[str, float]:
    """Return the detail of a step that says by which one number a rescaling divides."""
    scale = instance.arguments.get("scale") if instance.api == RESCALING else None
    by = number(scale.value) if scale is not None else None
    return {"by": 1 / by} if by else {}


def _on_array(machine: Interpreter, instance: Instance, array: Array, node: cst.CSTNode, *, still: bool) -> Value:
    """Return what a layer makes of data: the shape it would give, the range where it is certain.

    It augments them unless it is ``still``, told that this is not training.
    """
    chain = sequence_of(instance.fields["layers"]) if instance.api == SEQUENTIAL and "layers" in instance.fields else None
    if chain is not None and chain.complete:
        return _through(machine, chain, array, node, still=still)
    site = CallSite(machine, instance.api, node)
    if instance.api in SCALING_LAYERS:
        site.scaling()
    found = library.outputs_of(instance, (Tensor(array.shape, array.dtype, interval=array.interval),), {}, settings_of(instance))
    if not isinstance(found, tuple) or len(found) != 1:
        return machine.unknown(Reason.UNMODELLED_CALL, node, instance.api)
    operation = (
        "scale" if instance.api in SCALING_LAYERS else "augment" if instance.api.startswith(RANDOM) and not still else "map"
    )
    return array.then(
        site.step(operation, **_divisor(instance)),
        shape=found[0].shape,
        dtype=found[0].dtype,
        interval=found[0].interval,
        encoding=None,
        classes=None,
    )
