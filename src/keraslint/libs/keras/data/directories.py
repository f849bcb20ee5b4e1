"""Datasets from folders: ``image_dataset_from_directory`` and its siblings."""

from __future__ import annotations

from typing import Final

from keraslint.libs.arrays import Rows, content, flag, given, integer, text
from keraslint.libs.registry import Call, entry
from keraslint.libs.tensorflow.elements import unbatched
from keraslint.libs.tensorflow.image import colours, sides
from keraslint.values import Array, Const, Dataset, Encoding, Interval, Role, Step, Tuple, Value

NONE: Final = Const(None)
PIXELS: Final = Interval(0.0, 255.0)
LENGTH: Final = Const(32)
TRUE: Final = Const(value=True)

ROLES: Final = {"training": Role.TRAIN, "validation": Role.VALIDATION}


def labels_of(mode: str | None, classes: int | None, step: Step) -> Array | None:
    """Return a batch of labels by ``label_mode``; ``None`` where there are none."""
    match mode:
        case "int":
            top = float("inf") if classes is None else classes - 1.0
            encoding = Encoding.BINARY if classes == 2 else Encoding.INTEGER
            return Array((None,), "int32", Interval(0.0, top, integer=True), encoding, classes, container="tensor", steps=(step,))
        case "binary":
            interval = Interval(0.0, 1.0, integer=True)
            return Array((None, 1), "float32", interval, Encoding.BINARY, 2, container="tensor", steps=(step,))
        case "categorical":
            interval = Interval(0.0, 1.0, integer=True)
            return Array((None, classes), "float32", interval, Encoding.ONE_HOT, classes, container="tensor", steps=(step,))
    return None


def from_directory(call: Call, x: Array, directory: Value, labels: Value, label_mode: Value, options: dict[str, Value]) -> Value:
    """Return the dataset, or the two datasets, of files whose folders are their labels."""
    if not isinstance(label_mode, Const):
        return call.unknown()
    mode = text(label_mode) if labels != NONE else None
    names = content(options.get("class_names", NONE))
    classes = len(names.values) if names is not None and names.complete else None
    step = x.steps[0]
    y = labels_of(mode, classes, step)
    shuffle, subset = flag(options.get("shuffle", TRUE)), text(options.get("subset", NONE))
    size = integer(options.get("batch_size", LENGTH))
    stages = [step]
    if shuffle is not False:
        stages.append(call.step("shuffle", seed=given(options.get("seed", NONE)), reshuffle=True))
    element: Value = x if y is None else Tuple((x, y))
    single = options.get("batch_size", LENGTH) == NONE
    if single:
        element = unbatched(element)
    else:
        stages.append(call.step("batch", size=size))
    stages.append(call.step("prefetch"))
    if given(options.get("subset")) and subset is None:
        return call.unknown()

    def one(role: Role | None) -> Dataset:
        return Dataset(element, not single, None, role, tuple(stages), Rows())

    if subset == "both":
        return Tuple((one(Role.TRAIN), one(Role.VALIDATION)))
    return one(ROLES.get(subset or ""))


def load_step(call: Call, directory: Value, options: dict[str, Value]) -> Step:
    """Return the step that reads a folder."""
    details = {
        "directory": text(directory),
        "split": given(options.get("validation_split")),
        "seed": integer(options.get("seed")),
        "subset": text(options.get("subset", NONE)),
        "partly": any(given(options.get(name)) for name in ("subset", "validation_split", "class_names")),
    }
    return call.step("load", **details)


@entry("keras.utils.image_dataset_from_directory")
def image_dataset_from_directory(
    call: Call,
    directory: Value,
    labels: Value = Const("inferred"),
    label_mode: Value = Const("int"),
    class_names: Value = NONE,
    color_mode: Value = Const("rgb"),
    batch_size: Value = LENGTH,
    image_size: Value = NONE,
    shuffle: Value = TRUE,
    seed: Value = NONE,
    *rest: Value,
    **others: Value,
) -> Value:
    """Read images as floats from 0 to 255, resized to one size."""
    height, width = sides(image_size) if given(image_size) else (256, 256)
    if rest:
        return call.unknown()
    options = {**others, "class_names": class_names, "batch_size": batch_size, "shuffle": shuffle, "seed": seed}
    channels = colours(color_mode)
    interpolation = others.get("interpolation", Const("bilinear"))
    smooth = interpolation in (Const("bilinear"), Const("nearest"), Const("area"))
    kind = {"nearest": "uint8"}.get(text(interpolation) or "", "float32") if isinstance(interpolation, Const) else None
    first = others.get("data_format", NONE)
    shape = (None, height, width, channels) if first in (NONE, Const("channels_last")) else (None, None, None, None)
    step = load_step(call, directory, options)
    x = Array(shape, kind, PIXELS if smooth else None, container="tensor", steps=(step,))
    return from_directory(call, x, directory, labels, label_mode, options)


@entry("keras.utils.text_dataset_from_directory")
def text_dataset_from_directory(
    call: Call,
    directory: Value,
    labels: Value = Const("inferred"),
    label_mode: Value = Const("int"),
    class_names: Value = NONE,
    batch_size: Value = LENGTH,
    max_length: Value = NONE,
    shuffle: Value = TRUE,
    seed: Value = NONE,
    *rest: Value,
    **others: Value,
) -> Value:
    """Read texts."""
    if rest:
        return call.unknown()
    options = {**others, "class_names": class_names, "batch_size": batch_size, "shuffle": shuffle, "seed": seed}
    x = Array((None,), "str", encoding=Encoding.STRING, container="tensor", steps=(load_step(call, directory, options),))
    return from_directory(call, x, directory, labels, label_mode, options)


@entry("keras.utils.audio_dataset_from_directory")
def audio_dataset_from_directory(
    call: Call,
    directory: Value,
    labels: Value = Const("inferred"),
    label_mode: Value = Const("int"),
    class_names: Value = NONE,
    batch_size: Value = LENGTH,
    sampling_rate: Value = NONE,
    output_sequence_length: Value = NONE,
    ragged: Value = NONE,
    shuffle: Value = TRUE,
    seed: Value = NONE,
    **others: Value,
) -> Value:
    """Read sounds as floats from -1 to 1."""
    options = {**others, "class_names": class_names, "batch_size": batch_size, "shuffle": shuffle, "seed": seed}
    step = load_step(call, directory, options)
    x = Array((None, integer(output_sequence_length), None), "float32", Interval(-1.0, 1.0), container="tensor", steps=(step,))
    return from_directory(call, x, directory, labels, label_mode, options)
