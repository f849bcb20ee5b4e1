"""Elements of pipelines: nested tuples and dicts of arrays, taken apart and put together leaf by leaf."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from keraslint.libs.arrays import DEEPEST, as_array, content, data, entries
from keraslint.values import Array, Const, Dataset, Dict, Dim, Instance, Tuple, Unknown, Value

NARROW: Final = {"float64": "float32", "int64": "int32"}
"""The types that plain Python numbers become in a tensor."""


def rebuilt(value: Value, leaf: Callable[[Value], Value], *, lists: bool = False, depth: int = 0) -> Value:
    """Return the same structure of tuples and dicts with ``leaf`` applied to what is in it; ``lists`` may be structure too."""
    if depth > DEEPEST:
        return value
    structure = isinstance(value, Tuple) or (lists and isinstance(value, Instance) and value.kind == "list")
    parts = content(value) if structure else None
    if parts is not None and parts.complete:
        return Tuple(tuple(rebuilt(part, leaf, lists=lists, depth=depth + 1) for part in parts.values))
    mapping = entries(value)
    if mapping is None:
        return leaf(value)
    inner = tuple((key, rebuilt(part, leaf, lists=lists, depth=depth + 1)) for key, part in mapping.entries)
    return Instance("dict", fields={"items": Dict(inner, mapping.complete)})


def mapped(element: Value, function: Callable[[Array], Value]) -> Value:
    """Return the same structure with ``function`` applied to its arrays."""

    def leaf(value: Value) -> Value:
        array = value if isinstance(value, Array) else as_array(value)
        if array is None:
            return value
        return function(array if array is value else replace(array, container="tensor"))

    return rebuilt(element, leaf)


def leaves(element: Value) -> list[Array]:
    """Return the arrays of a structure."""
    found: list[Array] = []

    def leaf(value: Value) -> Value:
        if isinstance(value, Array):
            found.append(value)
        return value

    rebuilt(element, leaf, lists=True)
    return found


def sliced(value: Value) -> Value:
    """Return what stands for one row of arrays that are gone through row by row."""
    return mapped(
        as_tensors(value), lambda array: replace(array, shape=array.shape[1:] if array.shape else None, container="tensor")
    )


def as_tensors(value: Value) -> Value:
    """Make arrays of the lists in a structure: tuples and dicts are structure, lists are data."""

    def leaf(part: Value) -> Value:
        if isinstance(part, Instance) and part.kind == "list":
            found = data(part)
            return replace(found, dtype=NARROW.get(found.dtype or "", found.dtype))
        return data(part) if isinstance(part, Unknown) else part

    return rebuilt(value, leaf)


def row_count(value: Value) -> Dim:
    """Return the number of rows of the arrays in a structure."""
    counts = {array.shape[0] for array in leaves(as_tensors(value)) if array.shape}
    counts.discard(None)
    return counts.pop() if len(counts) == 1 else None


def normal(result: Value) -> Value:
    """Return what a ``map`` function returned as an element: lists become tuples, plain numbers tensors of 32 bits."""

    def leaf(part: Value) -> Value:
        if isinstance(part, Const):
            number = as_array(part)
            return (
                part
                if number is None
                else replace(number, dtype=NARROW.get(number.dtype or "", number.dtype), container="tensor")
            )
        array = data(part) if isinstance(part, Instance) and part.kind == "list" else None
        return replace(array, container="tensor") if array is not None else part

    return rebuilt(result, leaf, lists=True)


def batched(element: Value, size: Dim) -> Value:
    """Return a batch of elements."""
    if isinstance(element, Dataset):
        return element
    return mapped(element, lambda array: replace(array, shape=None if array.shape is None else (size, *array.shape)))


def unbatched(element: Value) -> Value:
    """Return one element of a batch."""
    return mapped(element, lambda array: replace(array, shape=array.shape[1:] if array.shape else None))
