"""Functions that put one value in place of several."""

from __future__ import annotations

from math import inf
from typing import Final

from keraslint.libs.intervals import Range
from keraslint.libs.keras.layers.extents import axis_index
from keraslint.libs.keras.layers.literals import dtype_name
from keraslint.libs.keras.layers.operations.elementwise import real
from keraslint.libs.keras.layers.operations.spec import BACKEND, OPS, TENSORFLOW, OperationCall, operation
from keraslint.libs.keras.layers.ranges import indices
from keraslint.libs.keras.layers.terms import Result, ShapeError, no_axis
from keraslint.values import Interval, Shape, Tensor

REDUCTIONS: Final = ("mean", "sum", "max", "min", "prod", "std", "var", "any", "all", "logsumexp")
_TENSORFLOW_NAMES: Final = (
    *(f"reduce_{name}" for name in REDUCTIONS),
    "reduce_variance",
    "reduce_euclidean_norm",
)
_AVERAGES: Final = frozenset({"mean", "max", "min"})
_NOT_NEGATIVE: Final = frozenset({"std", "var", "variance", "euclidean_norm", "norm"})


def reduced(call: OperationCall, shape: Shape | None) -> Shape | ShapeError | None:
    """Return the shape that is left when some axes, or all, are summed up."""
    everything = call.plain("axis") is None
    axes, keep = call.axes(), call.boolean("keepdims")
    if everything and keep is False:
        return ()
    if shape is None or keep is None:
        return None
    if axes is None and not everything:
        return (None,) * len(shape) if keep else None
    gone = set(range(len(shape))) if everything else set[int]()
    for axis in axes or ():
        index = axis_index(axis, len(shape))
        if index is None:
            return no_axis(axis, shape)
        gone.add(index)
    return tuple(1 if axis in gone else extent for axis, extent in enumerate(shape) if keep or axis not in gone)


@operation(*REDUCTIONS, takes="x axis keepdims", places=(OPS, BACKEND))
@operation(*_TENSORFLOW_NAMES, takes="x axis keepdims", places=(TENSORFLOW,))
def reduction(call: OperationCall) -> Result:
    """Sum up, average or search along axes, or over everything."""
    x = call.x
    shape = reduced(call, x.shape)
    if isinstance(shape, ShapeError):
        return shape
    what = call.name.removeprefix("reduce_")
    if what in {"any", "all"}:
        return Tensor(shape, "bool")
    return Tensor(shape, real(x), interval=_range(what, x.interval))


def _range(what: str, interval: Range) -> Range:
    if what in _AVERAGES:
        return interval
    return Interval(0.0, inf) if what in _NOT_NEGATIVE else None


@operation("norm", takes="x ord axis keepdims", places=(OPS, TENSORFLOW))
def norm(call: OperationCall) -> Result:
    """Return the length of vectors."""
    x = call.x
    shape = reduced(call, x.shape)
    return shape if isinstance(shape, ShapeError) else Tensor(shape, real(x))


_FIRST_AXIS: Final = {OPS: None, BACKEND: -1, TENSORFLOW: 0}
_INDEX_DTYPE: Final = {OPS: "int32", BACKEND: "int64", TENSORFLOW: "int64"}


@operation("argmax", "argmin", takes="x axis keepdims", places=(OPS,))
@operation("argmax", "argmin", takes="x axis", places=(BACKEND,))
@operation("argmax", "argmin", takes="x axis dtype", places=(TENSORFLOW,))
def index_of_extreme(call: OperationCall) -> Result:
    """Return the place of the largest or smallest value along an axis."""
    axis = call.plain("axis", _FIRST_AXIS[call.place])
    dtype = dtype_name(call.value("dtype")) if "dtype" in call.arguments else _INDEX_DTYPE[call.place]
    if axis is None and call.boolean("keepdims") is False:
        return Tensor((), dtype)
    shape = call.x.shape
    if shape is None or not isinstance(axis, int):
        return Tensor(None, dtype)
    index = axis_index(axis, len(shape))
    if index is None:
        return no_axis(axis, shape)
    keep = call.boolean("keepdims")
    if keep is None:
        return Tensor(None, dtype)
    middle = (1,) if keep else ()
    largest = shape[index]
    return Tensor((*shape[:index], *middle, *shape[index + 1 :]), dtype, interval=indices(largest))
