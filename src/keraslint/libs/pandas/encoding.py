"""Encodings of categories: only what is really encoded becomes one-hot."""

from __future__ import annotations

from typing import Final

from keraslint.libs.arrays import content, data, flag, given
from keraslint.libs.numpy.statistics import all_classes
from keraslint.libs.registry import Call, entry, method
from keraslint.values import Array, Const, Encoding, Interval, Tuple, Value

NONE: Final = Const(None)
FALSE: Final = Const(value=False)
TRUTHS: Final = Interval(0.0, 1.0, integer=True)


@entry("pandas.get_dummies")
def get_dummies(call: Call, data_: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Encode a series as one-hot rows; in a frame some columns are, and others pass through."""
    array = data(others.get("data", data_))
    rows = array.shape[0] if array.shape else None
    step = call.step("encode")
    drops = others.get("drop_first", FALSE)
    extra = others.get("dummy_na", FALSE)
    columns = content(others.get("columns", NONE))
    one_column = array.rank == 2 and array.shape is not None and array.shape[1] == 1 and columns is not None
    if array.rank == 1 or one_column:
        plain = flag(drops) is False and flag(extra) is False
        classes = all_classes(array) if plain else None
        return array.then(
            step,
            shape=(rows, classes),
            dtype=None,
            interval=TRUTHS,
            encoding=Encoding.ONE_HOT if plain else None,
            classes=classes,
            container="frame",
        )
    shape = (rows, None) if array.rank == 2 else None
    return array.then(step, shape=shape, dtype=None, interval=None, encoding=None, classes=None, container="frame")


@entry("pandas.factorize")
def factorize(call: Call, values: Value, *rest: Value, **others: Value) -> Value:
    """Give numbers to the different values in the order in which they occur; what is missing gets -1."""
    array = data(values)
    count = all_classes(array)
    codes = array.then(
        call.step("encode"),
        dtype="int64",
        interval=Interval(-1.0, float("inf"), integer=True),
        encoding=None,
        classes=count,
        container="ndarray",
    )
    return Tuple((codes, Array((count,), array.dtype, array.interval)))


@method("array", "factorize")
def factorize_method(call: Call, array: Array, *rest: Value, **others: Value) -> Value:
    """Give numbers to the different values of a series."""
    return factorize(call, array) if not given(others.get("sort")) or others else call.unknown()
