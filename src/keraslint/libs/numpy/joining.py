"""Putting arrays together and taking them apart."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Final

from keraslint.libs import dtypes, shapes
from keraslint.libs.arrays import Rows, as_array, content, data, given, integer, may_nest, selected
from keraslint.libs.numpy.elementwise import cast_range
from keraslint.libs.numpy.shaping import ROWS
from keraslint.libs.registry import Call, entry, method
from keraslint.values import Array, Const, Gap, Role, Shape, Step, Tuple, Value, join_shapes

NONE: Final = Const(None)


def parts_of(value: Value) -> tuple[list[Array], bool]:
    """Return the arrays of a sequence, and whether these are all of them."""
    if isinstance(value, Array):
        return [replace(value, shape=value.shape[1:] if value.shape and not may_nest(value) else None)], False
    sequence = content(value)
    if sequence is None:
        return [], False
    found: list[Array] = []
    for item in sequence.items:
        element = item.element if isinstance(item, Gap) else item
        array = as_array(element)
        if array is None:
            found.append(data(element))
            continue
        found.append(array)
    return found, sequence.complete


def merged(call: Call, parts: list[Array], shape: Shape | None, *, rows: bool) -> Array:
    """Return what is common to arrays that are put together; ``rows`` when it is the first axis along which they are."""
    first = parts[0]
    interval, dtype, role = first.interval, first.dtype, first.role
    for part in parts[1:]:
        interval = interval.join(part.interval) if interval is not None and part.interval is not None else None
        dtype = dtypes.promote(dtype, part.dtype)
        role = role if role is part.role else (Role.ALL if role is not None and part.role is not None else None)
    same = all(part.encoding is first.encoding for part in parts)
    counts = [part.classes for part in parts]
    keeps = same and (rows or (first.encoding not in ROWS and len(parts) == 1))
    return Array(
        shape=shape,
        dtype=dtype,
        interval=interval,
        encoding=first.encoding if keeps else None,
        classes=max(count or 0 for count in counts) if keeps and None not in counts else None,
        role=role,
        container="ndarray",
        steps=(
            *common_steps(parts, call),
            call.step("combine", ordered=True) if rows and _rising(parts) else call.step("combine"),
        ),
        identity=Rows() if rows else first.identity if all(part.identity is first.identity for part in parts) else None,
    )


def _rising(parts: list[Array]) -> bool:
    """Say whether each part holds one number, and each a larger one than the part before."""
    ends = [(part.interval.lo, part.interval.hi) for part in parts if part.interval is not None]
    constant = len(ends) == len(parts) > 1 and all(lo == hi for lo, hi in ends)
    return constant and all(one < other for (one, _), (other, _) in pairwise(ends))


def common_steps(parts: list[Array], call: Call) -> tuple[Step, ...]:
    """Return the way that several arrays have in common; where it parts, what follows is not told."""
    first = parts[0].steps
    if all(part.steps == first for part in parts):
        return first
    common = 0
    while all(len(part.steps) > common and part.steps[common] == first[common] for part in parts if len(first) > common):
        if common >= len(first):
            break
        common += 1
    return (*first[:common], call.step("opaque"))


@entry("numpy.concatenate", "numpy.concat")
def concatenate(call: Call, arrays: Value, axis: Value = Const(0), *rest: Value, **others: Value) -> Value:
    """Put arrays one behind the other."""
    return joined(call, arrays, axis)


def joined(call: Call, arrays: Value, axis: Value) -> Value:
    """Put the arrays of a sequence one behind the other along an axis."""
    parts, complete = parts_of(arrays)
    if not parts:
        return Array(steps=(call.step("opaque"),))
    at = integer(axis)
    shape: Shape | None = None
    if axis == NONE:
        shape = (None,)
    elif at is not None:
        shape = shapes.concatenated([part.shape for part in parts], at) if complete else _any_number(parts, at)
    return merged(call, parts, shape, rows=at == 0)


def _any_number(parts: list[Array], axis: int) -> Shape | None:
    """Return the shape of arrays of which an unknown number is put together along ``axis``."""
    shape = parts[0].shape
    for part in parts[1:]:
        shape = join_shapes(shape, part.shape)
    if shape is None or not -len(shape) <= axis < len(shape):
        return None
    at = axis % len(shape)
    return (*shape[:at], None, *shape[at + 1 :])


@entry("numpy.vstack", "numpy.row_stack")
def vstack(call: Call, tup: Value, **others: Value) -> Value:
    """Put arrays below each other; single rows count as rows."""
    parts, complete = parts_of(tup)
    if not parts:
        return Array(steps=(call.step("opaque"),))
    lifted = [replace(part, shape=None if part.shape is None else (1,) * (2 - len(part.shape)) + part.shape) for part in parts]
    shape = shapes.concatenated([part.shape for part in lifted], 0) if complete else _any_number(lifted, 0)
    return merged(call, lifted, shape, rows=True)


@entry("numpy.hstack")
def hstack(call: Call, tup: Value, **others: Value) -> Value:
    """Put arrays beside each other; rows without columns one behind the other."""
    parts, complete = parts_of(tup)
    if not parts or any(part.shape is None for part in parts):
        return Array(steps=(*(common_steps(parts, call) if parts else ()), call.step("opaque")))
    axis = 0 if all(len(part.shape or ()) <= 1 for part in parts) else 1
    lifted = [replace(part, shape=part.shape or (1,)) for part in parts]
    shape = shapes.concatenated([part.shape for part in lifted], axis) if complete else _any_number(lifted, axis)
    return merged(call, lifted, shape, rows=axis == 0)


@entry("numpy.stack")
def stack(call: Call, arrays: Value, axis: Value = Const(0), *rest: Value, **others: Value) -> Value:
    """Put arrays of one shape along a new axis."""
    parts, complete = parts_of(arrays)
    if not parts:
        return Array(steps=(call.step("opaque"),))
    inner = parts[0].shape
    for part in parts[1:]:
        inner = join_shapes(inner, part.shape)
    at = integer(axis)
    shape: Shape | None = None
    if inner is not None and at is not None and -len(inner) - 1 <= at <= len(inner):
        at %= len(inner) + 1
        shape = (*inner[:at], len(parts) if complete else None, *inner[at:])
    made = merged(call, parts, shape, rows=at == 0)
    return made if at == 0 else replace(made, encoding=None, classes=None)


@entry("numpy.column_stack", "numpy.dstack")
def column_stack(call: Call, tup: Value) -> Value:
    """Put columns beside each other."""
    parts, complete = parts_of(tup)
    if not parts:
        return Array(steps=(call.step("opaque"),))
    if call.name.endswith("dstack"):
        return replace(merged(call, parts, None, rows=False), encoding=None, classes=None)
    lifted = [
        replace(part, shape=(*part.shape, 1) if part.rank == 1 and part.shape is not None else part.shape) for part in parts
    ]
    shape = shapes.concatenated([part.shape for part in lifted], 1) if complete else _any_number(lifted, 1)
    return replace(merged(call, lifted, shape, rows=False), encoding=None, classes=None)


@entry("numpy.append")
def append(call: Call, arr: Value, values: Value, axis: Value = NONE) -> Value:
    """Put values behind an array; without an axis everything is flattened first."""
    return joined(call, Tuple((arr, values)), axis)


@entry("numpy.insert")
def insert(call: Call, arr: Value, obj: Value, values: Value, axis: Value = NONE) -> Value:
    """Put values into an array."""
    parts = [data(arr), data(values)]
    rank = parts[0].rank
    shape: Shape | None = (None,) if not given(axis) else (None,) * rank if rank is not None else None
    found = merged(call, parts, shape, rows=False)
    interval = cast_range(found.interval, found.dtype, parts[0].dtype)
    return replace(found, dtype=parts[0].dtype, interval=interval, encoding=None, classes=None, identity=None)


@entry("numpy.delete")
def delete(call: Call, arr: Value, obj: Value, axis: Value = NONE) -> Value:
    """Leave out rows or columns."""
    array = data(arr)
    at = integer(axis)
    shape: Shape | None = None
    if not given(axis):
        shape = (None,)
    elif array.shape is not None and at is not None and -len(array.shape) <= at < len(array.shape):
        changed = list(array.shape)
        extent = changed[at]
        changed[at] = extent - 1 if extent is not None and integer(obj) is not None else None
        shape = tuple(changed)
    rows = at == 0 or not given(axis)
    keeps = array.encoding not in ROWS or at == 0
    return array.then(
        call.step("select"),
        shape=shape,
        encoding=array.encoding if keeps else None,
        classes=array.classes if keeps else None,
        identity=selected(array.identity, object()) if rows else array.identity,
    )


@entry("numpy.copyto", "numpy.put", "numpy.place", "numpy.putmask", "numpy.fill_diagonal")
@method("array", "put", "itemset")
def overwrite(call: Call, a: Value, *values: Value, **others: Value) -> Value:
    """Overwrite some elements in place: with the last argument, except where more follow that do not count."""
    from keraslint.libs.indexing import stored

    if isinstance(a, Array):
        known = len(values) == (1 if call.name.endswith(("copyto", "fill_diagonal", "itemset")) else 2) and not others
        changed = stored(a, values[-1]) if known else replace(a, interval=None, encoding=None, classes=None)
        call.replace(a, changed)
    return NONE


@entry("numpy.split", "numpy.array_split", "numpy.vsplit", "numpy.hsplit")
def split(call: Call, ary: Value, indices_or_sections: Value, axis: Value = Const(0)) -> Value:
    """Cut an array into parts."""
    array = data(ary)
    at = {"vsplit": 0, "hsplit": 1}.get(call.name.rpartition(".")[2], integer(axis))
    sections = integer(indices_or_sections)
    cuts = content(indices_or_sections)
    if array.shape is None or at is None or not -len(array.shape) <= at < len(array.shape):
        return call.unknown()
    at %= len(array.shape)
    extents = _extents(
        array.shape[at], sections, [integer(cut) for cut in cuts.values] if cuts is not None and cuts.complete else None
    )
    if extents is None:
        return call.unknown()
    keeps = array.encoding not in ROWS or at == 0
    parts = [
        array.then(
            call.step("select", part=number),
            shape=(*array.shape[:at], extent, *array.shape[at + 1 :]),
            encoding=array.encoding if keeps else None,
            classes=array.classes if keeps else None,
            role=None if array.role is Role.ALL else array.role,
            identity=selected(array.identity, object()) if at == 0 else array.identity,
        )
        for number, extent in enumerate(extents)
    ]
    return call.make_list(Tuple(tuple(parts)))


def _extents(dim: int | None, sections: int | None, cuts: list[int | None] | None) -> list[int | None] | None:
    """Return the extents of the parts of an axis that is cut into equal sections, or at given places."""
    if sections is not None and 0 < sections <= MOST:
        if dim is None:
            return [None] * sections
        return [dim // sections + (1 if part < dim % sections else 0) for part in range(sections)]
    if cuts is None or len(cuts) > MOST:
        return None
    edges = [0, *cuts, dim]
    result: list[int | None] = []
    for lo, hi in pairwise(edges):
        known = lo is not None and hi is not None and 0 <= lo <= hi and (dim is None or hi <= dim)
        result.append(hi - lo if known and lo is not None and hi is not None else None)
    return result


MOST: Final = 100
"""An array is cut into at most this many parts."""
