"""Setups and changes to JSON and back, for a process that rebuilds them and for whoever reads what was recovered.

One implementation serves every record of the engine: a record becomes an object that names its type under ``$`` and has the
fields that differ from their defaults. A tuple is a JSON array, a mapping with plain string keys a JSON object, a place its span.
What has an identity rather than a value, such as the rows that several arrays share, becomes a token: the same wherever it stood.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from enum import Enum
from fractions import Fraction
from functools import cache
from math import isfinite
from typing import Any, Final, TypeAlias

from keraslint import change, ir, replacement, source, values
from keraslint.ir import Program, Setup
from keraslint.source import Place, Span

Json: TypeAlias = Any

VERSION: Final = 1
"""The version of the format; one that differs is refused."""

_TAG: Final = "$"

RECORDS: Final[Mapping[str, type]] = {
    name: kind
    for module in (source, values, ir, change, replacement)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and kind.__module__.startswith(module.__name__) and (is_dataclass(kind) or issubclass(kind, Enum))
}
"""The records and enumerations of the engine by name."""


class CodecError(ValueError):
    """The data were not written by this version of the codec."""


@dataclass(frozen=True, slots=True)
class Token:
    """Stands for an object that is known by its identity only; ``kind`` is its type."""

    kind: str
    number: int


def encode(obj: object) -> dict[str, Json]:
    """Return ``obj`` as data that the JSON module writes; ``decode`` gives it back, places as spans."""
    return {"version": VERSION, "value": _Encoder().encode(obj)}


def decode(data: Mapping[str, Json]) -> Any:
    """Return what was encoded.

    Raises:
        CodecError: the data are of another version, or none of ours.
    """
    version = data.get("version")
    if version != VERSION:
        raise CodecError(f"the data are of version {version}, and this is version {VERSION}")
    try:
        return _Decoder().decode(data["value"])
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise CodecError(f"the data are damaged: {error!r}") from error


@cache
def _defaults(record: str) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a record with their defaults, ``MISSING`` where there is none."""
    return tuple(
        (field.name, field.default if field.default_factory is MISSING else field.default_factory())
        for field in fields(RECORDS[record])
        if (record, field.name) != (Setup.__name__, "program")  # leads back to what holds the setup
    )


def _is_default(value: object, default: object) -> bool:
    """Say whether a field may be left out. Records that are equal may still differ in places, and so may what holds them."""
    match value:
        case Mapping():
            return not value and isinstance(default, Mapping)
        case tuple() | frozenset():
            return not value and type(value) is type(default)
        case Enum() | None | bool() | int() | float() | str():
            return type(value) is type(default) and value == default
    return value is default


def _has_value(kind: type) -> bool:
    """Say whether objects of a type are compared by what they hold."""
    equality: object = kind.__eq__
    return equality is not object.__eq__


class _Encoder:
    """Writes one value. Objects with an identity get numbers in the order in which they turn up, and are kept until the end."""

    def __init__(self) -> None:
        self._tokens: dict[int, tuple[object, int]] = {}

    def encode(self, obj: object) -> Json:
        match obj:
            case Enum():
                return {_TAG: type(obj).__name__, "name": obj.name}
            case None | bool() | int() | str():
                return obj
            case float():
                return obj if isfinite(obj) else {_TAG: "float", "text": repr(obj)}
            case tuple():
                return self._all(obj)
            case Mapping():
                return self._mapping(obj)
            case Place():
                return {_TAG: "Place", "span": self.encode(_row(obj.span))}
            case Token():
                return self._token(obj.kind, obj)
        writer = _WRITERS.get(type(obj))
        if writer is not None:
            return {_TAG: type(obj).__name__, "items": self._all(writer(obj))}
        return self._record(obj)

    def _all(self, items: Iterable[object]) -> list[Json]:
        return [self.encode(item) for item in items]

    def _mapping(self, mapping: Mapping[Any, object]) -> Json:
        if all(isinstance(key, str) and key != _TAG for key in mapping):
            return {key: self.encode(value) for key, value in mapping.items()}
        return {_TAG: "dict", "items": self._all(mapping.items())}

    def _token(self, kind: str, obj: object) -> Json:
        _, number = self._tokens.setdefault(id(obj), (obj, len(self._tokens)))
        return {_TAG: "Token", "kind": kind, "number": number}

    def _record(self, obj: object) -> Json:
        kind = type(obj).__name__
        if RECORDS.get(kind) is not type(obj) or not _has_value(type(obj)):
            return self._token(kind, obj)
        written = {_TAG: kind}
        for name, default in _defaults(kind):
            value = getattr(obj, name)
            if not _is_default(value, default):
                written[name] = self.encode(value)
        return written


_WRITERS: Final[dict[type, Callable[[Any], Iterable[object]]]] = {
    bytes: lambda value: (value.hex(),),
    complex: lambda value: (value.real, value.imag),
    Fraction: lambda value: (value.numerator, value.denominator),
    list: iter,
    set: lambda value: sorted(value, key=repr),
    frozenset: lambda value: sorted(value, key=repr),
}
"""What types other than records are made of."""

_READERS: Final[dict[str, Callable[[list[Any]], object]]] = {
    "bytes": lambda items: bytes.fromhex(items[0]),
    "complex": lambda items: complex(*items),
    "Fraction": lambda items: Fraction(*items),
    "list": list,
    "set": set,
    "frozenset": frozenset,
    "dict": values.Entries,
}


class _Decoder:
    """Reads one value."""

    def __init__(self) -> None:
        self._tokens: dict[tuple[str, int], Token] = {}

    def decode(self, data: Json) -> Any:
        match data:
            case list():
                return tuple(map(self.decode, data))
            case {"$": str(tag)}:
                return self._tagged(tag, data)
            case dict():
                return values.Entries((key, self.decode(value)) for key, value in data.items())
        return data

    def _tagged(self, tag: str, data: Mapping[str, Json]) -> Any:
        match tag:
            case "float":
                return float(data["text"])
            case "Place":
                return Place.at(Span(*data["span"]))
            case "Token":
                token = Token(data["kind"], data["number"])
                return self._tokens.setdefault((token.kind, token.number), token)
        if tag in _READERS:
            return _READERS[tag]([self.decode(item) for item in data["items"]])
        kind = RECORDS.get(tag)
        if kind is None:
            raise CodecError(f"there is no type {tag}")
        if issubclass(kind, Enum):
            return kind[data["name"]]
        made = kind(**{name: self.decode(value) for name, value in data.items() if name != _TAG})
        return _linked(made) if isinstance(made, Program) else made


def _row(span: Span) -> tuple[object, ...]:
    return span.file, span.cell, span.line, span.column, span.end_line, span.end_column


def _linked(program: Program) -> Program:
    """Let the setups of a program lead back to it."""
    return replace(program, setups=tuple(replace(setup, program=program) for setup in program.setups))
