"""Data sets that scikit-learn makes up: ``make_blobs`` and its kin."""

from __future__ import annotations

from typing import Final

from keraslint.libs.arrays import Rows, content, flag, integer
from keraslint.libs.registry import Call, entry
from keraslint.values import Array, Const, Dim, Encoding, Interval, Role, Tuple, Value

NONE: Final = Const(None)
HUNDRED: Final = Const(100)


def _made(call: Call, rows: Dim, columns: Dim, target: Array, features: Interval | None = None) -> Tuple:
    step = call.step("load")
    identity = Rows()
    x = Array((rows, columns), "float64", features, Encoding.CONTINUOUS, role=Role.ALL, steps=(step,), identity=identity)
    y = Array(
        target.shape, target.dtype, target.interval, target.encoding, target.classes, Role.ALL, steps=(step,), identity=identity
    )
    return Tuple((x, y))


def _classes(rows: Dim, count: int | None) -> Array:
    """Return labels of ``count`` classes."""
    encoding = Encoding.BINARY if count == 2 else Encoding.INTEGER
    top = float("inf") if count is None else float(count - 1)
    return Array((rows,), "int64", Interval(0.0, top, integer=True), encoding, count)


def _samples(value: Value) -> Dim:
    """Return the number of samples, which may be given class by class."""
    parts = content(value)
    if parts is None or not parts.complete:
        return integer(value)
    counts = [integer(part) for part in parts.values]
    return None if None in counts else sum(count for count in counts if count is not None)


@entry("sklearn.datasets.make_classification")
def make_classification(
    call: Call, n_samples: Value = HUNDRED, n_features: Value = Const(20), *, n_classes: Value = Const(2), return_X_y: Value
    = NONE, **others: Value,
) -> Value:  # fmt: skip
    """Make clusters with class labels."""
    if return_X_y not in (NONE, Const(value=True)):
        return call.unknown()
    rows = _samples(n_samples)
    return _made(call, rows, integer(n_features), _classes(rows, integer(n_classes)))


@entry("sklearn.datasets.make_gaussian_quantiles")
def make_gaussian_quantiles(
    call: Call, *, n_samples: Value = HUNDRED, n_features: Value = Const(2), n_classes: Value = Const(3), **others: Value
) -> Value:
    """Make shells of a normal distribution with class labels."""
    rows = integer(n_samples)
    return _made(call, rows, integer(n_features), _classes(rows, integer(n_classes)))


@entry("sklearn.datasets.make_blobs")
def make_blobs(
    call: Call, n_samples: Value = HUNDRED, n_features: Value = Const(2), *, centers: Value = NONE, **others: Value
) -> Value:
    """Make round clusters; their number is that of the centres, three by default."""
    if flag(others.get("return_centers", Const(value=False))) is not False:
        return call.unknown()
    rows, columns = _samples(n_samples), integer(n_features)
    parts = content(n_samples)
    points = content(centers)
    if points is not None:
        count = len(points.values) if points.complete else None
        first = content(points.values[0]) if points.values else None
        columns = len(first.values) if first is not None and first.complete else None
    elif isinstance(centers, Array):
        count = centers.shape[0] if centers.shape else None
        columns = centers.shape[1] if centers.rank == 2 and centers.shape is not None else None
    elif parts is not None:
        count = len(parts.values) if parts.complete and centers == NONE else None
    else:
        count = 3 if centers == NONE else integer(centers)
    return _made(call, rows, columns, _classes(rows, count))


@entry("sklearn.datasets.make_moons", "sklearn.datasets.make_circles")
def make_two(call: Call, n_samples: Value = HUNDRED, *, noise: Value = NONE, **others: Value) -> Value:
    """Make two moons or two circles; without noise they lie in a small box."""
    rows = _samples(n_samples)
    moons = call.name.endswith("moons")
    box = (Interval(-1.0, 2.0) if moons else Interval(-1.0, 1.0)) if noise == NONE else None
    return _made(call, rows, 2, _classes(rows, 2), box)


@entry("sklearn.datasets.make_regression")
def make_regression(
    call: Call, n_samples: Value = HUNDRED, n_features: Value = HUNDRED, *, n_targets: Value = Const(1), coef: Value =
    Const(value=False), **others: Value,
) -> Value:  # fmt: skip
    """Make a linear problem."""
    if flag(coef) is not False:
        return call.unknown()
    rows, targets = integer(n_samples), integer(n_targets)
    shape = (rows,) if targets == 1 else (rows, targets)
    if targets is None:
        return _made(call, rows, integer(n_features), Array(None, "float64", encoding=Encoding.CONTINUOUS))
    return _made(call, rows, integer(n_features), Array(shape, "float64", encoding=Encoding.CONTINUOUS))


@entry("sklearn.datasets.make_friedman1", "sklearn.datasets.make_friedman2", "sklearn.datasets.make_friedman3")
def make_friedman(call: Call, n_samples: Value = HUNDRED, n_features: Value = Const(10), **others: Value) -> Value:
    """Make a nonlinear regression problem."""
    rows = integer(n_samples)
    first = call.name.endswith("1")
    columns = integer(n_features) if first else 4
    return _made(
        call, rows, columns, Array((rows,), "float64", encoding=Encoding.CONTINUOUS), Interval(0.0, 1.0) if first else None
    )


@entry("sklearn.datasets.make_swiss_roll", "sklearn.datasets.make_s_curve")
def make_surface(call: Call, n_samples: Value = HUNDRED, **others: Value) -> Value:
    """Make points of a rolled surface."""
    rows = integer(n_samples)
    return _made(call, rows, 3, Array((rows,), "float64", encoding=Encoding.CONTINUOUS))


@entry("sklearn.datasets.make_multilabel_classification")
def make_multilabel(
    call: Call, n_samples: Value = HUNDRED, n_features: Value = Const(20), *, n_classes: Value = Const(5), **others: Value
) -> Value:
    """Make counts with several labels each."""
    if set(others) & {"return_indicator", "return_distributions", "sparse"}:
        return call.unknown()
    rows, classes = integer(n_samples), integer(n_classes)
    target = Array((rows, classes), "int64", Interval(0.0, 1.0, integer=True), Encoding.MULTI_HOT, classes)
    return _made(call, rows, integer(n_features), target, Interval(0.0, integer=True))
