"""Abstract values as plain Python objects, as far as they are known."""

from __future__ import annotations

from typing import Any, Final, TypeGuard

from keraslint.values import Api, Const, Dict, Gap, Instance, Interval, Tuple, Value


class Missing:
    """The type of ``UNKNOWN``, which stands for a part of a value that is not known."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Name the one instance."""
        return "UNKNOWN"


UNKNOWN: Final = Missing()

STRING: Final = "str"
"""The dtype of text, which Keras calls ``string``."""

_NUMPY_NAMES: Final = frozenset({"bool_", "str_"})
_NESTING: Final = 8


def plain(value: Value | None, depth: int = 0) -> Any:
    """Return a value as scalars, tuples and dicts of such, with ``UNKNOWN`` in place of every part that is not known."""
    if depth > _NESTING:
        return UNKNOWN
    match value:
        case Const(value=scalar):
            return scalar
        case Tuple(items=items):
            return UNKNOWN if any(isinstance(item, Gap) for item in items) else _plain_items(value, depth)
        case Dict(entries=entries, complete=True):
            return {key: plain(item, depth + 1) for key, item in entries}
        case Instance(kind="list" | "dict"):
            return plain(value.fields.get("items"), depth + 1)
    return UNKNOWN


def _plain_items(value: Tuple, depth: int) -> tuple[Any, ...]:
    return tuple(plain(item, depth + 1) for item in value.values)


def elements(value: Value | None) -> tuple[Value, ...] | None:
    """Return the values in a tuple or a list, or ``None`` when it is none or not all of them are known."""
    if isinstance(value, Instance) and value.kind == "list":
        value = value.fields.get("items")
    return value.values if isinstance(value, Tuple) and value.complete else None


def is_integer(value: object) -> TypeGuard[int]:
    """Say whether a plain object is a whole number, and not a truth value."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> TypeGuard[int | float]:
    """Say whether a plain object is a real number, and not a truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def integers(value: object) -> tuple[int | None, ...] | None:
    """Return a plain sequence with ``None`` for what is not an integer; ``None`` for what is not a sequence."""
    if not isinstance(value, tuple):
        return None
    return tuple(item if is_integer(item) else None for item in value)


def hull(value: object) -> Interval | None:
    """Return the range of the numbers in a plain object, or ``None`` when one of them is not known."""
    if isinstance(value, tuple):
        parts = [hull(item) for item in value]
        known = [part for part in parts if part is not None]
        if not parts or len(known) < len(parts):
            return None
        return Interval(min(part.lo for part in known), max(part.hi for part in known))
    return Interval(float(value), float(value)) if is_number(value) else None


def dtype_name(value: Value | None) -> str | None:
    """Return the name of a dtype or a dtype policy, written as a string, as ``np.float32``, ``tf.float32`` or a Python type."""
    match value:
        case Const(value=str() as text):
            return STRING if text == "string" else text
        case Api(name=name):
            last = name.rpartition(".")[2]
            return STRING if last == "string" else last.rstrip("_") if last in _NUMPY_NAMES else last
    return None
