"""Arrays from other values, and the identities by which rows and statistics are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from math import isfinite, isnan
from typing import Any, Final

from keraslint.libs import dtypes
from keraslint.libs.intervals import of
from keraslint.values import (
    Array,
    Const,
    Dict,
    Encoding,
    Gap,
    Instance,
    Interval,
    OneOf,
    Opaque,
    Reason,
    Shape,
    Step,
    Tensor,
    Tuple,
    Unknown,
    Value,
    join,
    join_shapes,
)

LITERAL: Final = "literal"
"""The name of the load step of an array that is written down in the program."""


class Rows:
    """The identity of an array: which rows of which origin, in which order. The same selection of the same rows is one object."""

    __slots__ = ("_children", "parent")

    def __init__(self, parent: Rows | None = None) -> None:
        """Start a new origin, or a selection from ``parent``."""
        self.parent = parent
        self._children: dict[object, Rows] = {}

    def child(self, key: object) -> Rows:
        """Return the rows that the selection ``key`` takes; the same key gives the same rows."""
        return self._children.setdefault(key, Rows(self))


def holds_rows(whole: object, part: object) -> bool:
    """Say whether all rows of the identity ``part`` are known to be among those of the identity ``whole``."""
    while isinstance(part, Rows):
        if part is whole:
            return True
        part = part.parent
    return False


@dataclass(frozen=True, slots=True, eq=False)
class Statistic:
    """The identity of a number or row computed from an array; ``name`` is ``max``, ``min``, ``mean``, ``std``, ``range`` ..."""

    name: str
    of: Array


def is_prediction(array: Array) -> bool:
    """Say whether an array is what a model gave, or was made of that."""
    return array.source is not None and array.source.detail("model") is not None


def may_nest(array: Array) -> bool:
    """Say whether the elements of an array may be arrays: those of a column, which something that is not followed has made."""
    return array.dtype is None and array.rank == 1 and array.has("opaque")


def selected(identity: object, key: object) -> object:
    """Return the identity of a selection of rows."""
    return identity.child(key) if isinstance(identity, Rows) else None


def statistic(value: Value, *names: str) -> Statistic | None:
    """Return what ``value`` is a statistic of, if it is one of the ``names``."""
    found = value.identity if isinstance(value, Array) else None
    return found if isinstance(found, Statistic) and (not names or found.name in names) else None


def number(value: Value | None) -> float | None:
    """Return the value of a numeric constant, or ``None``; truth values do not count as numbers."""
    if isinstance(value, Const) and isinstance(value.value, int | float) and not isinstance(value.value, bool):
        try:
            return float(value.value)
        except OverflowError:
            return None
    return None


def integer(value: Value | None) -> int | None:
    """Return the value of an integer constant, or ``None``."""
    match value:
        case Const(value=int() as number) if not isinstance(number, bool):
            return number
    return None


def flag(value: Value | None) -> bool | None:
    """Return the value of a constant that counts as true or false, or ``None`` where it is not known."""
    return bool(value.value) if isinstance(value, Const) else None


def text(value: Value | None) -> str | None:
    """Return the value of a string constant, or ``None``."""
    return value.value if isinstance(value, Const) and isinstance(value.value, str) else None


def given(value: Value | None) -> bool:
    """Say whether an argument was passed and is not ``None``."""
    return value is not None and value != Const(None)


def counted(bounds: Sequence[int | None]) -> range | None:
    """Return the range between known ``bounds``, unless Python refuses it or it is longer than Python can count."""
    known = [bound for bound in bounds if bound is not None]
    if len(known) != len(bounds) or not 1 <= len(known) <= 3 or known[2:] == [0]:
        return None
    found = range(*known)
    try:
        len(found)
    except OverflowError:
        return None
    return found


def content(value: Value | None) -> Tuple | None:
    """Return the elements of a tuple, a list or another sequence of Python values, or ``None`` for anything else."""
    match value:
        case Tuple():
            return value
        case Instance(kind="list" | "set" | "deque", fields={"items": Tuple() as items}):
            return items
        case Opaque(kind="range", parts=parts):
            found = counted([integer(part) for part in parts])
            if found is not None and len(found) <= MOST:
                return Tuple(tuple(Const(item) for item in found))
        case Opaque(kind="zip" | "enumerate" | "items" | "reversed", parts=(Tuple() as rows,)):
            return rows
    return None


MOST: Final = 2_000
"""Ranges longer than this are not spelled out."""

FEWEST: Final = 20
"""A sequence shorter than this is in order by chance."""

MOST_RUNS: Final = 100
"""A sequence of more different numbers than this is one of numbers on a scale, not of classes."""

LARGEST: Final = 2**53
"""Whole numbers up to this one are exact as floats."""

DEEPEST: Final = 12
"""Lists nested deeper than this are not read as an array; a list may even hold itself."""


def entries(value: Value | None) -> Dict | None:
    """Return the content of a dict, or ``None`` for anything else."""
    match value:
        case Dict():
            return value
        case Instance(kind="dict", fields={"items": Dict() as found}):
            return found
    return None


def dims(value: Value | None) -> Shape | None:
    """Return the shape that an argument such as ``(28, 28)``, ``[-1, 3]`` or ``10`` states; -1 and unknowns are ``None``."""
    one = integer(value)
    if one is not None:
        return (one if one >= 0 else None,)
    sequence = content(value)
    if sequence is None or not sequence.complete:
        return None
    found = [integer(item) for item in sequence.values]
    return tuple(dim if dim is not None and dim >= 0 else None for dim in found)


def size(shape: Shape | None) -> int | None:
    """Return the number of elements of a shape, if all extents are known."""
    total = 1
    for dim in shape if shape is not None else (None,):
        if dim is None:
            return None
        total *= dim
    return total


def as_array(value: Value | None, depth: int = 0) -> Array | None:
    """Return the array that numpy would make of a value; ``None`` for what cannot be one, such as an unknown value."""
    match value:
        case Array():
            return value
        case Const(value=bool() | int() | float() as scalar):
            return Array((), dtypes.of_scalar(scalar), None if isnan(scalar) else of(scalar), steps=(_literal(value.place),))
        case Const(value=str()):
            return Array((), "str", encoding=Encoding.STRING, steps=(_literal(value.place),))
        case Opaque(kind="range", parts=parts):
            return _of_range(parts)
        case Unknown(reason=Reason.COUNTER):
            return Array((), "int64", steps=(Step("load", "builtins.range"),))
        case OneOf():
            return _any_of(value, depth + 1) if depth < DEEPEST else None
        case Tensor():
            return Array(value.shape, value.dtype, value.interval, container="tensor", steps=(Step("opaque", "symbolic"),))
    sequence = content(value) if depth < DEEPEST else None
    return None if sequence is None else _of_sequence(sequence, depth + 1)


def data(value: Value | None, step: Step | None = None) -> Array:
    """Return ``value`` as an array: one of which nothing is known, made by ``step``, where it cannot be told."""
    found = as_array(value)
    if found is not None:
        return found
    reason = value.explain() if isinstance(value, Unknown) else ""
    return Array(steps=(step if step is not None else Step("opaque", reason),))


def _any_of(value: OneOf, depth: int) -> Array | None:
    found = [as_array(option, depth) for option in value.options]
    known = [array for array in found if array is not None]
    shape = _stacked_shape(known) if len(known) == len(found) else None
    return None if shape is None else replace(_join_elements(known), shape=shape)


def _literal(place: Any, *, ordered: bool = False) -> Step:
    return Step("load", LITERAL, place, (("ordered", True),) if ordered else ())


def _in_order(sequence: Tuple) -> bool:
    """Say whether a sequence of numbers, long or of unknown length, gives all equal ones in a row, the smallest first."""
    length = sequence.length
    if length is not None and length < FEWEST:
        return False
    found = [number(item.element if isinstance(item, Gap) else item) for item in sequence.items]
    known = [value for value in found if value is not None]
    return len(known) == len(found) and known == sorted(known) and 1 < len(set(known)) <= MOST_RUNS


def _of_range(parts: tuple[Value, ...]) -> Array:
    steps = (Step("load", "builtins.range"),)
    found = counted([integer(part) for part in parts])
    if found is None:
        return Array((None,), "int64", steps=steps, identity=Rows())
    interval = of(found[0], found[-1]) if found else None
    return Array((len(found),), "int64", interval, steps=steps, identity=Rows())


def _elements(sequence: Tuple, depth: int) -> list[Array | None]:
    """Return the arrays that the elements of a sequence make; for finite numbers, which may be thousands, one for all of them."""
    items = [item.element if isinstance(item, Gap) else item for item in sequence.items]
    numbers = [item.value for item in items if isinstance(item, Const) and _is_plain(item.value)]
    if len(numbers) < len(items) or not numbers:
        return [as_array(item, depth) for item in items]
    dtype = reduce(dtypes.promote, dict.fromkeys(map(dtypes.of_scalar, numbers)))
    return [Array((), dtype, of(*numbers), steps=(_literal(None),))]  # type: ignore[arg-type]


def _is_plain(value: Any) -> bool:
    return (type(value) is float and isfinite(value)) or (type(value) is int and abs(value) < LARGEST)


def _of_sequence(sequence: Tuple, depth: int) -> Array | None:
    elements = _elements(sequence, depth)
    known = [element for element in elements if element is not None]
    if len(known) != len(elements) or not known:
        return Array((0,), "float64", steps=(_literal(sequence.place),)) if not elements else None
    length = sequence.length
    shape = _stacked_shape(known)
    if shape is None:
        return Array(None, steps=(*known[0].steps, Step("combine", LITERAL)))
    joined = _join_elements(known)
    literal = all(element.steps and element.steps[0].name == LITERAL and len(element.steps) == 1 for element in known)
    steps = (_literal(sequence.place, ordered=_in_order(sequence)),) if literal else (*joined.steps, Step("combine", LITERAL))
    array = replace(
        joined, shape=(length, *shape), encoding=None, classes=None, container="ndarray", steps=steps, identity=Rows()
    )
    return labelled(array, sequence) if literal else replace(array, encoding=_common_encoding(known), classes=known[0].classes)


def _common_encoding(elements: list[Array]) -> Encoding | None:
    first = elements[0].encoding
    same = all(element.encoding is first and element.classes == elements[0].classes for element in elements)
    return first if same else None


def _stacked_shape(elements: list[Array]) -> Shape | None:
    shape = elements[0].shape
    for element in elements[1:]:
        shape = join_shapes(shape, element.shape)
    return shape


def _join_elements(elements: list[Array]) -> Array:
    joined = elements[0]
    for element in elements[1:]:
        dtype = dtypes.promote(joined.dtype, element.dtype)
        both = join(replace(joined, dtype=None), replace(element, dtype=None))
        assert isinstance(both, Array)
        joined = replace(both, dtype=dtype)
    return joined


def labelled(array: Array, sequence: Tuple | None = None) -> Array:
    """Return ``array`` with the encoding of labels that its values, type and shape show; ``sequence`` are its literal values."""
    if dtypes.kind(array.dtype) == "s":
        words = (
            {row.value for row in sequence.values if isinstance(row, Const)}
            if sequence is not None and sequence.complete
            else set()
        )
        return replace(array, encoding=Encoding.STRING, classes=len(words) or None)
    if array.interval is None or not array.interval.integer or not dtypes.is_integer(array.dtype) or array.shape is None:
        return array
    column = len(array.shape) == 1 or (len(array.shape) == 2 and array.shape[1] == 1)
    if column:
        return _column_labels(array, sequence)
    if len(array.shape) == 2 and array.interval.within(0, 1) and sequence is not None and sequence.complete:
        rows = [_numbers(row) for row in sequence.values]
        if all(row is not None and sum(row) == 1 for row in rows):
            return replace(array, encoding=Encoding.ONE_HOT, classes=array.shape[1])
        return replace(array, encoding=Encoding.MULTI_HOT, classes=array.shape[1])
    return array


def _column_labels(array: Array, sequence: Tuple | None) -> Array:
    """Return a column of whole numbers as labels where they show what they are: two values, or all from 0 up."""
    assert array.interval is not None
    if sequence is None or not sequence.complete:
        return replace(array, encoding=Encoding.BINARY, classes=2) if array.interval.within(0, 1) else array
    present = {number for row in sequence.values for number in _numbers(row) or ()}
    if len(present) > 1 and present == set(range(len(present))):
        return replace(array, encoding=Encoding.BINARY if len(present) == 2 else Encoding.INTEGER, classes=len(present))
    return replace(array, encoding=Encoding.SIGNED, classes=2) if present == {-1, 1} else array


def _numbers(row: Value) -> list[float] | None:
    """Return the numbers of one row of a literal: those of a list, or the one of a plain number."""
    inner = content(row)
    values = inner.values if inner is not None else (row,)
    found = [float(item.value) for item in values if isinstance(item, Const) and isinstance(item.value, int | float)]
    return found if len(found) == len(values) else None


def relabelled(array: Array) -> tuple[Encoding | None, int | None]:
    """Return the encoding and class count that survive a change of range, shape or type: those of continuous values."""
    return (Encoding.CONTINUOUS, None) if array.encoding is Encoding.CONTINUOUS else (None, None)


def loaded(step: Step, **fields: Any) -> Array:
    """Return a new array whose origin is ``step``."""
    fields.setdefault("identity", Rows())
    return Array(steps=(step,), **fields)


def interval_of(value: Value | None) -> Interval | None:
    """Return the range of a number or array, or ``None``."""
    found = as_array(value)
    return None if found is None else found.interval
