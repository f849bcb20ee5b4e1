"""Pooling layers: over windows, over everything, and down to a given size."""

from __future__ import annotations

from keraslint.libs.keras.layers.elementwise import floating
from keraslint.libs.keras.layers.extents import window_count
from keraslint.libs.keras.layers.images import ONE_TO_THREE, Image, gone, image_of, spatial, spatial_axes
from keraslint.libs.keras.layers.spec import LayerCall, layer
from keraslint.libs.keras.layers.terms import Result, Takes, Tensors, collapsed
from keraslint.values import Shape, Tensor


@spatial("MaxPooling{}D", "AveragePooling{}D")
def pooling(call: LayerCall, inputs: Tensors) -> Result:
    """Put one value in place of each window; windows touch where no strides are given."""
    (x,) = inputs
    image = image_of(call, x.shape, spatial_axes(call))
    extents = _pooled(call, image)
    if gone(extents):
        return collapsed(x.shape or (), "the pooling window")
    return Tensor(image.rebuilt(extents, image.channels), floating(call, x.dtype), interval=x.interval)


def _pooled(call: LayerCall, image: Image) -> Shape:
    axes = len(image.spatial)
    sizes = call.extents("pool_size", axes)
    touching = call.is_none("strides")
    strides = sizes if touching else call.extents("strides", axes) if touching is False else (None,) * axes
    padding = call.text("padding")
    return tuple(window_count(*part, 1, padding) for part in zip(image.spatial, sizes, strides, strict=True))


@spatial("GlobalMaxPooling{}D", "GlobalAveragePooling{}D")
def global_pooling(call: LayerCall, inputs: Tensors) -> Result:
    """Put one value in place of each channel."""
    (x,) = inputs
    axes = spatial_axes(call)
    image = image_of(call, x.shape, axes)
    keep = call.boolean("keepdims")
    if keep is None:
        return Tensor(None, floating(call, x.dtype), interval=x.interval)
    shape = image.rebuilt((1,) * axes, image.channels) if keep else (*image.batch, image.channels)
    return Tensor(shape, floating(call, x.dtype), interval=x.interval)


@layer(*(f"Adaptive{mode}Pooling{axes}D" for mode in ("Max", "Average") for axes in ONE_TO_THREE), takes=Takes(1))
def adaptive_pooling(call: LayerCall, inputs: Tensors) -> Result:
    """Pool down to a given size; inputs with other numbers of axes are not refused."""
    (x,) = inputs
    axes = spatial_axes(call)
    if x.shape is None or len(x.shape) != axes + 2:
        return Tensor(None, floating(call, x.dtype), interval=x.interval)
    image = image_of(call, x.shape, axes)
    return Tensor(image.rebuilt(call.extents("output_size", axes), image.channels), floating(call, x.dtype), interval=x.interval)
