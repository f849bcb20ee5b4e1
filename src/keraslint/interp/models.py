"""What Keras's own functions that put models together mean: ``Sequential``, the functional API, copies, loaded models."""

from __future__ import annotations

from typing import Final

from keraslint.libs.keras.layers.literals import dtype_name
from keraslint.libs.keras.settings import AMBIENT, FLOATX, ambient
from keraslint.libs.registry import Call, attribute, entry, method
from keraslint.recover.graph import call_outputs, declares_input, extents, model_inputs, model_outputs, sequential_steps
from keraslint.recover.outputs import name_of
from keraslint.recover.walk import INPUT_LAYER, SEQUENTIAL, inner_layers, tensors_of
from keraslint.values import Argument, Array, Const, Gap, Instance, Node, Reason, Tensor, Tuple, Unknown, UserClass, Value

NONE: Final = Const(None)
MODEL: Final = "keras.Model"


@entry("keras.Input")
def make_input(
    call: Call,
    shape: Value = NONE,
    batch_size: Value = NONE,
    dtype: Value = NONE,
    sparse: Value = NONE,
    batch_shape: Value = NONE,
    name: Value = NONE,
    tensor: Value = NONE,
    optional: Value = NONE,
    **others: Value,
) -> Value:
    """Start a graph: a symbolic tensor of the declared shape."""
    whole = extents(batch_shape) if batch_shape != NONE else extents(others.get("batch_input_shape", NONE))
    if whole is None:
        inner = extents(shape)
        whole = None if inner is None else (extents_of_batch(batch_size), *inner)
    kind = dtype_name(call.settings()[FLOATX] if dtype == NONE else dtype)
    given = (("shape", shape), ("batch_size", batch_size), ("batch_shape", batch_shape), ("dtype", dtype), ("name", name))
    arguments = {key: Argument(value) for key, value in given if value != NONE}
    layer = Instance(INPUT_LAYER, arguments, place=call.place)
    around = ambient(call.settings())
    if around is not None:
        call.write(layer, AMBIENT, around)
    made = Tensor(whole, kind, Node(layer, (), (), call.place))
    call.write(layer, "output", made)
    return made


def extents_of_batch(value: Value) -> int | None:
    """Return the batch size that an input declares."""
    return value.value if isinstance(value, Const) and type(value.value) is int else None


@method(SEQUENTIAL, "__init__")
def sequential(
    call: Call, model: Value, layers: Value = NONE, trainable: Value = NONE, name: Value = NONE, **others: Value
) -> Value:
    """Start a sequential model with the layers given."""
    assert isinstance(model, Instance)
    content = Tuple(())
    if isinstance(layers, Tuple):
        content = layers
    elif isinstance(layers, Instance):
        items = layers.fields.get("items")
        content = items if layers.kind == "list" and isinstance(items, Tuple) else Tuple((layers,))
    elif layers != NONE:
        content = Tuple((Gap(layers.reason if isinstance(layers, Unknown) else Reason.DATA_DEPENDENT),))
    call.write(model, "layers", Tuple(tuple(as_layer(item) for item in content.items), call.place))
    return model


def as_layer(item: Value | Gap) -> Value | Gap:
    """Return what a sequential model holds for an element: an input tensor counts as its input layer."""
    if isinstance(item, Tensor) and item.node is not None:
        return item.node.layer
    return item


@method(SEQUENTIAL, "add")
def add(call: Call, model: Value, layer: Value, rebuild: Value = NONE) -> Value:
    """Append a layer."""
    assert isinstance(model, Instance)
    content = model.fields.get("layers")
    if isinstance(content, Tuple):
        call.write(model, "layers", Tuple((*content.items, as_layer(layer)), content.place))
    return NONE


@method(SEQUENTIAL, "pop")
def pop(call: Call, model: Value, rebuild: Value = NONE) -> Value:
    """Take the last layer away."""
    assert isinstance(model, Instance)
    content = model.fields.get("layers")
    if isinstance(content, Tuple) and content.items and not isinstance(content.items[-1], Gap):
        last = content.items[-1]
        call.write(model, "layers", Tuple(content.items[:-1], content.place))
        return last
    return call.unknown()


@method(MODEL, "__init__")
def functional(
    call: Call, model: Value, inputs: Value = NONE, outputs: Value = NONE, name: Value = NONE, **others: Value
) -> Value:
    """Close a graph between inputs and outputs; without them a subclass says what the model does."""
    assert isinstance(model, Instance)
    inputs = others.get("input", inputs) if inputs == NONE else inputs
    outputs = others.get("output", outputs) if outputs == NONE else outputs
    if outputs != NONE:
        call.write(model, "inputs", inputs)
        call.write(model, "outputs", outputs)
    return model


@attribute(MODEL, "layers")
def layers_of(call: Call, model: Value) -> Value:
    """Return the layers of a model as a list, input layers of a sequential model left out as Keras does."""
    assert isinstance(model, Instance)
    content = model.fields.get("layers")
    if isinstance(content, Tuple):
        through(call, model)
        items = tuple(item for item in content.items if not (isinstance(item, Instance) and item.api == INPUT_LAYER))
        return call.make_list(Tuple(items))
    if "outputs" not in model.fields:
        held = inner_layers(model)
        inner = Instance("keras.Layer", place=call.place, fields={"owner": model})
        return call.make_list(Tuple(tuple(held) if held else (Gap(Reason.UNMODELLED_CALL, inner),)))
    found = inner_layers(model)
    return call.unknown("layers") if found is None else call.make_list(Tuple(tuple(found)))


@attribute(MODEL, "output", "outputs")
def output_of(call: Call, model: Value) -> Value:
    """Return the output tensor of a model: of a functional one its own, of a sequential one a tensor through its layers."""
    assert isinstance(model, Instance)
    ends = tensors_of(model.fields.get("outputs"))
    if ends is None:
        ends = through(call, model)
    if ends is None:
        return call.unknown("output")
    if call.name.endswith("outputs"):
        return call.make_list(Tuple(ends))
    return ends[0] if len(ends) == 1 else call.make_list(Tuple(ends))


@attribute(MODEL, "input", "inputs")
def input_of(call: Call, model: Value) -> Value:
    """Return the input tensor of a model."""
    assert isinstance(model, Instance)
    starts = tensors_of(model.fields.get("inputs"))
    if starts is None:
        through(call, model)
        starts = tensors_of(model.fields.get("input"))
    if starts is None:
        return call.unknown("input")
    if call.name.endswith("inputs"):
        return call.make_list(Tuple(starts))
    return starts[0] if len(starts) == 1 else call.make_list(Tuple(starts))


def through(call: Call, model: Instance) -> tuple[Tensor, ...] | None:
    """Give a sequential model symbolic tensors of its own, layer by layer, and return its output."""
    known = tensors_of(model.fields.get("output"))
    if known is not None:
        return known
    if "layers" not in model.fields:
        outputs = model_outputs(model)
        if outputs is None:
            return None
        given = model.arguments.get("input_tensor")
        declared = model_inputs(model) or Tensor(None)
        start = Tensor(declared.shape, declared.dtype, Node(Instance(INPUT_LAYER, place=call.place), (), (), call.place))
        if given is not None and isinstance(given.value, Tensor):
            start = given.value
        node = Node(model, (start,), (), model.place)
        ends = tuple(Tensor(tensor.shape, tensor.dtype, node, index) for index, tensor in enumerate(outputs))
        call.write(model, "input", start)
        call.write(model, "output", ends[0] if len(ends) == 1 else Tuple(ends))
        return ends
    steps = sequential_steps(model)
    if not steps:
        return None
    first = steps[0].tensors[0] if steps[0].tensors else Tensor(None, None)
    shape = steps[0].outputs[0].shape if steps[0].instance is not None and steps[0].instance.api == INPUT_LAYER else first.shape
    current = Tensor(shape, first.dtype, Node(Instance(INPUT_LAYER, place=model.place), (), (), model.place))
    call.write(model, "input", current)
    for step in steps:
        if step.instance is None:
            current = Tensor(None, None)
            continue
        if step.instance.api == INPUT_LAYER:
            continue
        shape = step.outputs[0].shape if step.outputs else None
        current = Tensor(shape, step.outputs[0].dtype if step.outputs else None, Node(step.instance, (current,), (), step.place))
        if "output" not in step.instance.fields:
            call.write(step.instance, "output", current)
    call.write(model, "output", current)
    return (current,)


@attribute(MODEL, "output_shape")
def output_shape_of(call: Call, model: Value) -> Value:
    """Return the shape of what a model gives."""
    ends = tensors_of(output_of(call, model))
    return shape_value(call, ends[0]) if ends is not None and len(ends) == 1 else call.unknown("output_shape")


@attribute(MODEL, "input_shape")
def input_shape_of(call: Call, model: Value) -> Value:
    """Return the shape of what a model is given."""
    starts = tensors_of(input_of(call, model))
    return shape_value(call, starts[0]) if starts is not None and len(starts) == 1 else call.unknown("input_shape")


@method("keras.Layer", "compute_output_shape")
def compute_output_shape(call: Call, layer: Value, input_shape: Value = NONE) -> Value:
    """Return the shape of what a layer or model would give for an input of one shape."""
    shape = extents(input_shape)
    if shape is None or not isinstance(layer, Instance) or isinstance(layer.kind, UserClass):
        return call.unknown("shape")
    outputs = call_outputs(layer, (Tensor(shape),))
    return shape_value(call, outputs[0]) if len(outputs) == 1 else call.unknown("shape")


def shape_value(call: Call, tensor: Tensor) -> Value:
    """Return the shape of a tensor as a tuple, with ``None`` for the batch axis; other extents may be unknown."""
    if tensor.shape is None:
        return call.unknown("shape")
    inner = (Const(extent) if extent is not None else call.unknown("shape") for extent in tensor.shape[1:])
    return Tuple((Const(tensor.shape[0]), *inner))


@attribute("keras.Layer", "trainable")
def trainable(call: Call, layer: Value) -> Value:
    """Return whether a layer is trained, as it is set now or was when it was made."""
    assert isinstance(layer, Instance)
    argument = layer.arguments.get("trainable")
    return layer.fields.get("trainable", Const(True) if argument is None else argument.value)


@attribute("keras.Layer", "name")
def name(call: Call, layer: Value) -> Value:
    """Return the name of a layer, given or made up by Keras."""
    assert isinstance(layer, Instance)
    known = name_of(layer)
    return call.unknown("name") if known is None else Const(known)


@attribute("keras.Layer", "output")
def layer_output(call: Call, layer: Value) -> Value:
    """Return the tensor that the last call of a layer gave."""
    assert isinstance(layer, Instance)
    return layer.fields.get("output", call.unknown("output"))


@method(MODEL, "get_layer")
def get_layer(call: Call, model: Value, name: Value = NONE, index: Value = NONE) -> Value:
    """Find a layer by name or index; names are known only where they are given."""
    found = layers_of(call, model)
    content = found.fields.get("items") if isinstance(found, Instance) else None
    if not isinstance(content, Tuple) or not content.complete:
        return call.unknown("get_layer")
    items = [item for item in content.values if isinstance(item, Instance)]
    match name, index:
        case Const(value=str() as wanted), _:
            return next((item for item in items if name_of(item) == wanted), call.unknown("get_layer"))
        case _, Const(value=int() as at) if -len(items) <= at < len(items):
            return items[at]
    return call.unknown("get_layer")


@method(SEQUENTIAL, "build")
def build(call: Call, model: Value, input_shape: Value = NONE) -> Value:
    """Settle the input shape of a model that declares none."""
    assert isinstance(model, Instance)
    shape = extents(input_shape)
    if shape is not None and not declares_input(model):
        call.write(model, "start", Tensor(shape, "float32"))
    return effect_only(call, model)


@method("keras.Layer", "build", "set_weights", "load_weights")
@method(MODEL, "summary", "build", "load_weights", "save_weights", "export", "set_weights", "reset_states", "reset_metrics")
def effect_only(call: Call, layer: Value, *rest: Value, **others: Value) -> Value:
    """Do nothing that the facts depend on, but leave a trace for the rules about order."""
    if isinstance(layer, Instance):
        call.event("call", layer)
    return NONE


@method("keras.Layer", "add_weight", "add_variable")
def add_weight(call: Call, layer: Value, shape: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Make a weight: numbers of the shape asked for."""
    if isinstance(shape, Const) and isinstance(shape.value, str):  # the name came first in earlier versions
        shape = rest[0] if rest else others.get("shape", NONE)
    return Array(() if shape == NONE else extents(shape), "float32", container="weight")
