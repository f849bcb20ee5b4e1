"""Images: loading, conversion to arrays, and what the models of ``keras.applications`` want done to them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs import dtypes
from keraslint.libs.arrays import Rows, data, given, text
from keraslint.libs.registry import Call, entry
from keraslint.libs.tensorflow.image import colours, sides
from keraslint.libs.tensorflow.lifting import lifted, symbolic_in
from keraslint.values import Array, Const, Interval, Value

NONE: Final = Const(None)
PIXELS: Final = Interval(0.0, 255.0, integer=True)

MODES: Final[dict[str, str]] = {
    **dict.fromkeys(("vgg16", "vgg19", "resnet", "imagenet_utils"), "caffe"),
    **dict.fromkeys(
        ("resnet_v2", "xception", "inception_v3", "inception_resnet_v2", "mobilenet", "mobilenet_v2", "nasnet"), "tf"
    ),
    "densenet": "torch",
    **dict.fromkeys(("efficientnet", "efficientnet_v2", "mobilenet_v3", "convnext"), "inside"),
}
"""What ``preprocess_input`` of each family does; those of the last group leave it to the model."""

RANGES: Final[dict[str, tuple[Interval, Interval]]] = {
    "caffe": (PIXELS, Interval(-123.68, 151.061)),
    "tf": (PIXELS, Interval(-1.0, 1.0)),
    "torch": (PIXELS, Interval(-2.11791, 2.64)),
}
"""By mode, the range of what comes out for pixels that lie in the range that is expected."""


def preparation_mode(kind: str) -> str | None:
    """Return what the ``preprocess_input`` of canonical name ``kind`` does; that of no family does as it is told."""
    module = kind.removeprefix("keras.applications.").removesuffix(".preprocess_input")
    return MODES.get(module) if module != "imagenet_utils" else None


@entry(*(f"keras.applications.{module}.preprocess_input" for module in MODES))
def preprocess_input(call: Call, x: Value, data_format: Value = NONE, mode: Value = NONE) -> Value:
    """Prepare pixels for a ready-made model."""
    array = data(x)
    module = call.name.split(".")[2]
    how = MODES[module]
    if given(mode) and module == "imagenet_utils":
        how = text(mode) or ""
    if how == "inside":
        return x if isinstance(x, Array) or tuple(symbolic_in(x)) else call.unknown()
    call.scaling()
    expected, result = RANGES.get(how, (None, None))
    fits = expected is not None and array.interval is not None and array.interval.within(expected.lo, expected.hi)
    kind = "float32" if dtypes.is_integer(array.dtype) else array.dtype
    made = array.then(
        call.step("scale", mode=how or None), dtype=kind, interval=result if fits else None, encoding=None, classes=None
    )
    return replace(made, shape=array.shape) if not tuple(symbolic_in(x)) else lifted(call, made, x)


@entry("keras.utils.load_img")
def load_img(
    call: Call,
    path: Value,
    color_mode: Value = Const("rgb"),
    target_size: Value = NONE,
    interpolation: Value = NONE,
    **others: Value,
) -> Value:
    """Read an image from a file."""
    height, width = sides(target_size) if given(target_size) else (None, None)
    channels = colours(color_mode) if "grayscale" not in others else None
    shape = (height, width, channels) if channels != 1 else (height, width)
    return Array(shape, "uint8", PIXELS, container="image", steps=(call.step("load"),), identity=Rows())


@entry("keras.utils.img_to_array")
def img_to_array(call: Call, img: Value, data_format: Value = NONE, dtype: Value = NONE) -> Value:
    """Make an array of an image, always with an axis of channels."""
    array = data(img)
    shape = array.shape
    if shape is not None and len(shape) == 2:
        shape = (*shape, 1)
    if given(data_format) and data_format != Const("channels_last"):
        shape = None if shape is None else (None,) * len(shape)
    kind = dtypes.named(dtype) if given(dtype) else "float32"
    return replace(array, shape=shape, dtype=kind, container="ndarray", steps=(*array.steps, call.step("cast", dtype=kind)))


@entry("keras.utils.array_to_img")
def array_to_img(call: Call, x: Value, *rest: Value, **others: Value) -> Value:
    """Make an image of an array; it is stretched to pixels from 0 to 255."""
    array = data(x)
    return replace(array, dtype="uint8", interval=PIXELS, container="image", steps=(*array.steps, call.step("scale")))


@entry("keras.utils.save_img", "keras.utils.get_file")
def path_of(call: Call, *arguments: Value, **others: Value) -> Value:
    """Say that the path is only known when the program runs."""
    return NONE if call.name.endswith("save_img") else call.unknown()


@entry("keras.preprocessing.image.smart_resize")
def smart_resize(call: Call, x: Value, size: Value, *rest: Value, **others: Value) -> Value:
    """Resize without distortion."""
    array = data(x)
    height, width = sides(size)
    shape = None if array.shape is None or len(array.shape) not in {3, 4} else (*array.shape[:-3], height, width, array.shape[-1])
    interval = None if array.interval is None or others or rest else replace(array.interval, integer=False)
    return array.then(call.step("resize"), shape=shape, dtype=None, interval=interval)
