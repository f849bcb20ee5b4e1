"""Elements of pipelines: nested tuples and dicts of arrays, taken apart and put together leaf by leaf."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from keraslint.libs.arrays import as_array, content, data, entries
from keraslint.values import Array, Const, Dataset, Dict, Dim, Instance, Tuple, Unknown, Value

NARROW: Final = {"float64": "float32", "int64": "int32"}
"""The types that plain Python numbers become in a tensor."""


def mapped(element: Value, function: Callable[[Array], Value]) -> Value:
    """Return the same structure with ``function`` applied to its arrays."""
    match element:
        case Array():
            return function(element)
        case Tuple() if element.complete:
            return Tuple(tuple(mapped(part, function) for part in element.values))
    mapping = entries(element)
    if mapping is not None:
        return Instance(
            "dict", fields={"items": Dict(tuple((k, mapped(v, function)) for k, v in mapping.entries), mapping.complete)}
        )
    array = as_array(element)
    return function(replace(array, container="tensor")) if array is not None else element


def leaves(element: Value) -> Iterator[Array]:
    """Walk the arrays of a structure."""
    if isinstance(element, Array):
        yield element
        return
    mapping = entries(element)
    parts = [value for _, value in mapping.entries] if mapping is not None else []
    sequence = content(element)
    if sequence is not None:
        parts = list(sequence.values)
    for part in parts:
        yield from leaves(part)


def sliced(value: Value) -> Value:
    """Return what stands for one row of arrays that are gone through row by row."""
    return mapped(
        as_tensors(value), lambda array: replace(array, shape=array.shape[1:] if array.shape else None, container="tensor")
    )


def as_tensors(value: Value) -> Value:
    """Make arrays of the lists in a structure: tuples and dicts are structure, lists are data."""
    match value:
        case Tuple() if value.complete:
            return Tuple(tuple(as_tensors(part) for part in value.values))
        case Instance(kind="list"):
            found = data(value)
            return replace(found, dtype=NARROW.get(found.dtype or "", found.dtype))
        case Unknown():
            return data(value)
    mapping = entries(value)
    if mapping is not None:
        return Instance("dict", fields={"items": Dict(tuple((k, as_tensors(v)) for k, v in mapping.entries), mapping.complete)})
    return value


def row_count(value: Value) -> Dim:
    """Return the number of rows of the arrays in a structure."""
    counts = {array.shape[0] for array in leaves(as_tensors(value)) if array.shape}
    counts.discard(None)
    return counts.pop() if len(counts) == 1 else None


def normal(result: Value) -> Value:
    """Return what a ``map`` function returned as an element: lists become tuples, numbers tensors."""
    match result:
        case Instance(kind="list"):
            inner = content(result)
            return Tuple(tuple(normal(part) for part in inner.values)) if inner is not None and inner.complete else data(result)
        case Tuple() if result.complete:
            return Tuple(tuple(normal(part) for part in result.values))
        case Const():
            array = as_array(result)
            return replace(array, container="tensor") if array is not None else result
    return result


def batched(element: Value, size: Dim) -> Value:
    """Return a batch of elements."""
    if isinstance(element, Dataset):
        return element
    return mapped(element, lambda array: replace(array, shape=None if array.shape is None else (size, *array.shape)))


def unbatched(element: Value) -> Value:
    """Return one element of a batch."""
    return mapped(element, lambda array: replace(array, shape=array.shape[1:] if array.shape else None))
