"""``tensorflow_datasets``: the data sets that programs load by name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from keraslint.libs.arrays import Rows, content, flag, given, integer, text
from keraslint.libs.registry import Call, entry
from keraslint.libs.tensorflow.elements import batched
from keraslint.values import Array, Const, Dataset, Dict, Encoding, Instance, Interval, Role, Shape, Tuple, Unknown, Value

NONE: Final = Const(None)
FALSE: Final = Const(value=False)
PIXELS: Final = Interval(0.0, 255.0, integer=True)


@dataclass(frozen=True, slots=True)
class Entry:
    """A data set of the catalogue: the shape of its inputs, its classes, and the rows of its splits.

    ``config`` is the variant that is meant where a program names none.
    """

    shape: Shape
    classes: int
    splits: dict[str, int] = field(default_factory=dict)
    feature: str = "image"
    dtype: str = "uint8"
    interval: Interval | None = PIXELS
    config: str = ""


CATALOG: Final[dict[str, Entry]] = {
    "mnist": Entry((28, 28, 1), 10, {"train": 60000, "test": 10000}),
    "fashion_mnist": Entry((28, 28, 1), 10, {"train": 60000, "test": 10000}),
    "kmnist": Entry((28, 28, 1), 10, {"train": 60000, "test": 10000}),
    "cifar10": Entry((32, 32, 3), 10, {"train": 50000, "test": 10000}),
    "cifar100": Entry((32, 32, 3), 100, {"train": 50000, "test": 10000}),
    "svhn_cropped": Entry((32, 32, 3), 10, {"train": 73257, "test": 26032}),
    "cats_vs_dogs": Entry((None, None, 3), 2, {"train": 23262}),
    "tf_flowers": Entry((None, None, 3), 5, {"train": 3670}),
    "oxford_flowers102": Entry((None, None, 3), 102, {"train": 1020, "test": 6149, "validation": 1020}),
    "horses_or_humans": Entry((300, 300, 3), 2, {"train": 1027, "test": 256}),
    "rock_paper_scissors": Entry((300, 300, 3), 3, {"train": 2520, "test": 372}),
    "eurosat": Entry((64, 64, 3), 10, {"train": 27000}, config="rgb"),
    "imdb_reviews": Entry((), 2, {"train": 25000, "test": 25000}, "text", "str", None, "plain_text"),
    "iris": Entry((4,), 3, {"train": 150}, "features", "float32", None),
}

NAME: Final = re.compile(r"([^/:]*)(?:/([^:/\d][^:/]*))?")
"""The name of a data set and its variant; what may follow is a version."""

ROLES: Final = {"train": Role.TRAIN, "test": Role.TEST, "validation": Role.VALIDATION}


@entry("tensorflow_datasets.load")
def load(
    call: Call,
    name: Value,
    *,
    split: Value = NONE,
    data_dir: Value = NONE,
    batch_size: Value = NONE,
    shuffle_files: Value = FALSE,
    as_supervised: Value = FALSE,
    with_info: Value = FALSE,
    **others: Value,
) -> Value:
    """Load a data set: one dataset for a split, a list of them for several, a dict of all without any."""
    supervised, informed = flag(as_supervised), flag(with_info)
    if supervised is None or informed is None:
        return call.unknown()
    title, config = NAME.findall(text(name) or "")[0]
    known = CATALOG.get(title)
    if known is not None and config not in {"", known.config}:
        known = None
    size = integer(batch_size) if given(batch_size) else 0

    def one(part: Value) -> Value:
        return _dataset(call, title, known, text(part), supervised=supervised, batch=size, shuffled=flag(shuffle_files))

    sequence = content(split)
    result: Value
    if sequence is not None:
        result = call.make_list(Tuple(tuple(one(part) for part in sequence.values))) if sequence.complete else call.unknown()
    elif given(split):
        result = one(split)
    else:
        parts = known.splits if known is not None else ("train", "test")
        items = Dict(tuple((part, one(Const(part))) for part in parts), complete=False)
        result = Instance("dict", place=call.place, fields={"items": items})
    return Tuple((result, _info(call, known))) if informed else result


def _dataset(
    call: Call, title: str, known: Entry | None, split: str | None, *, supervised: bool, batch: int | None, shuffled: bool | None
) -> Dataset:
    step = call.step("load", dataset=title, split=split, shuffle_files=shuffled)
    stem, _, rest = (split or "").partition("[")
    role = ROLES.get(stem) if not rest or rest.startswith(":") or stem == "test" else None
    size = known.splits.get(stem) if known is not None and not rest else None
    element: Value = Unknown(call.unknown().reason, call.place, call.name)
    if known is not None:
        x = Array(known.shape, known.dtype, known.interval, _text(known), role=role, container="tensor", steps=(step,))
        y = Array(
            (), "int64", Interval(0.0, known.classes - 1.0, integer=True), _labels(known), known.classes, role, "tensor", (step,)
        )
        items = Dict(((known.feature, x), ("label", y)), complete=False)
        element = Tuple((x, y)) if supervised else Instance("dict", place=call.place, fields={"items": items})
    elif supervised:
        element = Tuple(
            (Array(container="tensor", role=role, steps=(step,)), Array(container="tensor", role=role, steps=(step,)))
        )
    made = Dataset(element, batched=False, size=size, role=role, stages=(step,), origin=Rows())
    if batch == 0:
        return made
    return made.then(call.step("batch", size=batch), element=batched(element, None), batched=True, size=None)


def _labels(known: Entry) -> Encoding:
    return Encoding.BINARY if known.classes == 2 else Encoding.INTEGER


def _text(known: Entry) -> Encoding | None:
    return Encoding.STRING if known.dtype == "str" else None


def _info(call: Call, known: Entry | None) -> Value:
    """Return the description of a data set: the number of its classes and of the rows of its splits."""
    if known is None:
        return call.unknown()
    label = Instance("tensorflow_datasets.features.ClassLabel", fields={"num_classes": Const(known.classes)})
    features = Instance("dict", fields={"items": Dict((("label", label),), complete=False)})
    splits = Dict(
        tuple(
            (part, Instance("tensorflow_datasets.SplitInfo", fields={"num_examples": Const(rows)}))
            for part, rows in known.splits.items()
        ),
        complete=False,
    )
    return Instance(
        "tensorflow_datasets.DatasetInfo",
        place=call.place,
        fields={"features": features, "splits": Instance("dict", fields={"items": splits})},
    )


@entry("tensorflow_datasets.as_numpy")
def as_numpy(call: Call, dataset: Value) -> Value:
    """Give arrays for tensors."""
    return dataset


@entry("tensorflow_datasets.disable_progress_bar", "tensorflow_datasets.show_examples", "tensorflow_datasets.list_builders")
def nothing(call: Call, *arguments: Value, **others: Value) -> Value:
    """Return ``None``."""
    return NONE
