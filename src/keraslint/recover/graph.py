"""Model graphs: from layer objects and symbolic tensors to ``ir.Model``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from keraslint.ir import Component, Fact, Head, Layer, Model, Path, Problem
from keraslint.libs.keras import activations
from keraslint.libs.keras import layers as library
from keraslint.libs.keras.applications import has_top, input_shape, output_shape, ready_made, top_activation
from keraslint.libs.keras.layers.literals import dtype_name
from keraslint.libs.keras.settings import settings_of
from keraslint.recover.activation import activation_of, trainable_of
from keraslint.recover.facts import component, fact
from keraslint.recover.heads import head_of
from keraslint.recover.walk import INPUT_LAYER, SEQUENTIAL, Step, ends_of, functional_steps, tensors_of
from keraslint.values import (
    Argument,
    Const,
    Gap,
    Instance,
    OneOf,
    Reason,
    Shape,
    Tensor,
    Tuple,
    Unknown,
    UserClass,
    Value,
)

EMBEDDING: Final = "keras.layers.Embedding"
SEQUENCE_LAYERS: Final = frozenset(f"keras.layers.{name}" for name in ("LSTM", "GRU", "SimpleRNN", "RNN", "Conv1D"))


def graph(instance: Instance, path: Path = ("model",), start: Tensor | None = None) -> Model | Unknown:
    """Return a model object as a graph, as it is now; ``start`` is what it is fed, for a model that declares no input shape."""
    known = instance.fields.get("opaque")
    if isinstance(known, Unknown):
        return known
    if ready_made(instance.api):
        return _application(instance, path)
    if instance.api == SEQUENTIAL and "layers" in instance.fields:
        steps = sequential_steps(instance, start)
        outputs: tuple[int, ...] = (len(steps) - 1,) if steps else ()
        ends: tuple[Tensor, ...] = steps[-1].outputs[:1] if steps else ()
    else:
        starts, reached = ends_of(instance)
        if reached is None and _calls_nothing(instance):
            return _without_output(instance, path)
        if reached is None:
            reason = Reason.CUSTOM_CODE if isinstance(instance.kind, UserClass) else Reason.UNMODELLED_CALL
            return Unknown(reason, instance.place, instance.kind.name if isinstance(instance.kind, UserClass) else instance.api)
        ends = reached
        steps, outputs = functional_steps(ends, starts)
    layers = tuple(_layer(step, (*path, "layers", index)) for index, step in enumerate(steps))
    starting = [step for step in steps if _is_input(step)] or [
        step for step in steps if not step.inputs and step.instance is None
    ]
    inputs = tuple(step.outputs[0].shape if step.outputs else None for step in starting)
    if not inputs and steps and steps[0].tensors:
        inputs = (steps[0].tensors[0].shape,)
    model = Model(_kind(instance), layers, inputs, outputs, (), instance.place, _name(instance), path, instance.identity)
    return replace(model, heads=tuple(head_of(model, index, end) for index, end in zip(outputs, ends, strict=True)))


def _calls_nothing(instance: Instance) -> bool:
    """Say whether a model is of a class of the program that defines no ``call``: it has parts, and trains them in its own way."""
    return isinstance(instance.kind, UserClass) and instance.api == "keras.Model" and instance.kind.lookup("call") is None


def _without_output(instance: Instance, path: Path) -> Model:
    """Return such a model: which layers it runs is for its training step to say, and outputs it has none."""
    parts = Layer(Component(Layer.UNKNOWN, path=(*path, "layers", 0)), 0, reason=Reason.CUSTOM_CODE.value)
    return Model(_kind(instance), (parts,), place=instance.place, name=_name(instance), path=path, identity=instance.identity)


def _application(instance: Instance, path: Path) -> Model:
    """Return a ready-made model as a graph of one layer, whose head is the classifier on top where it has one."""
    step = Step(instance, (), (Tensor(input_shape(instance)),), (Tensor(output_shape(instance)),), place=instance.place)
    layer = replace(_layer(step, (*path, "layers", 0)), activation=_top_activation(instance, path))
    head: Head | Unknown = Unknown(Reason.UNMODELLED_CALL, instance.place, "features of a ready-made model")
    if has_top(instance):
        classes = output_shape(instance)
        units: Fact[int] = Fact(classes[-1] if classes and classes[-1] else Unknown(Reason.DATA_DEPENDENT), instance.place)
        head = Head(layer, layer.activation, (layer.activation,), units, classes)
    return Model(instance.api, (layer,), (input_shape(instance),), (0,), (head,), instance.place, "", path, instance.identity)


def _top_activation(instance: Instance, path: Path) -> Fact[str]:
    parameter, given = top_activation(instance)
    name = activations.normalise(given)
    value: str | Unknown = name or (given if isinstance(given, Unknown) else Unknown(Reason.CUSTOM_CODE, instance.place))
    known = component(instance, path)[parameter]
    return replace(known, value=value, place=known.place or instance.place)


def _kind(instance: Instance) -> str:
    return instance.kind if isinstance(instance.kind, str) else f"custom:{instance.kind.name}"


def _name(instance: Instance) -> str:
    given = instance.arguments.get("name")
    return (
        given.value.value if given is not None and isinstance(given.value, Const) and isinstance(given.value.value, str) else ""
    )


def _is_input(step: Step) -> bool:
    return step.instance is not None and step.instance.api == INPUT_LAYER


def sequential_steps(instance: Instance, start: Tensor | None = None) -> list[Step]:
    """Run tensors through the layers of a ``Sequential``, from its declared input on, or else from ``start``."""
    content = instance.fields.get("layers")
    assert isinstance(content, Tuple)
    steps: list[Step] = []
    current: tuple[Tensor, ...] = (_first_input(instance, content, start),)
    for item in content.items:
        if isinstance(item, Gap) or not isinstance(item, Instance):
            reason = item.reason.value if isinstance(item, Gap | Unknown) else _not_one(item).value
            previous = (len(steps) - 1,) if steps else ()
            current = (Tensor(None, None),)
            steps.append(Step(None, previous, (), current, reason=reason))
            continue
        previous = (len(steps) - 1,) if steps else ()
        outputs = call_outputs(item, current)
        steps.append(Step(item, previous, current, outputs, place=item.place))
        current = outputs[:1]
    return steps


def _not_one(item: Value) -> Reason:
    """Say why an element of a sequential model is no layer that is known."""
    return Reason.BRANCHES if isinstance(item, OneOf) else Reason.CUSTOM_CODE


def _first_input(instance: Instance, content: Tuple, start: Tensor | None) -> Tensor:
    """Return what the first layer gets: what it declares, else what the model is called on, else what it was built for."""
    declared = declared_input(content)
    if declared.shape is not None:
        return declared
    for fed in (start, instance.fields.get("start")):
        if isinstance(fed, Tensor) and fed.shape is not None:
            return fed
    first = content.items[0] if content.items else None
    # Rows of indices are what an embedding is nearly always given.
    return Tensor((None, None)) if isinstance(first, Instance) and first.api == EMBEDDING else declared


def declares_input(instance: Instance) -> bool:
    """Say whether the input shape of a model is settled before it is given data."""
    content = instance.fields.get("layers")
    if instance.api == SEQUENTIAL and isinstance(content, Tuple):
        first = content.items[0] if content.items else None
        has_input = isinstance(first, Instance) and first.api == INPUT_LAYER
        return has_input or declared_input(content).shape is not None or "start" in instance.fields
    return "outputs" in instance.fields or not isinstance(instance.kind, UserClass)


def declared_input(content: Tuple) -> Tensor:
    """Return the input that the first layer of a ``Sequential`` declares, of unknown shape where it declares none."""
    first = content.items[0] if content.items else None
    if not isinstance(first, Instance):
        return Tensor(None, None)
    if first.api == INPUT_LAYER:
        return Tensor(None, None)
    nested = model_inputs(first)
    return nested if nested is not None else Tensor(input_shape_of(first), _declared_dtype(first))


def _declared_dtype(layer: Instance) -> str | None:
    return "float32" if layer.api != EMBEDDING else None


def input_shape_of(layer: Instance) -> Shape | None:
    """Return the batch input shape that a layer declares through ``input_shape`` and its relatives."""
    for name in ("batch_input_shape", "batch_shape"):
        whole = _extents(layer, name)
        if whole is not None:
            return whole
    shape = _extents(layer, "input_shape")
    if shape is None:
        shape = _extents(layer, "shape")
    if shape is not None:
        return (_scalar(layer, "batch_size"), *shape)
    dim = _scalar(layer, "input_dim")
    if dim is not None and layer.api != EMBEDDING:
        length = _scalar(layer, "input_length")
        if layer.api in SEQUENCE_LAYERS:
            return (None, length, dim)
        return (None, dim)
    length = _scalar(layer, "input_length")
    if layer.api == EMBEDDING and length is not None:
        return (None, length)
    inner = layer.arguments.get("layer")
    if inner is not None and isinstance(inner.value, Instance):
        return input_shape_of(inner.value)
    return None


def _argument(layer: Instance, name: str) -> Argument | None:
    return layer.arguments.get(name) or layer.unexpected.get(name)


def _scalar(layer: Instance, name: str) -> int | None:
    argument = _argument(layer, name)
    if argument is not None and isinstance(argument.value, Const) and type(argument.value.value) is int:
        return argument.value.value
    return None


def _extents(layer: Instance, name: str) -> Shape | None:
    argument = _argument(layer, name)
    return None if argument is None else extents(argument.value)


def extents(value: Value) -> Shape | None:
    """Return a shape from a tuple or list of numbers, ``None`` and unknown values."""
    content = value.fields.get("items") if isinstance(value, Instance) and value.kind == "list" else value
    if isinstance(content, Const) and type(content.value) is int:
        return (content.value,)
    if not isinstance(content, Tuple) or not content.complete:
        return None
    return tuple(item.value if isinstance(item, Const) and type(item.value) is int else None for item in content.values)


def call_outputs(instance: Instance, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """Return what a layer or model gives for tensors; one tensor of unknown shape where that is not known."""
    if instance.api == INPUT_LAYER:
        return (_of_input_layer(instance),)
    nested = model_outputs(instance, inputs[0] if inputs else None)
    if nested is not None:
        return tuple(nested)
    result = instance.fields.get("result")
    if isinstance(result, Tensor):
        return (result,)
    found = library.outputs_of(instance, inputs, {}, around(instance))
    return found if isinstance(found, tuple) and found else (Tensor(None, None),)


def around(layer: Instance) -> library.Settings:
    """Return what holds for a layer, with the models that it wraps to be asked for their shapes and weights."""
    return replace(settings_of(layer), apply=_of_wrapped, count=_weights_of_wrapped)


def _of_wrapped(wrapped: Value, inputs: tuple[Tensor, ...]) -> Value:
    """Return what a model inside a layer makes of tensors."""
    if isinstance(wrapped, Instance):
        outputs = model_outputs(wrapped, inputs[0] if inputs else None)
        if outputs is not None:
            return outputs[0] if len(outputs) == 1 else Tuple(tuple(outputs))
    return Unknown(Reason.UNMODELLED_CALL)


def _weights_of_wrapped(wrapped: Value, inputs: tuple[Tensor, ...]) -> int | None:
    """Count the weights of a model inside a layer, those of a layer that it shares once."""
    model = graph(wrapped, start=inputs[0] if inputs else None) if isinstance(wrapped, Instance) else None
    if not isinstance(model, Model) or not model.complete:
        return None
    counts = {layer.identity: layer.parameters for layer in model.flat()}
    known = [count for count in counts.values() if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _of_input_layer(layer: Instance) -> Tensor:
    dtype = layer.arguments.get("dtype")
    stated = None if dtype is None or dtype.value == Const(None) else dtype.value
    known = settings_of(layer).floatx if stated is None else dtype_name(stated)
    return Tensor(input_shape_of(layer), known)


def model_outputs(instance: Instance, start: Tensor | None = None) -> list[Tensor] | None:
    """Return tensors like the outputs of a model called on ``start``; ``None`` where the object is no model that is known."""
    if instance.api == SEQUENTIAL and "layers" in instance.fields:
        steps = sequential_steps(instance, start)
        return [Tensor(tensor.shape, tensor.dtype, interval=tensor.interval) for tensor in steps[-1].outputs] if steps else None
    if ready_made(instance.api):
        return [Tensor(output_shape(instance, None if start is None else start.shape))]
    ends = tensors_of(instance.fields.get("outputs")) or tensors_of(instance.fields.get("traced"))
    return None if ends is None else [Tensor(tensor.shape, tensor.dtype, interval=tensor.interval) for tensor in ends]


def model_inputs(instance: Instance) -> Tensor | None:
    """Return a tensor like the input of a model, or ``None`` where the object is no model that is known."""
    if instance.api == SEQUENTIAL and isinstance(content := instance.fields.get("layers"), Tuple):
        first = content.items[0] if content.items else None
        if isinstance(first, Instance) and first.api == INPUT_LAYER:
            return _of_input_layer(first)
        return declared_input(content)
    if ready_made(instance.api):
        return Tensor(input_shape(instance))
    starts = tensors_of(instance.fields.get("inputs"))
    return None if not starts else Tensor(starts[0].shape, starts[0].dtype)


def _layer(step: Step, path: Path) -> Layer:
    shapes = tuple(tensor.shape for tensor in step.tensors)
    output = step.outputs[0] if step.outputs else Tensor(None, None)
    if step.instance is None:
        unknown = Component(Layer.UNKNOWN, path=path)
        return Layer(unknown, 0, step.inputs, shapes, output.shape, output.dtype, reason=step.reason)
    instance = step.instance
    made = component(instance, path)
    nested = graph(instance, (*path, "model"), step.tensors[0] if step.tensors else None) if _is_nested(instance) else None
    keywords = {
        name: fact(Argument(value, step.place, name), (*path, "keywords", name), step.place, name)
        for name, value in step.keywords
    }
    weights = library.weights_of(instance, step.tensors, {}, around(instance)) if nested is None else None
    return Layer(
        made,
        instance.identity,
        step.inputs,
        shapes,
        output.shape,
        output.dtype,
        activation_of(instance, made, path),
        trainable_of(instance, path),
        keywords,
        step.place,
        weights,
        nested if isinstance(nested, Model) else None,
        None if nested is None or isinstance(nested, Model) else nested.explain(),
        problem_of(instance, step.tensors, dict(step.keywords)) if nested is None and output.shape is None else None,
    )


def problem_of(instance: Instance, inputs: tuple[Tensor, ...], keywords: Mapping[str, Value]) -> Problem | None:
    """Return why a layer cannot take these inputs, where it is certain that it cannot."""
    found = library.outputs_of(instance, inputs, keywords, around(instance))
    return Problem(found.kind, found.expected, found.got) if isinstance(found, library.ShapeError) else None


def _is_nested(instance: Instance) -> bool:
    return "layers" in instance.fields or "outputs" in instance.fields or "traced" in instance.fields
