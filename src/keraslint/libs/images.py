"""Images outside of Keras and TensorFlow: PIL, OpenCV, matplotlib, imageio, scikit-image, scipy."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs import dtypes
from keraslint.libs.arrays import content, data, flag, given, integer, loaded, text
from keraslint.libs.registry import Call, attribute, entry, method
from keraslint.values import Api, Array, Const, Dim, Interval, Shape, Value

NONE: Final = Const(None)
PIXELS: Final = Interval(0.0, 255.0, integer=True)
UNIT: Final = Interval(0.0, 1.0)

CHANNELS: Final[dict[str, int | None]] = {"RGB": 3, "RGBA": 4, "CMYK": 4, "YCbCr": 3, "HSV": 3, "L": None, "P": None}
"""Channels by mode of PIL; modes without an axis of channels give two axes."""


@entry("PIL.Image.open")
def pil_open(call: Call, fp: Value, *rest: Value, **others: Value) -> Value:
    """Open an image, which may have channels or not."""
    return loaded(call.step("load"), container="image")


@entry("PIL.Image.fromarray")
def pil_fromarray(call: Call, obj: Value, mode: Value = NONE) -> Value:
    """Make an image of an array."""
    array = data(obj)
    return replace(array, container="image") if not given(mode) else Array(steps=array.steps, container="image")


def image_sides(array: Array) -> tuple[Dim, Dim]:
    """Return height and width of an image."""
    return (array.shape[0], array.shape[1]) if array.shape is not None and len(array.shape) in {2, 3} else (None, None)


@method("array", "convert")
def pil_convert(call: Call, array: Array, mode: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Convert an image to another mode."""
    name = text(mode) or ""
    sides = image_sides(array)
    if name == "1":
        return array.then(call.step("arithmetic"), shape=sides, dtype="bool", interval=Interval(0.0, 1.0, integer=True))
    if name not in CHANNELS:
        return array.then(call.step("arithmetic"), shape=None, dtype=None, interval=None)
    channels = CHANNELS[name]
    return array.then(
        call.step("arithmetic", mode=name),
        shape=sides if channels is None else (*sides, channels),
        dtype="uint8",
        interval=PIXELS,
    )


@method("array", "resize", "thumbnail", "crop", "rotate")
def pil_resize(call: Call, array: Array, *arguments: Value, **others: Value) -> Value:
    """Resize an image; the size is given as width and height. Arrays are resized in place."""
    name = call.name.rpartition(".")[2]
    if array.container != "image":
        if name == "resize":
            call.replace(array, Array(steps=array.steps))
        return NONE
    size = content(arguments[0]) if arguments else None
    known = (
        [integer(side) for side in size.values] if size is not None and size.complete and len(size.values) == 2 else [None, None]
    )
    if name != "resize":
        known = [None, None]
    shape = None if array.shape is None else (known[1], known[0], *array.shape[2:])
    result = array.then(call.step("resize"), shape=shape)
    if name == "rotate":  # the corners that come into view are black
        widened = None if array.interval is None else array.interval.join(Interval(0.0, 0.0, integer=True))
        result = array.then(call.step("augment"), shape=shape, interval=widened)
    if name == "thumbnail":
        call.replace(array, result)
        return NONE
    return result


@entry("PIL.ImageOps.grayscale", "PIL.ImageOps.invert", "PIL.ImageOps.fit", "PIL.ImageEnhance.Contrast")
def pil_operation(call: Call, image: Value, *rest: Value, **others: Value) -> Value:
    """Change an image; only that it is one is kept."""
    array = data(image)
    return Array(container="image", steps=(*array.steps, call.step("arithmetic")))


FLAGS: Final[dict[str | int, tuple[Dim, ...]]] = {
    0: (None, None),
    "IMREAD_GRAYSCALE": (None, None),
    1: (None, None, 3),
    "IMREAD_COLOR": (None, None, 3),
}
"""The shapes of images by how OpenCV is told to read them."""


@entry("cv2.imread", "cv2.imdecode")
def imread(call: Call, filename: Value, flags: Value = Const(1)) -> Value:
    """Read an image: three channels in the order blue, green, red, unless one is asked for."""
    asked = flags.name.rpartition(".")[2] if isinstance(flags, Api) else integer(flags)
    shape = FLAGS.get(asked) if asked is not None else None
    if shape is None:
        return loaded(call.step("load"))
    return loaded(call.step("load", order="bgr" if len(shape) == 3 else None), shape=shape, dtype="uint8", interval=PIXELS)


@entry("cv2.cvtColor")
def convert_color(call: Call, src: Value, code: Value, *rest: Value) -> Value:
    """Change the colour space."""
    array = data(src)
    name = code.name.rpartition("COLOR_")[2] if isinstance(code, Api) else ""
    source, _, target = name.partition("2")
    sides = image_sides(array)
    channels = {"GRAY": (), "RGB": (3,), "BGR": (3,), "RGBA": (4,), "BGRA": (4,)}.get(target)
    swaps = source in {"RGB", "BGR", "GRAY", "RGBA", "BGRA"} and target in {"RGB", "BGR", "GRAY"}
    shape = None if channels is None else (*sides, *channels)
    interval = array.interval if swaps and array.dtype == "uint8" else None
    return array.then(call.step("arithmetic", code=name or None), shape=shape, interval=interval)


@entry("cv2.resize")
def resize(call: Call, src: Value, dsize: Value, *rest: Value, **others: Value) -> Value:
    """Resize an image; the size is given as width and height."""
    array = data(src)
    size = content(dsize)
    width, height = (integer(side) for side in size.values) if size is not None and len(size.values) == 2 else (None, None)
    shape: Shape | None = None
    if array.rank in {2, 3} and array.shape is not None:
        # A single channel loses its axis.
        last = array.shape[2:]
        shape = None if last == (None,) else (height, width, *(() if last == (1,) else last))
    method_ = others.get("interpolation", rest[2] if len(rest) > 2 else NONE)
    name = method_.name.rpartition(".")[2] if isinstance(method_, Api) else "" if given(method_) else "INTER_LINEAR"
    safe = name in {"INTER_LINEAR", "INTER_NEAREST", "INTER_AREA"} or array.dtype == "uint8"
    interval = PIXELS if array.dtype == "uint8" else array.interval
    return array.then(call.step("resize", method=name or None), shape=shape, interval=interval if safe else None)


@entry("cv2.flip", "cv2.GaussianBlur", "cv2.medianBlur", "cv2.blur", "cv2.rotate", "cv2.equalizeHist")
def filtered(call: Call, src: Value, *rest: Value, **others: Value) -> Value:
    """Turn or smooth an image."""
    array = data(src)
    turned = call.name.endswith("rotate")
    interval = PIXELS if array.dtype == "uint8" else array.interval
    shape = array.shape
    if turned and shape is not None:
        shape = (None, None, *shape[2:])
    return array.then(call.step("augment"), shape=shape, interval=interval)


@entry("cv2.normalize")
def normalize(call: Call, src: Value, *rest: Value, **others: Value) -> Value:
    """Bring an image into a range, which is not worked out."""
    call.scaling()
    array = data(src)
    return array.then(call.step("scale"), dtype=None, interval=None)


@entry("matplotlib.pyplot.imread", "matplotlib.image.imread")
def matplotlib_imread(call: Call, fname: Value, format: Value = NONE) -> Value:
    """Read an image: PNG files as floats from 0 to 1, all others as they are."""
    path = text(fname) or ""
    if path.lower().endswith(".png"):
        return loaded(call.step("load"), dtype="float32", interval=UNIT)
    if path.lower().endswith((".jpg", ".jpeg")):
        return loaded(call.step("load"), dtype="uint8", interval=PIXELS)
    return loaded(call.step("load"))


@entry(
    "imageio.imread", "imageio.v2.imread", "imageio.v3.imread", "skimage.io.imread", "scipy.misc.imread", "scipy.ndimage.imread"
)
def other_imread(call: Call, uri: Value, *rest: Value, **others: Value) -> Value:
    """Read an image as it is; JPEG files hold pixels from 0 to 255."""
    path = text(uri) or ""
    gray = {"as_gray", "flatten", "mode", "plugin"} & set(others) or rest
    if path.lower().endswith((".jpg", ".jpeg")) and not gray:
        return loaded(call.step("load"), dtype="uint8", interval=PIXELS)
    return loaded(call.step("load"))


@entry("skimage.transform.resize")
def skimage_resize(call: Call, image: Value, output_shape: Value, *rest: Value, **others: Value) -> Value:
    """Resize, which also brings integer pixels between 0 and 1, unless the range is to be kept."""
    array = data(image)
    size = content(output_shape)
    shape = tuple(integer(side) for side in size.values) if size is not None and size.complete else None
    if shape is not None and array.shape is not None:
        shape = (*shape, *array.shape[len(shape) :])
    elif shape is not None:
        shape = None
    keeps = flag(others.get("preserve_range", Const(value=False)))
    if keeps is not False or rest:
        return array.then(call.step("resize"), shape=shape, dtype=None, interval=None)
    interval = UNIT if array.dtype == "uint8" else None
    steps = (call.step("resize"), call.step("scale", by=255.0)) if array.dtype == "uint8" else (call.step("resize"),)
    if array.dtype == "uint8":
        call.scaling()
    return replace(
        array, shape=shape, dtype="float64" if array.dtype == "uint8" else None, interval=interval, steps=(*array.steps, *steps)
    )


@entry("skimage.img_as_float", "skimage.util.img_as_float", "skimage.img_as_float32")
def as_float(call: Call, image: Value, *rest: Value) -> Value:
    """Bring integer pixels between 0 and 1."""
    array = data(image)
    call.scaling()
    if array.dtype != "uint8":
        return array.then(call.step("scale"), dtype=None, interval=None)
    kind = "float32" if call.name.endswith("32") else "float64"
    return array.then(call.step("scale", by=255.0), dtype=kind, interval=UNIT)


@entry("skimage.color.rgb2gray")
def rgb2gray(call: Call, rgb: Value, **others: Value) -> Value:
    """Make a grey image, between 0 and 1 where the pixels are integers."""
    array = data(rgb)
    shape = array.shape[:-1] if array.shape and array.shape[-1] in {3, 4} and len(array.shape) == 3 else None
    interval = UNIT if array.dtype == "uint8" else array.interval if dtypes.is_float(array.dtype) else None
    if interval is not None:
        interval = replace(interval, integer=False)
    operation = "scale" if array.dtype == "uint8" else "arithmetic"
    kind = "float64" if array.dtype == "uint8" else array.dtype if dtypes.is_float(array.dtype) else None
    return array.then(call.step(operation), shape=shape, dtype=kind, interval=interval)


@entry("scipy.special.expit", "scipy.special.softmax")
def squash(call: Call, x: Value, *rest: Value, **others: Value) -> Value:
    """Squash into 0 to 1."""
    array = data(x)
    kind = array.dtype if dtypes.is_float(array.dtype) else None
    return array.then(call.step("arithmetic"), dtype=kind, interval=UNIT, encoding=None, classes=None)


@entry("scipy.stats.zscore")
def zscore(call: Call, a: Value, *rest: Value, **others: Value) -> Value:
    """Bring to mean 0 and variance 1."""
    call.scaling()
    array = data(a)
    kind = array.dtype if dtypes.is_float(array.dtype) else "float64" if dtypes.is_integer(array.dtype) else None
    return array.then(call.step("scale", by="std"), dtype=kind, interval=None, encoding=None, classes=None, container="ndarray")


@entry("scipy.ndimage.rotate", "scipy.ndimage.shift", "scipy.ndimage.zoom", "scipy.ndimage.gaussian_filter")
def warped(call: Call, input: Value, *rest: Value, **others: Value) -> Value:
    """Warp an image; the splines may leave the range."""
    array = data(input)
    return array.then(call.step("augment"), shape=None, interval=None)


@entry("scipy.io.loadmat")
def loadmat(call: Call, file_name: Value, *rest: Value, **others: Value) -> Value:
    """Read arrays by name, of which nothing is known."""
    return loaded(call.step("load"))


@attribute("array", "mode", "format", "info", "height", "width")
def image_facts(call: Call, array: Array) -> Value:
    """Return the height or width of an image."""
    name = call.name
    axis = {"height": 0, "width": 1}.get(name.rpartition(".")[2])
    if axis is not None and array.shape is not None and len(array.shape) > axis and array.shape[axis] is not None:
        return Const(array.shape[axis])
    return call.unknown()
