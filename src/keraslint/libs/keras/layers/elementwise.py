"""Layers that keep the shape: activation layers, and those that only act in training."""

from __future__ import annotations

from math import inf

from keraslint.libs import dtypes, intervals
from keraslint.libs.keras.layers.extents import product
from keraslint.libs.keras.layers.literals import integers
from keraslint.libs.keras.layers.ranges import activated, including
from keraslint.libs.keras.layers.spec import LayerCall, layer
from keraslint.libs.keras.layers.terms import Result, Takes, Tensors, exactly
from keraslint.values import Interval, Tensor

ONE = Takes(1)


def floating(call: LayerCall, dtype: str | None) -> str | None:
    """Return the dtype of a result that is the layer's own on floating-point inputs, and not certain on others."""
    return call.dtype if dtypes.is_float(dtype) else None


def _same(call: LayerCall, x: Tensor, interval: Interval | None) -> Tensor:
    return Tensor(x.shape, floating(call, x.dtype), interval=interval)


@layer("Activation", takes=ONE)
def activation(call: LayerCall, inputs: Tensors) -> Result:
    """Apply an activation by name; ``glu`` halves the last axis when it runs, though not in the graph."""
    (x,) = inputs
    shape = (*x.shape[:-1], None) if x.shape and call.activation() == "glu" else x.shape
    return Tensor(shape, floating(call, x.dtype), interval=activated(call.activation(), x.interval))


@layer("Softmax", takes=ONE)
def softmax(call: LayerCall, inputs: Tensors) -> Result:
    """Turn the values along an axis into probabilities."""
    return _same(call, inputs[0], Interval(0.0, 1.0))


@layer("ReLU", takes=ONE)
def relu(call: LayerCall, inputs: Tensors) -> Result:
    """Cut off what is negative, and what is above a ceiling."""
    (x,) = inputs
    slope, threshold = call.number("negative_slope"), call.number("threshold")
    ceiling = inf if call.is_none("max_value") else call.number("max_value")
    if slope != 0.0 or threshold is None or ceiling is None:
        return _same(call, x, None)
    interval = x.interval if threshold == 0.0 else None
    return _same(call, x, intervals.clipped(interval, 0.0, ceiling))


@layer("ThresholdedReLU", takes=ONE)
def thresholded(call: LayerCall, inputs: Tensors) -> Result:
    """Put zero in place of what is below a threshold that is not negative."""
    return _same(call, inputs[0], Interval(lo=0.0))


@layer("ELU", takes=ONE)
def elu(call: LayerCall, inputs: Tensors) -> Result:
    """Bend what is negative towards ``-alpha``."""
    alpha = call.number("alpha")
    return _same(call, inputs[0], None if alpha is None or alpha < 0 else Interval(lo=-alpha))


def _slopes(call: LayerCall, inputs: Tensors) -> int | None:
    shape = inputs[0].shape
    if shape is None:
        return None
    shared = call.plain("shared_axes")
    axes = () if shared is None else integers(shared if isinstance(shared, tuple) else (shared,))
    if axes is None or None in axes:
        return None
    known = {axis % len(shape) for axis in axes if axis is not None and len(shape) > 1}
    return product(1 if axis in known else extent for axis, extent in enumerate(shape) if axis)


@layer("LeakyReLU", takes=ONE)
@layer("PReLU", takes=ONE, weights=_slopes)
def sloped(call: LayerCall, inputs: Tensors) -> Result:
    """Flatten what is negative."""
    return _same(call, inputs[0], None)


@layer("GaussianNoise", "AlphaDropout", "GaussianDropout", takes=ONE)
def noisy(call: LayerCall, inputs: Tensors) -> Result:
    """Disturb the values in training."""
    return _same(call, inputs[0], None)


@layer("Dropout", takes=ONE)
@layer("SpatialDropout1D", takes=exactly(3))
@layer("SpatialDropout2D", takes=exactly(4))
@layer("SpatialDropout3D", takes=exactly(5))
def dropout(call: LayerCall, inputs: Tensors) -> Result:
    """Zero some values in training, and scale up the others."""
    (x,) = inputs
    rate = call.number("rate")
    if x.interval is None or rate is None or not 0 <= rate < 1:
        return _same(call, x, None)
    largest = intervals.multiply(x.interval, intervals.of(1.0, 1.0 / (1.0 - rate)))
    return _same(call, x, including(largest, 0.0))
