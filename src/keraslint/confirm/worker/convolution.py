"""Convolutions as products of matrices where the backend is JAX: its own are slow on a CPU inside a loop.

The result is the same up to rounding. What is not a plain convolution of images is left to Keras.
"""

from __future__ import annotations

from typing import Any, Final

import keras
from keras import ops


class MatrixConv2D(keras.layers.Conv2D):  # type: ignore[misc]
    """A two-dimensional convolution that gathers the fields of the kernel and multiplies once."""

    def convolution_op(self, inputs: Any, kernel: Any) -> Any:
        """Convolve."""
        plain = self.groups == 1 and set(self.dilation_rate) == {1} and self.data_format == "channels_last"
        height, width, channels, filters = kernel.shape
        if not plain or self.padding not in {"valid", "same"}:
            return super().convolution_op(inputs, kernel)
        if self.padding == "same":
            inputs = _padded(inputs, (height, width), self.strides)
        down, right = self.strides
        rows = (inputs.shape[1] - height) // down + 1
        columns = (inputs.shape[2] - width) // right + 1
        fields = [
            inputs[:, i : i + down * (rows - 1) + 1 : down, j : j + right * (columns - 1) + 1 : right, :]
            for i in range(height)
            for j in range(width)
        ]
        gathered = ops.concatenate(fields, axis=-1) if len(fields) > 1 else fields[0]
        size = height * width * channels
        flat = ops.matmul(ops.reshape(gathered, (-1, size)), ops.reshape(kernel, (size, filters)))
        return ops.reshape(flat, (-1, rows, columns, filters))


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
        if self.pool_size != self.strides or self.padding != "valid" or self.data_format != "channels_last":
            return super().call(inputs)
        (down, right), (_, height, width, channels) = self.pool_size, inputs.shape
        rows, columns = height // down, width // right
        cut = inputs[:, : rows * down, : columns * right, :]
        return ops.max(ops.reshape(cut, (-1, rows, down, columns, right, channels)), axis=(2, 4))


REPLACEMENTS: Final[dict[str, Any]] = (
    {"Conv2D": MatrixConv2D, "MaxPooling2D": ReshapingMaxPooling2D} if keras.backend.backend() == "jax" else {}
)
"""What is built in the place of a layer."""
