"""Attributes of arrays, tensors, data frames and series."""

from __future__ import annotations

from dataclasses import replace

from keraslint.libs.arrays import size
from keraslint.libs.registry import Call, attribute
from keraslint.libs.sequences import origin_of
from keraslint.values import Api, Array, Const, Encoding, Reason, Tensor, Tuple, Unknown, Value


@attribute("array", "shape")
def shape(call: Call, array: Array) -> Value:
    """Return the extents, unknown ones as unknown numbers."""
    if array.shape is None:
        return call.unknown(reason=Reason.DATA_DEPENDENT)
    origin = origin_of(array)
    return Tuple(
        tuple(call.unknown(reason=Reason.DATA_DEPENDENT) if dim is None else Const(dim, None, origin) for dim in array.shape)
    )


@attribute("array", "ndim")
def ndim(call: Call, array: Array) -> Value:
    """Return the number of axes."""
    return call.unknown(reason=Reason.DATA_DEPENDENT) if array.rank is None else Const(array.rank)


@attribute("array", "size")
def size_(call: Call, array: Array) -> Value:
    """Return the number of elements."""
    total = size(array.shape)
    return call.unknown(reason=Reason.DATA_DEPENDENT) if total is None else Const(total, None, origin_of(array))


@attribute("array", "dtype")
def dtype(call: Call, array: Array) -> Value:
    """Return the element type."""
    return call.unknown(reason=Reason.DATA_DEPENDENT) if array.dtype is None else Api(f"numpy.{array.dtype}")


@attribute("array", "T")
def transpose(call: Call, array: Array) -> Value:
    """Return the array with its axes reversed."""
    if array.rank is not None and array.rank < 2:
        return array
    return array.then(
        call.step("reshape"), shape=None if array.shape is None else array.shape[::-1], encoding=None, classes=None, identity=None
    )


@attribute("array", "values", "array")
def values(call: Call, array: Array) -> Value:
    """Return what a data frame or series holds as a plain array."""
    return replace(array, container="ndarray")


@attribute("array", "iloc", "loc", "at", "iat")
def locator(call: Call, array: Array) -> Value:
    """Return the frame under another way of indexing."""
    return replace(array, container=call.name.rpartition(".")[2])


@attribute("array", "columns")
def columns(call: Call, array: Array) -> Value:
    """Return the names of the columns."""
    count = array.shape[1] if array.rank == 2 and array.shape is not None else None
    return Array((count,), "str", encoding=Encoding.STRING, container="index")


@attribute("array", "index")
def index(call: Call, array: Array) -> Value:
    """Return the labels of the rows."""
    return Array((array.shape[0] if array.shape else None,), None, container="index", identity=array.identity)


@attribute("array", "real", "flat")
def itself(call: Call, array: Array) -> Value:
    """Return the numbers."""
    return replace(array, shape=array.shape if call.name.endswith("real") else (size(array.shape),), encoding=None, classes=None)


@attribute("tensor", "shape")
def tensor_shape(call: Call, tensor: Tensor) -> Value:
    """Return the extents of a symbolic tensor: the batch reads as ``None``, any other that is not known may be open or not."""
    if tensor.shape is None:
        return call.unknown("shape", Reason.DATA_DEPENDENT)
    inner = (call.unknown("shape", Reason.DATA_DEPENDENT) if dim is None else Const(dim) for dim in tensor.shape[1:])
    return Tuple((*map(Const, tensor.shape[:1]), *inner))


@attribute("tensor", "dtype")
def tensor_dtype(call: Call, tensor: Tensor) -> Value:
    """Return the element type of a symbolic tensor."""
    return Const(tensor.dtype) if tensor.dtype is not None else Unknown(Reason.DATA_DEPENDENT, call.place)


@attribute("tensor", "ndim")
def tensor_rank(call: Call, tensor: Tensor) -> Value:
    """Return the number of axes of a symbolic tensor."""
    return Const(len(tensor.shape)) if tensor.shape is not None else Unknown(Reason.DATA_DEPENDENT, call.place)


@attribute("api", "numpy.newaxis", "tensorflow.newaxis")
def newaxis(call: Call, _owner: Api) -> Value:
    """Return ``None``, which is what ``newaxis`` is."""
    return Const(None)
