"""``tf.image``: decoding, resizing, conversion, augmentation."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs import dtypes, intervals
from keraslint.libs.arrays import Rows, data, dims, flag, given, integer, number
from keraslint.libs.registry import Call, entry
from keraslint.libs.tensorflow.lifting import lifted
from keraslint.values import Array, Const, Dim, Interval, Shape, Value

NONE: Final = Const(None)
PIXELS: Final = Interval(0.0, 255.0, integer=True)


def image(*names: str) -> tuple[str, ...]:
    """Return canonical names below ``tensorflow.image``."""
    return tuple(f"tensorflow.image.{name}" for name in names)


def decoders(*names: str) -> tuple[str, ...]:
    """Return the canonical names of decoding functions, which are offered in two modules."""
    return (*image(*names), *(f"tensorflow.io.{name}" for name in names))


@entry(*decoders("decode_jpeg", "decode_png", "decode_image", "decode_bmp", "decode_gif", "decode_and_crop_jpeg"))
def decode(
    call: Call, contents: Value, channels: Value = Const(0), dtype: Value = Const("uint8"), *rest: Value, **others: Value
) -> Value:
    """Decode an image: pixels from 0 to 255, unless floats are asked for, which lie between 0 and 1."""
    leaf = call.name.rpartition(".")[2]
    typed = leaf in {"decode_png", "decode_image"}
    count = integer(channels) or None
    if leaf == "decode_and_crop_jpeg":
        count = integer(others.get("channels", NONE)) or None
    kind = dtypes.named(others.get("dtype", dtype)) if typed else "uint8"
    interval = {"uint8": PIXELS, "uint16": Interval(0.0, 65535.0, integer=True), "float32": Interval(0.0, 1.0)}.get(kind or "")
    shape: Shape | None = (None, None, count)
    if leaf == "decode_gif":
        shape = (None, None, None, 3)
    elif leaf == "decode_image" and flag(others.get("expand_animations", rest[0] if rest else Const(value=True))) is not False:
        shape = None
    return Array(shape, kind, interval, container="tensor", steps=(*data(contents).steps, call.step("load")), identity=Rows())


def with_size(shape: Shape | None, height: Dim, width: Dim, channels: Dim = -1) -> Shape | None:
    """Return the shape of an image or a batch of images of another size."""
    if shape is None or len(shape) not in {3, 4}:
        return None
    return (*shape[:-3], height, width, shape[-1] if channels == -1 else channels)


def sides(size: Value) -> tuple[Dim, Dim]:
    """Return height and width of a size."""
    found = dims(size)
    return (found[0], found[1]) if found is not None and len(found) == 2 else (None, None)


SMOOTH: Final = frozenset({"bilinear", "area", "nearest"})
"""Ways of resizing that stay inside the range of the pixels."""


@entry(*image("resize", "resize_images", "resize_with_pad"))
def resize(call: Call, images: Value, size: Value, *rest: Value, method: Value = Const("bilinear"), **others: Value) -> Value:
    """Resize images; the result is float unless the nearest pixels are taken."""
    array = data(images)
    padded = call.name.endswith("resize_with_pad")
    how = rest[0] if rest and not padded else method
    if padded:
        height, width = integer(size), integer(rest[0] if rest else others.get("target_width"))
        how = rest[1] if len(rest) > 1 else method
    else:
        height, width = sides(size)
    if flag(others.get("preserve_aspect_ratio", Const(value=False))) is not False:
        height, width = None, None
    name = (
        how.value
        if isinstance(how, Const) and isinstance(how.value, str)
        else getattr(how, "name", "").rpartition(".")[2].lower()
    )
    interval = array.interval if name in SMOOTH or name == "nearest_neighbor" else None
    if interval is not None and not name.startswith("nearest"):
        interval = replace(interval, integer=False)
    if interval is not None and padded:
        interval = replace(interval, lo=min(interval.lo, 0.0), hi=max(interval.hi, 0.0))
    kind = "float32" if name in SMOOTH and name != "nearest" else array.dtype if name.startswith("nearest") else None
    if others.get("antialias", Const(value=False)) != Const(value=False):
        kind, interval = ("float32", interval) if kind == "float32" else (None, None)
    step = call.step("resize", method=name or None)
    return lifted(call, array.then(step, shape=with_size(array.shape, height, width), dtype=kind, interval=interval), images)


@entry(*image("resize_with_crop_or_pad", "resize_image_with_crop_or_pad", "central_crop", "crop_to_bounding_box", "random_crop",
              "pad_to_bounding_box"), "tensorflow.random_crop", "tensorflow.image.stateless_random_crop")  # fmt: skip
def crop(call: Call, image_: Value, *arguments: Value, **others: Value) -> Value:
    """Cut out a part, or put a border of zeros around."""
    array = data(image_)
    leaf = call.name.rpartition(".")[2]
    named = [others.get(name, NONE) for name in ("target_height", "target_width")]
    interval = array.interval
    shape: Shape | None
    match leaf:
        case "central_crop":
            shape = with_size(array.shape, None, None)
        case "random_crop" | "stateless_random_crop":
            shape = dims(arguments[0] if arguments else others.get("size", NONE))
        case "crop_to_bounding_box" | "pad_to_bounding_box":
            ends = [*arguments[2:4], *named][:2] if len(arguments) >= 4 else named
            shape = with_size(array.shape, integer(ends[0]), integer(ends[1]))
        case _:
            ends = list(arguments[:2]) if len(arguments) >= 2 else named
            shape = with_size(array.shape, integer(ends[0]), integer(ends[1]))
    if "pad" in leaf and interval is not None:
        interval = replace(interval, lo=min(interval.lo, 0.0), hi=max(interval.hi, 0.0))
    operation = "augment" if "random" in leaf else "resize"
    return lifted(call, array.then(call.step(operation), shape=shape, interval=interval, identity=None), image_)


@entry(*image("convert_image_dtype"))
def convert(call: Call, image_: Value, dtype: Value, saturate: Value = NONE, name: Value = NONE) -> Value:
    """Convert between integer pixels and floats from 0 to 1, which scales."""
    array = data(image_)
    target = dtypes.named(dtype)
    limits = dtypes.limits(array.dtype)
    call.scaling()
    if dtypes.is_float(target) and limits is not None and array.dtype != "bool":
        top = limits.hi
        interval = Interval(-1.0 - 1e-2, 1.0) if limits.lo < 0 else Interval(0.0, 1.0)
        if array.interval is not None and array.interval.within(0, top):
            interval = Interval(array.interval.lo / top, array.interval.hi / top)
        step = call.step("scale", by=top)
    elif dtypes.is_float(target) and dtypes.is_float(array.dtype):
        return lifted(call, array.then(call.step("cast", dtype=target), dtype=target), image_)
    else:
        return lifted(call, array.then(call.step("scale"), dtype=target, interval=None), image_)
    return lifted(call, array.then(step, dtype=target, interval=interval), image_)


@entry(*image("per_image_standardization"))
def standardize(call: Call, image_: Value) -> Value:
    """Bring each image to mean 0 and variance 1."""
    call.scaling()
    array = data(image_)
    kind = None if array.dtype in {None, "float16", "bfloat16"} else "float32"
    return lifted(call, array.then(call.step("scale"), dtype=kind, interval=None, encoding=None, classes=None), image_)


@entry(*image("rgb_to_grayscale", "grayscale_to_rgb", "rgb_to_hsv", "hsv_to_rgb", "rgb_to_yuv", "rgb_to_yiq"))
def recolor(call: Call, images: Value, name: Value = NONE) -> Value:
    """Change the colour space."""
    array = data(images)
    leaf = call.name.rpartition(".")[2]
    channels = 1 if leaf == "rgb_to_grayscale" else 3
    interval = array.interval if leaf in {"rgb_to_grayscale", "grayscale_to_rgb"} else None
    shape = None if not array.shape else (*array.shape[:-1], channels)
    return lifted(call, array.then(call.step("arithmetic"), shape=shape, interval=interval), images)


FLIPS: Final = (
    "flip_left_right", "flip_up_down", "random_flip_left_right", "random_flip_up_down", "stateless_random_flip_left_right",
    "stateless_random_flip_up_down", "rot90", "transpose",
)  # fmt: skip


@entry(*image(*FLIPS))
def flip(call: Call, image_: Value, *rest: Value, **others: Value) -> Value:
    """Turn an image around."""
    array = data(image_)
    turned = call.name.endswith(("rot90", "transpose"))
    shape = with_size(array.shape, None, None) if turned else array.shape
    return lifted(call, array.then(call.step("augment"), shape=shape, identity=None), image_)


SHIFTS: Final = ("random_brightness", "adjust_brightness", "stateless_random_brightness")
TONES: Final = (
    "random_contrast", "random_saturation", "random_hue", "adjust_contrast", "adjust_saturation", "adjust_hue",
    "adjust_gamma", "random_jpeg_quality", "adjust_jpeg_quality", "stateless_random_contrast",
    "stateless_random_saturation", "stateless_random_hue", "sobel_edges", "image_gradients", "total_variation",
)  # fmt: skip


@entry(*image(*SHIFTS))
def brighten(call: Call, image_: Value, delta: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Add a number to all pixels; those of integer images stay in their limits."""
    array = data(image_)
    shift = number(others.get("max_delta", delta))
    interval = None
    if array.interval is not None and shift is not None and dtypes.is_float(array.dtype):
        lo = 0.0 if call.name.endswith("adjust_brightness") and shift >= 0 else -abs(shift)
        interval = intervals.add(array.interval, Interval(lo, abs(shift)))
    elif array.dtype == "uint8":
        interval = PIXELS
    return lifted(call, array.then(call.step("augment"), interval=interval, identity=array.identity), image_)


@entry(*image(*TONES))
def tone(call: Call, image_: Value, *rest: Value, **others: Value) -> Value:
    """Change colours in a way that may leave the range."""
    array = data(image_)
    if call.name.endswith(("sobel_edges", "image_gradients", "total_variation")):
        return call.unknown()
    interval = PIXELS if array.dtype == "uint8" else None
    return lifted(call, array.then(call.step("augment"), interval=interval), image_)


def colours(value: Value) -> Dim:
    """Return the number of channels of a colour mode."""
    known = {"rgb": 3, "grayscale": 1, "rgba": 4}
    return known.get(value.value) if given(value) and isinstance(value, Const) and isinstance(value.value, str) else None
