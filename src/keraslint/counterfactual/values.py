"""Between what changes and facts hold (Python objects, components) and the abstract values from which facts are recovered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from keraslint.counterfactual.paths import CannotApply
from keraslint.ir import Component, Fact, Path
from keraslint.libs import signatures
from keraslint.recover.facts import absent, component, default, plain
from keraslint.replacement import Call, Increased, Variable
from keraslint.source import Place
from keraslint.values import Api, Argument, Array, Const, Dict, Instance, Origin, Reason, Tuple, Unknown, Value


def abstract(value: Any, place: Place | None = None) -> Value:
    """Return what a change or a fact holds as an abstract value.

    Raises:
        CannotApply: it is no value that a program could hold.
    """
    match value:
        case Call():
            arguments = {name: Argument(abstract(given, place), place, name) for name, given in value.arguments.items()}
            return Instance(value.kind, arguments, place=place)
        case Component():
            return instance_of(value)
        case Unknown() | Array():
            return value
        case Variable() | Increased():
            return Unknown(Reason.DATA_DEPENDENT, place)
        case Fraction():
            return Const(float(value), place)
        case str() if value.startswith(("keras.", "tensorflow.")):
            return Api(value, place)
        case str() if value.startswith("custom:"):
            return Unknown(Reason.CUSTOM_CODE, place, value)
        case None | bool() | int() | float() | str():
            return Const(value, place)
        case tuple():
            return Tuple(tuple(abstract(item, place) for item in value), place)
        case list():
            return Instance("list", place=place, fields={"items": Tuple(tuple(abstract(item, place) for item in value), place)})
        case Mapping():
            entries = tuple((key, abstract(item, place)) for key, item in value.items())
            return Instance("dict", place=place, fields={"items": Dict(entries)})
    raise CannotApply(f"{value!r} is no value of a program")


def instance_of(component: Component) -> Instance:
    """Return the object that a component describes, with the arguments that it is given."""
    arguments = {name: _argument(fact) for name, fact in component.arguments.items() if fact.given}
    unexpected = {name: _argument(fact) for name, fact in component.unexpected.items()}
    return Instance(component.kind, arguments, unexpected, component.place)


def _argument(fact: Fact[Any]) -> Argument:
    return Argument(abstract(fact.value, fact.place), fact.place, fact.site.keyword if fact.site is not None else None)


def component_of(value: Any, place: Place | None, path: Path) -> Component:
    """Return the component that a call in a change makes."""
    made = abstract(value, place)
    if not isinstance(made, Instance):
        raise CannotApply(f"{value!r} makes no object")
    return component(made, path)


def given(old: Fact[Any] | None, value: Any, path: Path) -> Fact[Any]:
    """Return the fact of an argument that now has another value."""
    held = plain(abstract(value, None if old is None else old.place), path)
    if old is None:
        return Fact(held, path=path)
    site = None if old.site is None else replace(old.site, given=True, keyword=old.site.keyword or old.site.parameter)
    return Fact(held, old.place, Origin.LITERAL, path, site if old.site is None or not old.site.given else old.site)


def left_out(component: Component, parameter: str) -> Fact[Any] | None:
    """Return the fact of an argument that is no longer given; ``None`` where there is no such parameter."""
    path = (*component.path, "arguments", parameter)
    signature = signatures.load().signature(component.kind)
    for known in signature.parameters if signature is not None else ():
        if known.name == parameter:
            if known.has_default:
                return default(known.default, path, component.place, parameter)
            return absent(path, component.place, parameter)
    return None
