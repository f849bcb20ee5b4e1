"""Dense layers, embeddings, and layers that hand their input on."""

from __future__ import annotations

from keraslint.libs.keras.layers.defaults import as_value
from keraslint.libs.keras.layers.extents import product, total
from keraslint.libs.keras.layers.literals import dtype_name, integers
from keraslint.libs.keras.layers.ranges import including
from keraslint.libs.keras.layers.spec import LayerCall, layer
from keraslint.libs.keras.layers.terms import Result, Takes, Tensors, at_least
from keraslint.values import Dim, Partial, Reason, Shape, Tensor, Tuple, Unknown, Value


def units_left(call: LayerCall, units: Dim) -> Dim:
    """Return the extent of the last axis behind the layer's activation: where ``glu`` halves it, though not in the graph."""
    return None if call.activation() == "glu" else units


def bias(call: LayerCall, units: Dim) -> Dim:
    """Count the biases of a layer that has one for each unit."""
    used = call.boolean("use_bias")
    return None if used is None else units if used else 0


def low_rank(call: LayerCall, rows: Dim, columns: Dim) -> Dim:
    """Count the weights that a low-rank adapter adds to a kernel of ``rows`` by ``columns``."""
    if call.is_none("lora_rank"):
        return 0
    rank = call.extent("lora_rank")
    return total((product((rows, rank)), product((rank, columns))))


def _dense_weights(call: LayerCall, inputs: Tensors) -> int | None:
    shape = inputs[0].shape
    units = call.extent("units")
    features = shape[-1] if shape else None
    scales = {"": 0, "int8": units}.get(call.quantised or "") if call.quantised is not None else None
    return total((product((features, units)), bias(call, units), scales, low_rank(call, features, units)))


@layer("Dense", takes=at_least(2), weights=_dense_weights)
def dense(call: LayerCall, inputs: Tensors) -> Result:
    """Replace the last axis by the units."""
    (x,) = inputs
    shape = None if x.shape is None else (*x.shape[:-1], units_left(call, call.extent("units")))
    return Tensor(shape, call.dtype, interval=call.activation_range())


def _embedding_weights(call: LayerCall, _inputs: Tensors) -> int | None:
    rows, columns = call.extent("input_dim"), call.extent("output_dim")
    scales = {"": 0, "int8": rows}.get(call.quantised or "") if call.quantised is not None else None
    return total((product((rows, columns)), scales, low_rank(call, rows, columns)))


@layer("Embedding", takes=Takes(1), weights=_embedding_weights)
def embedding(call: LayerCall, inputs: Tensors) -> Result:
    """Append an axis for the vectors."""
    (x,) = inputs
    return Tensor(None if x.shape is None else (*x.shape, call.extent("output_dim")), call.dtype)


def _reversible_weights(call: LayerCall, inputs: Tensors) -> int | None:
    table = _embedding_weights(call, inputs)
    tied = call.boolean("tie_weights")
    back = product((call.extent("output_dim"), call.extent("input_dim")))
    return None if tied is None or call.quantised else total((table, 0 if tied else back))


@layer("ReversibleEmbedding", takes=Takes(1), weights=_reversible_weights)
def reversible_embedding(call: LayerCall, inputs: Tensors) -> Result:
    """Append an axis for the vectors, or, in reverse, turn the vectors of the last axis into logits."""
    (x,) = inputs
    reverse = call.switch("reverse")
    if x.shape is None or reverse is None:
        return Tensor(None, call.dtype)
    if not reverse:
        return embedding(call, inputs)
    dtype = call.dtype if call.is_none("reverse_dtype") else dtype_name(call.value("reverse_dtype"))
    return Tensor((*x.shape[:-1], call.extent("input_dim")), dtype)


@layer("Identity", "ActivityRegularization", takes=Takes(1))
def kept(call: LayerCall, inputs: Tensors) -> Result:
    """Hand the input on."""
    (x,) = inputs
    return Tensor(x.shape, call.kept(x.dtype), interval=x.interval)


@layer("Masking", takes=Takes(1))
def masking(call: LayerCall, inputs: Tensors) -> Result:
    """Put zeros in place of the masked steps."""
    (x,) = inputs
    return Tensor(x.shape, call.kept(x.dtype), interval=including(x.interval, 0.0))


@layer("InputLayer", "Input", "keras.Input")
def input_layer(call: LayerCall, _inputs: Tensors) -> Result:
    """Start a graph with the shape that is given in one of several ways."""
    for name in ("input_tensor", "tensor"):
        given = call.value(name)
        if isinstance(given, Tensor):
            return Tensor(given.shape, given.dtype)
    dtype = call.settings.floatx if call.is_none("dtype") else dtype_name(call.value("dtype"))
    return Tensor(_batch_shape(call), dtype)


def _batch_shape(call: LayerCall) -> Shape | None:
    for name in ("batch_shape", "batch_input_shape"):
        if call.is_none(name) is not True:
            return integers(call.plain(name))
    inner = integers(call.plain("shape" if call.is_none("shape") is not True else "input_shape"))
    return None if inner is None else (call.extent("batch_size"), *inner)


@layer("Lambda")
def custom(call: LayerCall, inputs: Tensors) -> Result:
    """Apply a function of the program, or take the shape that the layer is given."""
    result = call.settings.apply(_function(call), inputs) if call.settings.apply is not None else None
    match result:
        case Tensor():
            return Tensor(result.shape, result.dtype, interval=result.interval)
        case Tuple(items=items) if items and all(isinstance(item, Tensor) for item in items):
            return tuple(Tensor(item.shape, item.dtype, interval=item.interval) for item in items if isinstance(item, Tensor))
    stated = integers(call.plain("output_shape"))
    if stated is not None and inputs and inputs[0].shape:
        return Tensor((inputs[0].shape[0], *stated), None)
    return Tensor(None, None)


def _function(call: LayerCall) -> Value:
    function = call.value("function")
    match call.plain("arguments"):
        case None:
            return function
        case dict() as arguments if all(isinstance(name, str) for name in arguments):
            return Partial(function, (), tuple((name, as_value(value)) for name, value in arguments.items()))
    return Unknown(Reason.UNMODELLED_CALL)
