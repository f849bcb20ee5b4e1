"""Facts and components from abstract values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from keraslint.ir import Component, Fact, Path, Site
from keraslint.libs import signatures
from keraslint.source import Place
from keraslint.values import (
    Api,
    Argument,
    Array,
    BoundMethod,
    Const,
    Dataset,
    Dict,
    Entries,
    Function,
    Instance,
    OneOf,
    Opaque,
    Origin,
    Partial,
    Reason,
    Tensor,
    Tuple,
    Unknown,
    UserClass,
    Value,
)

if TYPE_CHECKING:
    from keraslint.libs.signatures import Parameter, Signature


DEEPEST: Final = 40
"""The length of a path behind which nothing is looked at: a program may put a list into a layer that is in the list."""


def plain(value: Value, path: Path = (), seen: dict[int, Any] | None = None) -> Any:
    """Return a value as a fact holds it: scalars and tuples as Python has them, objects as components, names as strings.

    ``seen`` has the lists and dictionaries around this value, and those that were met before: one that holds itself ends there.
    """
    seen = {} if seen is None else seen
    match value:
        case Const():
            return value.value
        case Unknown() | Array():
            return value
        case Tuple():
            return _sequence(value, path, seen)
        case Instance():
            return Unknown(Reason.RECURSION, value.place) if len(path) > DEEPEST else _object(value, path, seen)
        case Api():
            return value.name
        case Function() | UserClass() | BoundMethod():
            return f"custom:{value.name}"
        case Partial():
            return plain(value.target, path, seen)
        case Opaque(kind="words", parts=(Instance(identity=identity),)):
            return Unknown(Reason.VOCABULARY, None, str(identity))
    return _NOT_PLAIN.get(type(value), Unknown(Reason.DATA_DEPENDENT))


_NOT_PLAIN: Final = {
    OneOf: Unknown(Reason.BRANCHES),
    Tensor: Unknown(Reason.UNMODELLED_CALL, None, "a symbolic tensor"),
    Dataset: Unknown(Reason.UNMODELLED_CALL, None, "a dataset"),
}


def _object(value: Instance, path: Path, seen: dict[int, Any]) -> Any:
    if value.kind not in {"list", "set", "dict"}:
        return component(value, path)
    if value.identity not in seen:
        seen[value.identity] = Unknown(Reason.RECURSION, value.place)
        seen[value.identity] = _content(value, path, seen)
    return seen[value.identity]


def _content(value: Instance, path: Path, seen: dict[int, Any]) -> Any:
    content = value.fields.get("items")
    if isinstance(content, Tuple):
        return _sequence(content, path, seen)
    if isinstance(content, Dict) and content.complete:
        return Entries((key, plain(item, (*path, str(key)), seen)) for key, item in content.entries)
    return Unknown(Reason.DATA_DEPENDENT, value.place)


def _sequence(content: Tuple, path: Path, seen: dict[int, Any]) -> Any:
    if not content.complete:
        return Unknown(Reason.DATA_DEPENDENT, content.place)
    return tuple(plain(item, (*path, index), seen) for index, item in enumerate(content.values))


def origin_of(value: Value) -> Origin:
    """Return how a value came about."""
    if isinstance(value, Const):
        return value.origin
    if isinstance(value, Tuple):
        return next(
            (item.origin for item in value.values if isinstance(item, Const) and item.origin is not Origin.LITERAL),
            Origin.LITERAL,
        )
    return Origin.LITERAL


def source_of(value: Value) -> Place | None:
    """Return where a value itself is written."""
    return value.place if isinstance(value, Const | Tuple | Instance) else None


def fact(argument: Argument, path: Path, call: Place | None, parameter: str) -> Fact[Any]:
    """Return the fact of an argument that is given."""
    site = None if call is None else Site(call, parameter, argument.keyword, given=True)
    place = argument.place or call
    return Fact(plain(argument.value, path), place, origin_of(argument.value), path, site, source_of(argument.value))


def number(found: Fact[Any]) -> Fact[Any]:
    """Return the fact of something that has to be a number; what is none, such as a name from elsewhere, is not known."""
    if isinstance(found.value, int | float | None | Unknown) and not isinstance(found.value, bool):
        return found
    named = isinstance(found.value, str)
    reason = Unknown(Reason.EXTERNAL if named else Reason.INVALID, found.place, found.value if named else "")
    return replace(found, value=reason)


def default(value: Any, path: Path, call: Place | None, parameter: str) -> Fact[Any]:
    """Return the fact of a parameter that is left to its default."""
    site = None if call is None else Site(call, parameter, None, given=False)
    return Fact(value, call, Origin.DEFAULT, path, site)


def absent(path: Path, call: Place | None, parameter: str, *, exact: bool = True) -> Fact[Any]:
    """Return the fact of a parameter without default that is not given, or that a ``**`` argument may give."""
    site = None if call is None else Site(call, parameter, None, given=False)
    return Fact(Unknown(Reason.ABSENT if exact else Reason.DATA_DEPENDENT, call), call, Origin.DEFAULT, path, site)


class ArgumentFacts(Mapping[str, Fact[Any]]):
    """The facts of a call's arguments by parameter: those given, and every other one of the signature, made when asked for.

    Most arguments are left to their defaults and most defaults are never looked at; making a fact of each would cost more than
    the rest of the recovery.
    """

    __slots__ = ("_exact", "_given", "_parameters", "_path", "_place", "_signature")

    def __init__(
        self, given: dict[str, Fact[Any]], signature: Signature | None, place: Place | None, path: Path, *, exact: bool
    ) -> None:
        """Describe a call at ``place`` with the arguments ``given``; ``exact`` says that there are no others."""
        self._given = given
        self._signature = signature
        self._parameters: dict[str, Parameter] | None = None
        self._place = place
        self._path = path
        self._exact = exact

    def _names(self) -> dict[str, Parameter]:
        if self._parameters is None:
            parameters = self._signature.parameters if self._signature is not None else ()
            self._parameters = {parameter.name: parameter for parameter in parameters if not parameter.variadic}
        return self._parameters

    def __getitem__(self, name: str) -> Fact[Any]:
        """Return the fact of a parameter.

        Raises:
            KeyError: the call has no such parameter.
        """
        known = self._given.get(name)
        if known is not None:
            return known
        parameter = self._names()[name]
        where = (*self._path, "arguments", name)
        if not self._exact or not parameter.has_default:
            made = absent(where, self._place, name, exact=self._exact)
        else:
            made = default(parameter.default, where, self._place, name)
        self._given[name] = made
        return made

    def __iter__(self) -> Iterator[str]:
        """Walk the parameters, those given first."""
        return iter({**dict.fromkeys(self._given), **dict.fromkeys(self._names())})

    def __len__(self) -> int:
        """Count the parameters."""
        return len(self._given.keys() | self._names().keys())

    def __eq__(self, other: object) -> bool:
        """Equal to any mapping with the same facts."""
        return isinstance(other, Mapping) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]


def component(instance: Instance, path: Path = ()) -> Component:
    """Return an object of a library class as a component, every parameter of its signature with a fact."""
    kind = instance.kind if isinstance(instance.kind, str) else f"custom:{instance.kind.name}"
    return bound_component(
        kind, instance.api, instance.arguments, instance.unexpected, instance.place, path, exact=instance.exact
    )


def bound_component(
    kind: str,
    api: str,
    arguments: dict[str, Argument],
    unexpected: dict[str, Argument],
    place: Place | None,
    path: Path,
    *,
    exact: bool = True,
) -> Component:
    """Return a component from bound arguments; ``api`` names the signature whose defaults apply."""
    given = {name: fact(argument, (*path, "arguments", name), place, name) for name, argument in arguments.items()}
    facts = ArgumentFacts(given, signatures.load().signature(api), place, path, exact=exact)
    extra = {name: fact(argument, (*path, "unexpected", name), place, name) for name, argument in unexpected.items()}
    return Component(kind, facts, extra, place, path)
