"""The data sets that come with scikit-learn or are fetched by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from keraslint.libs.arrays import Rows, flag, integer, text
from keraslint.libs.registry import Call, entry
from keraslint.values import Array, Const, Dict, Encoding, Instance, Interval, Role, Shape, Tuple, Value

NONE: Final = Const(None)
FALSE: Final = Const(value=False)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a data set: features and target, with classes where the target is one."""

    shape: Shape
    interval: Interval
    target: Interval
    classes: int | None = None
    dtype: str = "float64"
    target_dtype: str = "int64"
    targets: int | None = None


DATASETS: Final[dict[str, Known]] = {
    "load_iris": Known((150, 4), Interval(0.1, 7.9), Interval(0.0, 2.0, integer=True), 3),
    "load_wine": Known((178, 13), Interval(0.13, 1680.0), Interval(0.0, 2.0, integer=True), 3),
    "load_breast_cancer": Known((569, 30), Interval(0.0, 4254.0), Interval(0.0, 1.0, integer=True), 2),
    "load_digits": Known((1797, 64), Interval(0.0, 16.0, integer=True), Interval(0.0, 9.0, integer=True), 10),
    "load_diabetes": Known((442, 10), Interval(-0.13777, 0.19879), Interval(25.0, 346.0, integer=True), target_dtype="float64"),
    "load_linnerud": Known(
        (20, 3), Interval(1.0, 251.0, integer=True), Interval(31.0, 247.0, integer=True), target_dtype="float64", targets=3
    ),
    "load_boston": Known((506, 13), Interval(0.0, 711.0), Interval(5.0, 50.0), target_dtype="float64"),
    "fetch_california_housing": Known((20640, 8), Interval(-124.35, 35682.0), Interval(0.14999, 5.00001), target_dtype="float64"),
    "fetch_olivetti_faces": Known((400, 4096), Interval(0.0, 1.0), Interval(0.0, 39.0, integer=True), 40, dtype="float32"),
    "fetch_covtype": Known((581012, 54), Interval(-173.0, 7173.0), Interval(1.0, 7.0, integer=True), 7, target_dtype="int32"),
}


ORDERED: Final = frozenset({"load_iris", "load_wine"})
"""The data sets whose rows come class by class."""


@entry(*(f"sklearn.datasets.{name}" for name in DATASETS))
def load(call: Call, *arguments: Value, return_X_y: Value = FALSE, as_frame: Value = FALSE, **others: Value) -> Value:
    """Load a known data set, as a bunch or as features and target."""
    name = call.name.rpartition(".")[2]
    known = DATASETS[name]
    step = call.step("load", ordered=True) if name in ORDERED else call.step("load")
    rows = Rows()
    features = Array(known.shape, known.dtype, known.interval, role=Role.ALL, steps=(step,), identity=rows)
    encoding = {None: Encoding.CONTINUOUS, 2: Encoding.BINARY}.get(known.classes, Encoding.INTEGER)
    shape: Shape = (known.shape[0],) if known.targets is None else (known.shape[0], known.targets)
    target = Array(shape, known.target_dtype, known.target, encoding, known.classes, Role.ALL, steps=(step,), identity=rows)
    if integer(others.get("n_class")) is not None or arguments or others.get("scaled", NONE) not in (NONE, Const(value=True)):
        features = replace(features, shape=(None, *known.shape[1:]), interval=known.interval if "scaled" not in others else None)
        target = replace(target, shape=(None,), classes=None)
    frame = flag(as_frame)
    if frame is None or flag(return_X_y) is None:
        return call.unknown()
    if frame:
        features, target = replace(features, container="frame"), replace(target, container="series")
    if flag(return_X_y):
        return Tuple((features, target))
    return bunch(call, features, target, known.classes)


def bunch(call: Call, features: Array, target: Array, classes: int | None) -> Instance:
    """Return the dict with attributes in which scikit-learn hands out a data set."""
    columns = features.shape[1] if features.rank == 2 and features.shape is not None else None
    entries: dict[str, Value] = {
        "data": features,
        "target": target,
        "feature_names": Array((columns,), "str", encoding=Encoding.STRING),
        "DESCR": call.unknown(),
    }
    if classes is not None:
        entries["target_names"] = Array((classes,))
    side = {"load_digits": 8, "fetch_olivetti_faces": 64}.get(call.name.rpartition(".")[2])
    if side is not None and features.shape is not None:
        entries["images"] = replace(features, shape=(features.shape[0], side, side))
    if features.container == "frame":
        columns = None if columns is None else columns + 1
        entries["frame"] = replace(
            features, shape=(features.shape[0] if features.shape else None, columns), interval=None, dtype=None
        )
    content = Dict(tuple(entries.items()), complete=False)
    return Instance("dict", place=call.place, fields={**entries, "items": content})


OPENML: Final[dict[str, tuple[Shape, Interval, int]]] = {
    "mnist_784": ((70000, 784), Interval(0.0, 255.0, integer=True), 10),
    "Fashion-MNIST": ((70000, 784), Interval(0.0, 255.0, integer=True), 10),
}


@entry("sklearn.datasets.fetch_openml")
def fetch_openml(
    call: Call, name: Value = NONE, *rest: Value, return_X_y: Value = FALSE, as_frame: Value = Const("auto"), **others: Value
) -> Value:
    """Fetch a data set by name; the digits and the clothes are known, their labels are text."""
    found = OPENML.get(text(name) or "")
    step = call.step("load", dataset=text(name))
    rows = Rows()
    as_array = as_frame == FALSE
    features = Array(
        found[0] if found else (None, None),
        "int64" if found and as_array else None,
        found[1] if found else None,
        role=Role.ALL,
        container="ndarray" if as_array else "frame",
        steps=(step,),
        identity=rows,
    )
    target = Array(
        (found[0][0] if found else None,),
        None if found is None else "object",
        encoding=Encoding.STRING if found else None,
        classes=found[2] if found else None,
        role=Role.ALL,
        container="ndarray" if as_array else "series",
        steps=(step,),
        identity=rows,
    )
    if flag(return_X_y):
        return Tuple((features, target))
    return bunch(call, features, target, found[2] if found else None)


@entry("sklearn.datasets.fetch_20newsgroups", "sklearn.datasets.load_files")
def texts(call: Call, *arguments: Value, **others: Value) -> Value:
    """Load texts with numbered topics."""
    step = call.step("load")
    rows = Rows()
    documents = Array((None,), "str", encoding=Encoding.STRING, steps=(step,), identity=rows)
    topics = Array((None,), "int64", Interval(0.0, integer=True), Encoding.INTEGER, steps=(step,), identity=rows)
    return bunch(call, documents, topics, None)
