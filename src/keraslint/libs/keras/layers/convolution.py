"""Convolutions: plain, depthwise, separable, transposed and locally connected, over one to three axes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from keraslint.libs.keras.layers.core import bias, low_rank, units_left
from keraslint.libs.keras.layers.extents import product, total, transposed_length, window_count
from keraslint.libs.keras.layers.spec import LayerCall, Result, ShapeError, Takes, Tensors, at_least, collapsed, layer
from keraslint.values import Dim, Shape, Tensor


@dataclass(frozen=True, slots=True)
class Image:
    """The shape of a signal or an image taken apart; ``batch`` may be more than one axis in Keras 2."""

    batch: Shape
    spatial: Shape
    channels: Dim
    channels_first: bool | None

    def rebuilt(self, spatial: Shape, channels: Dim) -> Shape:
        """Return the shape with other spatial extents and another number of channels."""
        if self.channels_first is None:
            return (*self.batch, *((None,) * (len(spatial) + 1)))
        return (*self.batch, channels, *spatial) if self.channels_first else (*self.batch, *spatial, channels)


def image_of(call: LayerCall, shape: Shape | None, axes: int) -> Image:
    """Take the shape of an input with ``axes`` spatial axes apart; one of unknown rank has the usual one."""
    shape = shape if shape is not None else (None,) * (axes + 2)
    batch, rest = shape[: -axes - 1], shape[-axes - 1 :]
    first = call.channels_first
    if first is None:
        return Image(batch, (None,) * axes, None, None)
    return Image(batch, rest[1:], rest[0], first) if first else Image(batch, rest[:-1], rest[-1], first)


def spatial_axes(call: LayerCall) -> int:
    """Return the number of spatial axes of a class such as ``Conv2DTranspose``."""
    return next(int(letter) for letter in call.name if letter.isdigit())


def too_many_axes(call: LayerCall, inputs: Tensors, rank: int) -> ShapeError | None:
    """Keras 3 takes images with one batch axis only, where Keras 2 takes any number."""
    shape = inputs[0].shape
    if shape is None or len(shape) == rank or call.settings.flavour != "keras3":
        return None
    return ShapeError("rank", Takes(1, rank, rank).describe(), (shape,))


def windows(call: LayerCall, image: Image, parameter: str = "kernel_size") -> Shape:
    """Return the spatial extents that a sliding window leaves."""
    axes = len(image.spatial)
    sizes, strides, dilations = (call.extents(name, axes) for name in (parameter, "strides", "dilation_rate"))
    padding = call.text("padding")
    return tuple(
        window_count(extent, size, stride, dilation, padding)
        for extent, size, stride, dilation in zip(image.spatial, sizes, strides, dilations, strict=True)
    )


def gone(extents: Shape) -> bool:
    """Say whether nothing is left of an axis."""
    return any(extent is not None and extent <= 0 for extent in extents)


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
    implementation = 1 if call.layer.arguments.get("implementation") is None else call.integer("implementation")
    return product((places, each)) if implementation in {1, 3} else None


def _slid(call: LayerCall, inputs: Tensors, channels: Callable[[Image], Dim]) -> Result:
    """Return the output of a layer that slides a kernel over its input and makes ``channels`` of it."""
    axes = spatial_axes(call)
    surplus = too_many_axes(call, inputs, axes + 2)
    if surplus is not None:
        return surplus
    image = image_of(call, inputs[0].shape, axes)
    spatial = windows(call, image)
    if gone(spatial):
        return collapsed(inputs[0].shape or (), "the kernel")
    shape = image.rebuilt(spatial, channels(image))
    return Tensor(shape, call.dtype, interval=call.activation_range())


_FAMILIES = ((1, 3), (2, 4), (3, 5))

for _axes, _rank in _FAMILIES:

    @layer(f"Conv{_axes}D", takes=at_least(_rank), weights=_convolution_weights)
    def convolution(call: LayerCall, inputs: Tensors) -> Result:
        """Slide filters over the image; the channels have to divide into the groups."""
        groups = call.extent("groups")
        channels = _channels(call, inputs)
        if channels is not None and groups is not None and channels % groups:
            return ShapeError("extent", f"a number of channels that {groups} divides", (inputs[0].shape,))
        return _slid(call, inputs, lambda _image: units_left(call, call.extent("filters")))
