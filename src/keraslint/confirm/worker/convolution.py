"""Convolutions as products of matrices where the backend is JAX: its own are slow on a CPU inside a loop.

The fields of the kernel are gathered by one operation: as slices, each is a program of its own to the compiler. Outside of a loop
Keras' own layers are as fast, and sooner compiled.

The result is the same up to rounding. What is not a plain convolution of images is left to Keras.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import keras
import numpy as np
from keras import ops

_LOOPED: Final = ContextVar("_LOOPED", default=False)


@contextmanager
def looped() -> Iterator[None]:
    """Say that what is traced meanwhile is for a loop."""
    token = _LOOPED.set(True)
    try:
        yield
    finally:
        _LOOPED.reset(token)


class MatrixConv2D(keras.layers.Conv2D):  # type: ignore[misc]
    """A two-dimensional convolution that gathers the fields of the kernel and multiplies once."""

    def convolution_op(self, inputs: Any, kernel: Any) -> Any:
        """Convolve."""
        plain = self.groups == 1 and set(self.dilation_rate) == {1} and self.data_format == "channels_last"
        if not _LOOPED.get() or not plain or self.padding not in {"valid", "same"}:
            return super().convolution_op(inputs, kernel)
        height, width, channels, filters = kernel.shape
        if self.padding == "same":
            inputs = _padded(inputs, (height, width), self.strides)
        fields = _fields(inputs, (height, width), self.strides)
        size = height * width * channels
        flat = ops.matmul(ops.reshape(fields, (-1, size)), ops.reshape(kernel, (size, filters)))
        return ops.reshape(flat, (*fields.shape[:3], filters))


def _fields(inputs: Any, size: tuple[int, int], strides: tuple[int, ...]) -> Any:
    """Return what the kernel sees at each place: by sample, row, column, place in the kernel and channel."""
    from jax import lax

    reach = [
        extent - kernel - (extent - kernel) % stride + 1
        for extent, kernel, stride in zip(inputs.shape[1:3], size, strides, strict=True)
    ]
    places = np.indices(size, dtype="int32").reshape(2, -1).T
    axes = lax.GatherDimensionNumbers(offset_dims=(0, 1, 2, 4), collapsed_slice_dims=(), start_index_map=(1, 2))
    shape = (inputs.shape[0], *reach, inputs.shape[3])
    found = lax.gather(inputs, places, axes, shape, mode=lax.GatherScatterMode.PROMISE_IN_BOUNDS)
    return found[:, :: strides[0], :: strides[1]]


def _padded(inputs: Any, size: tuple[int, int], strides: tuple[int, ...]) -> Any:
    """Pad as Keras does for ``same``: what is odd goes behind."""
    widths = []
    for extent, kernel, stride in zip(inputs.shape[1:3], size, strides, strict=True):
        needed = max((-(-extent // stride) - 1) * stride + kernel - extent, 0)
        widths.append((needed // 2, needed - needed // 2))
    return ops.pad(inputs, ((0, 0), *widths, (0, 0)))


class ReshapingMaxPooling2D(keras.layers.MaxPooling2D):  # type: ignore[misc]
    """A pooling over windows that do not overlap, as a maximum over axes."""

    def call(self, inputs: Any) -> Any:
        """Pool."""
        apart = self.pool_size == self.strides and self.padding == "valid" and self.data_format == "channels_last"
        if not _LOOPED.get() or not apart:
            return super().call(inputs)
        (down, right), (_, height, width, channels) = self.pool_size, inputs.shape
        rows, columns = height // down, width // right
        cut = inputs[:, : rows * down, : columns * right, :]
        return ops.max(ops.reshape(cut, (-1, rows, down, columns, right, channels)), axis=(2, 4))
