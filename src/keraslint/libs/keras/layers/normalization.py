"""Normalisation layers."""

from __future__ import annotations

from typing import Final

from keraslint.libs.keras.layers.elementwise import floating
from keraslint.libs.keras.layers.extents import axis_index, product, total
from keraslint.libs.keras.layers.literals import integers, is_integer
from keraslint.libs.keras.layers.spec import LayerCall, layer
from keraslint.libs.keras.layers.terms import Result, ShapeError, Takes, Tensors, no_axis
from keraslint.values import Dim, Interval, Shape, Tensor

ONE: Final = Takes(1)


def axes_of(call: LayerCall) -> tuple[int, ...] | None:
    """Return the axes that a layer works along, one or several, as written."""
    value = call.plain("axis")
    axes = integers((value,) if is_integer(value) else value)
    return None if axes is None or None in axes else tuple(axis for axis in axes if axis is not None)


def _missing_axis(call: LayerCall, shape: Shape | None) -> ShapeError | None:
    """Return the error of a layer whose axis its input does not have."""
    if shape is None:
        return None
    missing = (axis for axis in axes_of(call) or () if axis_index(axis, len(shape)) is None)
    return next((no_axis(axis, shape) for axis in missing), None)


def _parameters(call: LayerCall, shape: Shape | None) -> Dim:
    """Return how many numbers a weight has that covers the axes of the layer."""
    axes = axes_of(call)
    if shape is None or axes is None or any(axis_index(axis, len(shape)) is None for axis in axes):
        return None
    return product(shape[axis] for axis in axes)


def _used(call: LayerCall, *switches: str) -> Dim:
    """Count the switches that are on."""
    states = [call.boolean(switch) for switch in switches]
    return None if None in states else sum(state is True for state in states)


def _batch_weights(call: LayerCall, inputs: Tensors) -> int | None:
    tracked = {False: 2, True: 5, None: None}[call.boolean("renorm")]
    return product((_parameters(call, inputs[0].shape), total((_used(call, "center", "scale"), tracked))))


def _affine_weights(call: LayerCall, inputs: Tensors) -> int | None:
    if call.boolean("rms_scaling") is not False:
        return None
    return product((_parameters(call, inputs[0].shape), _used(call, "center", "scale")))


def _scale_weights(call: LayerCall, inputs: Tensors) -> int | None:
    return _parameters(call, inputs[0].shape)


@layer("BatchNormalization", takes=ONE, weights=_batch_weights)
@layer("LayerNormalization", takes=ONE, weights=_affine_weights)
@layer("RMSNormalization", takes=ONE, weights=_scale_weights)
def normalisation(call: LayerCall, inputs: Tensors) -> Result:
    """Bring the values to a common scale."""
    (x,) = inputs
    return _missing_axis(call, x.shape) or Tensor(x.shape, floating(call, x.dtype))


@layer("UnitNormalization", takes=ONE)
def unit_normalisation(call: LayerCall, inputs: Tensors) -> Result:
    """Bring vectors to length one."""
    (x,) = inputs
    return _missing_axis(call, x.shape) or Tensor(x.shape, floating(call, x.dtype), interval=Interval(-1.0, 1.0))


@layer("GroupNormalization", takes=ONE, weights=_affine_weights)
def group_normalisation(call: LayerCall, inputs: Tensors) -> Result:
    """Normalise groups of channels, into which the channels have to divide."""
    (x,) = inputs
    problem = _missing_axis(call, x.shape)
    if problem is not None:
        return problem
    channels, groups = _parameters(call, x.shape), call.extent("groups")
    if channels is not None and groups is not None and channels % groups:
        return ShapeError("extent", f"a number of channels that {groups} groups divide", (x.shape,))
    return Tensor(x.shape, floating(call, x.dtype))


def _statistics(call: LayerCall, inputs: Tensors) -> int | None:
    """Count the mean, the variance and the counter of a layer that is adapted to data."""
    given = call.is_none("mean")
    if given is not True:
        return 0 if given is False else None
    numbers = 1 if call.is_none("axis") else _parameters(call, inputs[0].shape)
    return total((product((2, numbers)), 1))


@layer("Normalization", takes=ONE, weights=_statistics)
def standardisation(call: LayerCall, inputs: Tensors) -> Result:
    """Subtract a mean and divide by a deviation that are given or learnt from data."""
    (x,) = inputs
    return _missing_axis(call, x.shape) or Tensor(x.shape, call.dtype)
