"""Layers around layers."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs import dtypes, intervals
from keraslint.libs.keras.layers.extents import product, total
from keraslint.libs.keras.layers.images import gone, image_of, spatial, spatial_axes, windows
from keraslint.libs.keras.layers.literals import elements
from keraslint.libs.keras.layers.ranges import UNIT, combined, including, scaled
from keraslint.libs.keras.layers.recurrent import with_states
from keraslint.libs.keras.layers.spec import LayerCall, entry_of, layer
from keraslint.libs.keras.layers.terms import Outcome, Result, ShapeError, Tensors, at_least, collapsed
from keraslint.values import Dim, Instance, Interval, Shape, Tensor, Value


def _step(x: Tensor) -> Tensor:
    """Return the input of one step of a sequence."""
    shape = None if x.shape is None else (x.shape[0], *x.shape[2:])
    return Tensor(shape, x.dtype, interval=x.interval)


def _distributed_weights(call: LayerCall, inputs: Tensors) -> int | None:
    return call.inner_weights(call.value("layer"), (_step(inputs[0]),))


@layer("TimeDistributed", takes=at_least(3), weights=_distributed_weights)
def time_distributed(call: LayerCall, inputs: Tensors) -> Result:
    """Apply a layer to each step."""
    (x,) = inputs
    outcome = call.inner(call.value("layer"), (_step(x),))
    if isinstance(outcome, ShapeError):
        return outcome
    if outcome is None or len(outcome) != 1 or outcome[0].shape is None or not outcome[0].shape:
        return Tensor(None, None)
    (y,) = outcome
    steps = x.shape[1] if x.shape is not None else None
    shape = (y.shape[0], steps, *y.shape[1:]) if y.shape else None
    return Tensor(shape, y.dtype if y.dtype == call.dtype else None, interval=y.interval)


def _directions(call: LayerCall) -> tuple[Value, Value]:
    forward = call.value("layer")
    return forward, forward if call.is_none("backward_layer") else call.value("backward_layer")


def _bidirectional_weights(call: LayerCall, inputs: Tensors) -> int | None:
    return total(call.inner_weights(direction, inputs[:1]) for direction in _directions(call))


@layer("Bidirectional", weights=_bidirectional_weights)
def bidirectional(call: LayerCall, inputs: Tensors) -> Result:
    """Run a recurrent layer both ways and merge what comes out; the states of both follow."""
    forward, backward = (call.inner(direction, inputs, call.keywords) for direction in _directions(call))
    for outcome in (forward, backward):
        if isinstance(outcome, ShapeError):
            return outcome
    if not isinstance(forward, tuple) or not isinstance(backward, tuple):
        return None
    separate = call.is_none("merge_mode")
    if separate is None:
        return None
    merged = (forward[0], backward[0]) if separate else (_merged(call, forward[0], backward[0]),)
    return (*merged, *forward[1:], *backward[1:])


def _merged(call: LayerCall, one: Tensor, other: Tensor) -> Tensor:
    mode = call.text("merge_mode")
    interval = _merged_range(mode, one.interval, other.interval)
    if one.shape is None or other.shape is None:
        return Tensor(None, call.dtype, interval=interval)
    last = {"concat": total((one.shape[-1], other.shape[-1])), None: None}.get(mode, one.shape[-1])
    return Tensor((*one.shape[:-1], last), call.dtype, interval=interval)


def _merged_range(mode: str | None, one: Interval | None, other: Interval | None) -> Interval | None:
    if mode == "concat":
        return combined(Interval.join, (one, other))
    if mode == "mul":
        return combined(intervals.multiply, (one, other))
    whole = combined(intervals.add, (one, other))
    return {"sum": whole, "ave": scaled(whole, 0.5)}.get(mode or "")


LAST_KERNEL_AXIS: Final = {
    "Dense": "units",
    "Embedding": "output_dim",
    "Conv1D": "filters",
    "Conv2D": "filters",
    "Conv3D": "filters",
    "DepthwiseConv1D": "depth_multiplier",
    "DepthwiseConv2D": "depth_multiplier",
}


def _spectral_weights(call: LayerCall, inputs: Tensors) -> int | None:
    inner = call.value("layer")
    if not isinstance(inner, Instance) or entry_of(inner) is None:
        return None
    wrapped = call.of(inner)
    parameter = LAST_KERNEL_AXIS.get(wrapped.name)
    return None if parameter is None else total((call.inner_weights(inner, inputs), wrapped.extent(parameter)))


@layer("SpectralNormalization", weights=_spectral_weights)
def spectral_normalization(call: LayerCall, inputs: Tensors) -> Outcome:
    """Apply a layer whose kernel is normalised."""
    outcome = call.inner(call.value("layer"), inputs)
    if not isinstance(outcome, tuple) or all(dtypes.is_float(x.dtype) for x in inputs):
        return outcome
    return tuple(replace(y, dtype=None) for y in outcome)


def _chained(call: LayerCall, inputs: Tensors) -> tuple[Outcome, Dim]:
    """Run a list of layers one after the other and count their weights."""
    outcome: Outcome = inputs
    counts: list[Dim] = []
    steps = elements(call.value("layers"))
    for step in steps or ():
        if not isinstance(outcome, tuple):
            return outcome, None
        counts.append(call.inner_weights(step, outcome))
        outcome = call.inner(step, outcome)
    return (None, None) if steps is None else (outcome, total(counts))


@layer("Pipeline", weights=lambda call, inputs: _chained(call, inputs)[1])
def pipeline(call: LayerCall, inputs: Tensors) -> Outcome:
    """Apply layers one after the other."""
    return _chained(call, inputs)[0]


def _convolutional_weights(call: LayerCall, inputs: Tensors) -> int | None:
    axes = spatial_axes(call)
    filters = call.extent("filters")
    channels = image_of(call, _step(inputs[0]).shape, axes).channels
    used = call.boolean("use_bias")
    rows = product((*call.extents("kernel_size", axes), total((channels, filters))))
    return product((4, filters, total((rows, None if used is None else int(used)))))


@spatial("ConvLSTM{}D", more=3, weights=_convolutional_weights)
def convolutional(call: LayerCall, inputs: Tensors) -> Result:
    """Run an LSTM whose states are images over the second axis."""
    (x,) = inputs
    axes = spatial_axes(call)
    image = image_of(call, _step(x).shape, axes)
    extents = windows(call, image)
    if gone(extents):
        return collapsed(x.shape or (), "the kernel")
    state = image.rebuilt(extents, call.extent("filters"))
    sequences = call.boolean("return_sequences")
    shape: Shape | None = {True: (state[0], x.shape[1] if x.shape else None, *state[1:]), False: state, None: None}[sequences]
    gates = call.activation_range("recurrent_activation")
    bounded = gates is not None and gates.within(UNIT.lo, UNIT.hi)
    interval = including(call.activation_range(), 0.0) if bounded else None
    return with_states(call, Tensor(shape, call.dtype, interval=interval), (state, state))
