"""Preprocessing layers for images and sound."""

from __future__ import annotations

from typing import Final

from keraslint.libs import dtypes, intervals
from keraslint.libs.intervals import Range
from keraslint.libs.keras.layers.extents import product, window_count
from keraslint.libs.keras.layers.images import gone
from keraslint.libs.keras.layers.literals import hull
from keraslint.libs.keras.layers.ranges import including
from keraslint.libs.keras.layers.spec import LayerCall, layer
from keraslint.libs.keras.layers.terms import Result, Takes, Tensors, collapsed, exactly
from keraslint.values import Dim, Shape, Tensor

ONE: Final = Takes(1)
PICTURE: Final = Takes(1, 3, 4)
CONVEX: Final = frozenset({"nearest", "bilinear", "area"})
"""Interpolations that stay between the values that they interpolate."""


def _picture_dtype(call: LayerCall, x: Tensor) -> str | None:
    """Return the dtype of an image layer on floating-point images, and leave it open for others."""
    return call.dtype if dtypes.is_float(x.dtype) else None


def _filled(call: LayerCall, interval: Range) -> Range:
    """Return the range of an image that was moved: the values are the old ones, or, beyond its border, the filling."""
    if call.text("interpolation") not in CONVEX:
        return None
    if call.text("fill_mode") != "constant":
        return interval if call.text("fill_mode") is not None else None
    filling = call.number("fill_value")
    return None if filling is None else including(interval, filling)


def _cropped(call: LayerCall, shape: Shape | None) -> Shape | None:
    first = call.channels_first
    if shape is None:
        return None
    if first is None:
        return (None,) * len(shape)
    size = (call.extent("height"), call.extent("width"))
    return (*shape[:-2], *size) if first else (*shape[:-3], *size, shape[-1])


@layer("CenterCrop", "RandomCrop", takes=PICTURE)
def crop(call: LayerCall, inputs: Tensors) -> Result:
    """Cut a part of the given size out of images, which are enlarged first where they are smaller."""
    (x,) = inputs
    return Tensor(_cropped(call, x.shape), _picture_dtype(call, x), interval=x.interval)


@layer("Resizing", takes=PICTURE)
def resizing(call: LayerCall, inputs: Tensors) -> Result:
    """Bring images to the given size."""
    (x,) = inputs
    padded = call.boolean("pad_to_aspect_ratio") is not False
    interval = _filled(call, x.interval) if padded else x.interval if call.text("interpolation") in CONVEX else None
    return Tensor(_cropped(call, x.shape), _picture_dtype(call, x), interval=interval)


@layer("RandomFlip", takes=PICTURE)
def flip(call: LayerCall, inputs: Tensors) -> Result:
    """Mirror images."""
    (x,) = inputs
    return Tensor(x.shape, _picture_dtype(call, x), interval=x.interval)


@layer("RandomRotation", "RandomTranslation", "RandomZoom", takes=PICTURE)
def move(call: LayerCall, inputs: Tensors) -> Result:
    """Turn, shift or zoom images."""
    (x,) = inputs
    return Tensor(x.shape, _picture_dtype(call, x), interval=_filled(call, x.interval))


@layer(
    "AugMix", "AutoContrast", "ContrastLimitedAdaptiveHistogramEqualization", "CutMix", "Equalization", "MixUp", "RandAugment",
    "RandomBrightness", "RandomColorDegeneration", "RandomColorJitter", "RandomContrast", "RandomElasticTransform",
    "RandomErasing", "RandomGaussianBlur", "RandomGrayscale", "RandomHue", "RandomInvert", "RandomPerspective",
    "RandomPosterization", "RandomSaturation", "RandomSharpness", "RandomShear", "Solarization",
    takes=PICTURE,
)  # fmt: skip
def recolour(call: LayerCall, inputs: Tensors) -> Result:
    """Change the look of images and keep their size."""
    (x,) = inputs
    return Tensor(x.shape, _picture_dtype(call, x))


@layer("RandomHeight", "RandomWidth", takes=PICTURE)
def stretch(call: LayerCall, inputs: Tensors) -> Result:
    """Change one side of images by chance."""
    (x,) = inputs
    if x.shape is None:
        return Tensor(None, _picture_dtype(call, x))
    axis = -3 if call.name == "RandomHeight" else -2
    shape = tuple(None if index - len(x.shape) == axis else extent for index, extent in enumerate(x.shape))
    return Tensor(shape, _picture_dtype(call, x))


@layer("Rescaling", takes=ONE)
def rescaling(call: LayerCall, inputs: Tensors) -> Result:
    """Multiply by a scale and add an offset, which may differ from channel to channel."""
    (x,) = inputs
    scale, offset = hull(call.plain("scale")), hull(call.plain("offset"))
    interval = None
    if x.interval is not None and scale is not None and offset is not None:
        stretched = intervals.multiply(x.interval, scale)
        interval = None if stretched is None else intervals.add(stretched, offset)
    return Tensor(x.shape, call.dtype, interval=interval)


@layer("MelSpectrogram", takes=ONE)
def mel_spectrogram(call: LayerCall, inputs: Tensors) -> Result:
    """Turn a signal into the strengths of frequency bands over time."""
    (x,) = inputs
    if x.shape is None or len(x.shape) not in {1, 2}:
        return Tensor(None, call.dtype)
    frames = _mel_frames(x.shape[-1], call.extent("sequence_stride"), call.extent("fft_length"))
    return Tensor((*x.shape[:-1], call.extent("num_mel_bins"), frames), call.dtype)


def _mel_frames(steps: Dim, stride: Dim, length: Dim) -> Dim:
    """Return the number of frames, where the graph and a run agree on it."""
    if steps is None or stride is None or length is None or length % 2 or steps // stride != (steps + 1) // stride:
        return None
    return 1 + steps // stride


def _kernels(call: LayerCall, _inputs: Tensors) -> int | None:
    """Count the weights of the kernels for the real and the imaginary part."""
    length = call.extent("frame_length")
    mode = call.text("mode")
    parts = None if mode is None else 1 if mode in {"real", "imag"} else 2
    return product((parts, length, _frequencies(call, length)))


@layer("STFTSpectrogram", takes=exactly(3), weights=_kernels)
def stft_spectrogram(call: LayerCall, inputs: Tensors) -> Result:
    """Turn a signal into the strengths of frequencies over time."""
    (x,) = inputs
    first = call.channels_first
    if x.shape is None or first is None:
        return Tensor(None, call.dtype)
    length = call.extent("frame_length")
    steps, channels = (x.shape[2], x.shape[1]) if first else (x.shape[1], x.shape[2])
    frames = window_count(steps, length, _frame_step(call, length), 1, call.text("padding"))
    if gone((frames,)):
        return collapsed(x.shape, "a frame")
    bins = product((_frequencies(call, length), {"stft": 2, None: None}.get(call.text("mode"), 1)))
    apart = call.boolean("expand_dims")
    if apart is None:
        return Tensor(None, call.dtype)
    if apart:
        return Tensor((x.shape[0], channels, frames, bins) if first else (x.shape[0], frames, bins, channels), call.dtype)
    both = None if bins is None or channels is None else bins * channels
    return Tensor((x.shape[0], both, frames) if first else (x.shape[0], frames, both), call.dtype)


def _frame_step(call: LayerCall, length: Dim) -> Dim:
    if call.is_none("frame_step"):
        return None if length is None else length // 2
    return call.extent("frame_step")


def _frequencies(call: LayerCall, length: Dim) -> Dim:
    """Return the number of frequencies that a frame is taken apart into."""
    given = call.extent("fft_length")
    if call.is_none("fft_length") and length is not None:
        given = 1 << (length - 1).bit_length()
    return None if given is None else given // 2 + 1
