"""Convolutions: plain, depthwise, separable, transposed and locally connected."""

from __future__ import annotations

from keraslint.libs.keras.layers.core import bias, low_rank, units_left
from keraslint.libs.keras.layers.extents import padded_spread_length, product, spread_length, total
from keraslint.libs.keras.layers.images import gone, image_of, spatial, spatial_axes, too_many_axes, windows
from keraslint.libs.keras.layers.spec import LayerCall
from keraslint.libs.keras.layers.terms import NEWEST, Result, ShapeError, Tensors, collapsed
from keraslint.values import Dim, Tensor


def _kernel_size(call: LayerCall) -> Dim:
    return product(call.extents("kernel_size", spatial_axes(call)))


def _channels(call: LayerCall, inputs: Tensors) -> Dim:
    return image_of(call, inputs[0].shape, spatial_axes(call)).channels


def _grouped(channels: Dim, groups: Dim) -> Dim:
    return None if channels is None or groups is None else channels // groups


def _convolution_weights(call: LayerCall, inputs: Tensors) -> int | None:
    filters = call.extent("filters")
    rows = product((_kernel_size(call), _grouped(_channels(call, inputs), call.extent("groups"))))
    adapters = low_rank(call, rows, filters) if call.quantised == "" else None
    return total((product((rows, filters)), bias(call, filters), adapters))


def _transposed_weights(call: LayerCall, inputs: Tensors) -> int | None:
    filters = call.extent("filters")
    return total((product((_kernel_size(call), filters, _channels(call, inputs))), bias(call, filters)))


def _depthwise_weights(call: LayerCall, inputs: Tensors) -> int | None:
    outputs = product((_channels(call, inputs), call.extent("depth_multiplier")))
    return total((product((_kernel_size(call), outputs)), bias(call, outputs)))


def _separable_weights(call: LayerCall, inputs: Tensors) -> int | None:
    filters = call.extent("filters")
    between = product((_channels(call, inputs), call.extent("depth_multiplier")))
    return total((product((_kernel_size(call), between)), product((between, filters)), bias(call, filters)))


def _local_weights(call: LayerCall, inputs: Tensors) -> int | None:
    image = image_of(call, inputs[0].shape, spatial_axes(call))
    places, filters = product(windows(call, image)), call.extent("filters")
    each = total((product((_kernel_size(call), image.channels, filters)), bias(call, filters)))
    return product((places, each)) if call.integer("implementation") in {1, 3} else None


def _slid(call: LayerCall, inputs: Tensors, channels: Dim) -> Result:
    """Return the output of a layer that slides a kernel over its input and makes ``channels`` of it."""
    axes = spatial_axes(call)
    surplus = too_many_axes(call, inputs, axes + 2)
    if surplus is not None:
        return surplus
    if inputs[0].shape is None and call.settings.flavour != NEWEST:
        return Tensor(None, call.dtype, interval=call.activation_range())
    image = image_of(call, inputs[0].shape, axes)
    extents = windows(call, image)
    if gone(extents):
        return collapsed(inputs[0].shape or (), "the kernel")
    shape = image.rebuilt(extents, units_left(call, channels))
    return Tensor(shape, call.dtype, interval=call.activation_range())


@spatial("Conv{}D", exact=False, weights=_convolution_weights)
def convolution(call: LayerCall, inputs: Tensors) -> Result:
    """Slide filters over the image; the channels have to divide into the groups."""
    groups, channels = call.extent("groups"), _channels(call, inputs)
    if channels is not None and groups is not None and channels % groups:
        return ShapeError("extent", f"a number of channels that {groups} divides", (inputs[0].shape,))
    return _slid(call, inputs, call.extent("filters"))


@spatial("SeparableConv{}D", over=(1, 2), exact=False, weights=_separable_weights)
@spatial("LocallyConnected{}D", over=(1, 2), weights=_local_weights)
def filtered(call: LayerCall, inputs: Tensors) -> Result:
    """Slide filters over the image."""
    return _slid(call, inputs, call.extent("filters"))


@spatial("DepthwiseConv{}D", over=(1, 2), exact=False, weights=_depthwise_weights)
def depthwise(call: LayerCall, inputs: Tensors) -> Result:
    """Slide filters over each channel of the image."""
    return _slid(call, inputs, product((_channels(call, inputs), call.extent("depth_multiplier"))))


@spatial("Conv{}DTranspose", exact=False, weights=_transposed_weights)
def transposed(call: LayerCall, inputs: Tensors) -> Result:
    """Spread filters out over a larger image."""
    axes = spatial_axes(call)
    surplus = too_many_axes(call, inputs, axes + 2)
    if surplus is not None:
        return surplus
    image = image_of(call, inputs[0].shape, axes)
    sizes, strides, dilations = (call.extents(name, axes) for name in ("kernel_size", "strides", "dilation_rate"))
    if call.settings.flavour != NEWEST and dilations != (1,) * axes:
        dilations = (None,) * axes
    padding, extras = call.text("padding"), call.extents("output_padding", axes, least=0)
    windows = tuple(zip(image.spatial, sizes, strides, dilations, strict=True))
    if call.is_none("output_padding"):
        extents = tuple(spread_length(*window, padding) for window in windows)
    else:
        extents = tuple(padded_spread_length(*window, padding, extra) for window, extra in zip(windows, extras, strict=True))
    shape = image.rebuilt(extents, units_left(call, call.extent("filters")))
    return Tensor(shape, call.dtype, interval=call.activation_range())
