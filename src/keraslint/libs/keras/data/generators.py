"""``ImageDataGenerator``: what its options do to images, and the iterators that it makes."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs import intervals
from keraslint.libs.arrays import Rows, content, data, flag, given, integer, number, text
from keraslint.libs.keras.data.directories import ROLES
from keraslint.libs.registry import Call, entry, method
from keraslint.libs.tensorflow.image import colours, sides
from keraslint.values import Array, Const, Dataset, Encoding, Function, Instance, Interval, Role, Scalar, Step, Tuple, Value

NONE: Final = Const(None)
GENERATOR: Final = "keras.preprocessing.image.ImageDataGenerator"
PIXELS: Final = Interval(0.0, 255.0)

AUGMENTING: Final = (
    "rotation_range", "width_shift_range", "height_shift_range", "brightness_range", "shear_range", "zoom_range",
    "channel_shift_range", "horizontal_flip", "vertical_flip",
)  # fmt: skip

STANDARDIZING: Final = (
    "featurewise_center", "samplewise_center", "featurewise_std_normalization", "samplewise_std_normalization", "zca_whitening",
)  # fmt: skip


def option(receiver: Instance, name: str) -> Value:
    """Return an option of a generator, ``None`` where it is not given."""
    found = receiver.arguments.get(name)
    return found.value if found is not None else NONE


def is_set(receiver: Instance, name: str) -> bool:
    """Say whether an option is given and not certainly off."""
    value = option(receiver, name)
    return value != NONE and flag(value) is not False


@method(GENERATOR, "__init__")
def make(call: Call, receiver: Instance, *arguments: Value, **options: Value) -> Value:
    """Note that images are scaled, where an option does that."""
    if any(is_set(receiver, name) for name in ("rescale", "preprocessing_function", *STANDARDIZING)):
        call.scaling()
    return NONE


@method(GENERATOR, "fit")
def fit(call: Call, receiver: Instance, x: Value, *rest: Value, **others: Value) -> Value:
    """Compute statistics of data."""
    call.event("fit", receiver, data=data(x))
    return NONE


def prepared(call: Call, receiver: Instance, images: Array) -> Array:
    """Return a batch of images as it leaves the generator: augmented, sent through the function, scaled, standardized."""
    found = replace(images, dtype=text(option(receiver, "dtype")) or "float32")
    turns = {name: _scalar(option(receiver, name)) for name in AUGMENTING if is_set(receiver, name)}
    if turns:
        interval = found.interval
        if "brightness_range" in turns or (option(receiver, "interpolation_order") not in (NONE, Const(0), Const(1))):
            interval = None
        if interval is not None and is_set(receiver, "fill_mode") and option(receiver, "fill_mode") != Const("nearest"):
            interval = interval.join(Interval(0.0, 0.0)) if not given(option(receiver, "cval")) else None
        interval = replace(interval, integer=False) if interval is not None else None
        found = found.then(Step("augment", GENERATOR, receiver.place, tuple(turns.items())), interval=interval, identity=None)
    found = _through_function(call, receiver, found)
    factor = option(receiver, "rescale")
    if is_set(receiver, "rescale"):
        by = number(factor)
        interval = None
        if by is not None and found.interval is not None:
            interval = intervals.multiply(found.interval, intervals.of(by))
        step = Step("scale", f"{GENERATOR}.rescale", receiver.place, (("by", 1 / by if by else None),))
        found = found.then(step, interval=interval)
    standards = [name for name in STANDARDIZING if is_set(receiver, name)]
    if standards:
        details = tuple((name, _scalar(option(receiver, name))) for name in standards)
        found = found.then(Step("scale", f"{GENERATOR}.standardize", receiver.place, details), interval=None)
    return found


def _scalar(value: Value) -> Scalar:
    return value.value if isinstance(value, Const) else True


def _through_function(call: Call, receiver: Instance, images: Array) -> Array:
    """Send one image of a batch through ``preprocessing_function``."""
    function = option(receiver, "preprocessing_function")
    if not given(function):
        return images
    single = replace(images, shape=images.shape[1:] if images.shape else None)
    made = call.apply(function, single)
    if not isinstance(made, Array):
        name = function.name if isinstance(function, Function) else "preprocessing_function"
        return images.then(Step("opaque", name, receiver.place), interval=None)
    rows = images.shape[0] if images.shape else None
    return replace(made, shape=(rows, *made.shape) if made.shape is not None else None, dtype="float32")


def iterator(call: Call, receiver: Instance, element: Value, options: dict[str, Value], origin: object) -> Dataset:
    """Return the iterator over batches."""
    subset = text(options.get("subset", NONE))
    stages = [call.step("load", directory=text(options.get("directory", NONE)), subset=subset, generator=receiver.identity)]
    if flag(options.get("shuffle", Const(value=True))) is not False:
        stages.append(call.step("shuffle", seed=given(options.get("seed", NONE))))
    stages.append(call.step("batch", size=integer(options.get("batch_size", Const(32)))))
    role = ROLES.get(subset or "") or _role(element)
    return Dataset(element, True, None, role, tuple(stages), origin)


def _role(element: Value) -> Role | None:
    first = element.values[0] if isinstance(element, Tuple) and element.values else element
    return first.role if isinstance(first, Array) else None


@method(GENERATOR, "flow")
def flow(
    call: Call, receiver: Instance, x: Value, y: Value = NONE, batch_size: Value = Const(32), shuffle: Value =
    Const(value=True), *rest: Value, **others: Value,
) -> Value:  # fmt: skip
    """Go through arrays in batches."""
    images = data(x)
    batch = replace(images, shape=None if images.shape is None else (None, *images.shape[1:]))
    element: Value = prepared(call, receiver, batch)
    if given(y):
        target = data(y)
        element = Tuple((element, replace(target, shape=None if target.shape is None else (None, *target.shape[1:]))))
    options = {**others, "batch_size": batch_size, "shuffle": shuffle}
    rows, each = images.shape[0] if images.shape else None, integer(batch_size)
    made = iterator(call, receiver, element, options, images.identity or Rows())
    whole = rows is not None and each and not given(options.get("subset"))
    return replace(made, size=-(-rows // each)) if whole and rows and each else made


@method(GENERATOR, "flow_from_directory")
def flow_from_directory(
    call: Call,
    receiver: Instance,
    directory: Value,
    target_size: Value = NONE,
    color_mode: Value = Const("rgb"),
    classes: Value = NONE,
    class_mode: Value = Const("categorical"),
    batch_size: Value = Const(32),
    shuffle: Value = Const(value=True),
    seed: Value = NONE,
    *rest: Value,
    **others: Value,
) -> Value:
    """Read images from folders in batches; the folders are the labels."""
    options = {**others, "directory": directory, "batch_size": batch_size, "shuffle": shuffle, "seed": seed}
    return _from_files(call, receiver, target_size, color_mode, classes, class_mode, options)


@method(GENERATOR, "flow_from_dataframe")
def flow_from_dataframe(
    call: Call,
    receiver: Instance,
    dataframe: Value,
    directory: Value = NONE,
    x_col: Value = NONE,
    y_col: Value = NONE,
    weight_col: Value = NONE,
    target_size: Value = NONE,
    color_mode: Value = Const("rgb"),
    classes: Value = NONE,
    class_mode: Value = Const("categorical"),
    batch_size: Value = Const(32),
    shuffle: Value = Const(value=True),
    *rest: Value,
    **others: Value,
) -> Value:
    """Read images that a frame names in batches; a column holds the labels."""
    if given(weight_col):
        return call.unknown()
    options = {**others, "directory": directory, "batch_size": batch_size, "shuffle": shuffle}
    return _from_files(call, receiver, target_size, color_mode, classes, class_mode, options)


def _from_files(
    call: Call,
    receiver: Instance,
    target_size: Value,
    color_mode: Value,
    classes: Value,
    class_mode: Value,
    options: dict[str, Value],
) -> Value:
    if not isinstance(class_mode, Const):
        return call.unknown()
    height, width = sides(target_size) if given(target_size) else (256, 256)
    partly = given(options.get("subset")) or given(classes)
    step = call.step(
        "load", directory=text(options.get("directory", NONE)), subset=text(options.get("subset", NONE)), partly=partly
    )
    smooth = options.get("interpolation", Const("nearest")) in (Const("nearest"), Const("bilinear"))
    role = ROLES.get(text(options.get("subset", NONE)) or "")
    shape = (None, height, width, colours(color_mode))
    x = prepared(call, receiver, Array(shape, "float32", PIXELS if smooth else None, role=role, steps=(step,)))
    names = content(classes)
    count = len(names.values) if names is not None and names.complete else None
    y = _labels(text(class_mode), count, step, role)
    element: Value = x
    if text(class_mode) == "input":
        element = Tuple((x, x))
    elif class_mode != NONE:
        element = Tuple((x, y))
    return iterator(call, receiver, element, options, Rows())


def _labels(mode: str | None, classes: int | None, step: Step, role: Role | None) -> Array:
    truths = Interval(0.0, 1.0, integer=True)
    match mode:
        case "categorical":
            return Array((None, classes), "float32", truths, Encoding.ONE_HOT, classes, role, steps=(step,))
        case "binary":
            return Array((None,), "float32", truths, Encoding.BINARY, 2, role, steps=(step,))
        case "sparse":
            top = float("inf") if classes is None else classes - 1.0
            return Array((None,), "float32", Interval(0.0, top, integer=True), Encoding.INTEGER, classes, role, steps=(step,))
    return Array(role=role, steps=(step,))


@method(GENERATOR, "random_transform", "apply_transform", "standardize")
def single(call: Call, receiver: Instance, x: Value, *rest: Value, **others: Value) -> Value:
    """Send one image through the generator."""
    made = prepared(call, receiver, data(x))
    return replace(made, interval=None)


@entry(
    "keras.preprocessing.image.random_rotation", "keras.preprocessing.image.random_shift",
    "keras.preprocessing.image.random_zoom", "keras.preprocessing.image.random_brightness",
    "keras.preprocessing.image.random_channel_shift",
)  # fmt: skip
def random_change(call: Call, x: Value, *rest: Value, **others: Value) -> Value:
    """Augment one image."""
    array = data(x)
    return array.then(call.step("augment"), dtype=None, interval=None)
