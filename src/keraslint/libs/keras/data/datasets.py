"""``keras.datasets``: shapes, types, ranges and classes as the documentation of each loader states them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from keraslint.libs.arrays import Rows, given, integer, text
from keraslint.libs.registry import Call, entry
from keraslint.values import Array, Const, Dim, Encoding, Interval, Role, Shape, Step, Tuple, Value

NONE: Final = Const(None)
PIXELS: Final = Interval(0.0, 255.0, integer=True)


@dataclass(frozen=True, slots=True)
class Images:
    """A data set of images: rows for training and test, one image, classes, and how the labels are held."""

    train: int
    test: int
    image: Shape
    classes: int
    label: Shape = ()
    label_dtype: str | None = "uint8"


IMAGES: Final[dict[str, Images]] = {
    "mnist": Images(60000, 10000, (28, 28), 10),
    "fashion_mnist": Images(60000, 10000, (28, 28), 10),
    "cifar10": Images(50000, 10000, (32, 32, 3), 10, (1,)),
    "cifar100": Images(50000, 10000, (32, 32, 3), 100, (1,), None),
}


@entry(*(f"keras.datasets.{name}.load_data" for name in IMAGES))
def images(call: Call, option: Value = NONE, **others: Value) -> Value:
    """Load images with class numbers, as training and test data."""
    name = call.name.split(".")[2]
    known = IMAGES[name]
    mode = others.get("label_mode", option)
    classes: int | None = known.classes
    if name == "cifar100" and given(mode):
        classes = {"fine": 100, "coarse": 20}.get(text(mode) or "")
    step = call.step("load")
    return _halves(
        Array((known.train, *known.image), "uint8", PIXELS, steps=(step,)),
        _classes((known.train, *known.label), known.label_dtype, classes, step),
        known.test,
    )


def _classes(shape: Shape, dtype: str | None, classes: int | None, step: Step) -> Array:
    top = float("inf") if classes is None else classes - 1.0
    encoding = Encoding.BINARY if classes == 2 else Encoding.INTEGER
    return Array(shape, dtype, Interval(0.0, top, integer=True), encoding, classes, steps=(step,))


def _halves(x: Array, y: Array, test: Dim) -> Tuple:
    """Return training and test data of one form, each of its own rows."""
    parts = []
    for role in (Role.TRAIN, Role.TEST):
        rows = Rows()
        pair = []
        for array in (x, y):
            shape = array.shape
            if role is Role.TEST and shape is not None:
                shape = (test, *shape[1:])
            pair.append(replace(array, shape=shape, role=role, identity=rows))
        parts.append(Tuple(tuple(pair)))
    return Tuple(tuple(parts))


TEXTS: Final[dict[str, tuple[int, int, int]]] = {"imdb": (25000, 25000, 2), "reuters": (8982, 2246, 46)}


@entry("keras.datasets.imdb.load_data", "keras.datasets.reuters.load_data")
def texts(call: Call, path: Value = NONE, num_words: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Load texts as lists of word numbers, with class numbers."""
    train, test, classes = TEXTS[call.name.split(".")[2]]
    words = integer(others.get("nb_words", num_words))
    whole = not rest and not {"maxlen", "test_split"} & set(others)
    standard = not rest and not {"start_char", "oov_char", "index_from", "skip_top"} & set(others)
    step = call.step("load", num_words=words)
    interval = Interval(1.0 if standard else 0.0, float("inf") if words is None else words - 1.0, integer=True)
    x = Array((train if whole else None,), "object", interval, steps=(step,))
    y = _classes((train if whole else None,), "int64", classes, step)
    return _halves(x, y, test if whole else None)


@entry("keras.datasets.boston_housing.load_data")
def boston_housing(call: Call, path: Value = NONE, test_split: Value = NONE, seed: Value = NONE) -> Value:
    """Load the prices of houses in Boston, in thousands of dollars."""
    step = call.step("load")
    rows, test = (404, 102) if not given(test_split) else (None, None)
    x = Array((rows, 13), "float64", Interval(0.0, 711.0), steps=(step,))
    y = Array((rows,), "float64", Interval(5.0, 50.0), Encoding.CONTINUOUS, steps=(step,))
    return _halves(x, y, test)


@entry("keras.datasets.california_housing.load_data")
def california_housing(
    call: Call, version: Value = NONE, path: Value = NONE, test_split: Value = NONE, seed: Value = NONE
) -> Value:
    """Load the values of houses in California, in dollars."""
    step = call.step("load")
    rows, test = (16512, 4128) if not given(version) and not given(test_split) else (None, None)
    x = Array((rows, 8), steps=(step,))
    y = Array((rows,), None, Interval(14999.0, 500001.0, integer=True), Encoding.CONTINUOUS, steps=(step,))
    return _halves(x, y, test)


@entry("keras.datasets.imdb.get_word_index", "keras.datasets.reuters.get_word_index", "keras.datasets.reuters.get_label_names")
def word_index(call: Call, path: Value = NONE) -> Value:
    """Say that the words are not known."""
    return call.unknown()


TUTORIAL: Final = "tensorflow.examples.tutorials.mnist.input_data.read_data_sets"


@entry(TUTORIAL)
def tutorial(call: Call, train_dir: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Load the digits the way TensorFlow 1 did: flat rows between 0 and 1, in three parts."""
    from keraslint.libs.arrays import flag
    from keraslint.values import Instance

    hot, reshape = flag(others.get("one_hot", Const(value=False))), flag(others.get("reshape", Const(value=True)))
    step = call.step("load")
    fields: dict[str, Value] = {}
    for name, count, role in (("train", 55000, Role.TRAIN), ("validation", 5000, Role.VALIDATION), ("test", 10000, Role.TEST)):
        rows = Rows()
        x: Shape | None = {True: (count, 784), False: (count, 28, 28, 1)}.get(reshape) if reshape is not None else None
        images_ = Array(x, "float32", Interval(0.0, 1.0), role=role, steps=(step,), identity=rows)
        labels: Value = call.unknown()
        if hot is not None:
            shape: Shape = (count, 10) if hot else (count,)
            top = 1.0 if hot else 9.0
            encoding = Encoding.ONE_HOT if hot else Encoding.INTEGER
            labels = Array(shape, None, Interval(0.0, top, integer=True), encoding, 10, role, steps=(step,), identity=rows)
        inner: dict[str, Value] = {"images": images_, "labels": labels, "num_examples": Const(count)}
        fields[name] = Instance("tensorflow.examples.tutorials.mnist.DataSet", place=call.place, fields=inner)
    return Instance("tensorflow.examples.tutorials.mnist.Datasets", place=call.place, fields=fields)
