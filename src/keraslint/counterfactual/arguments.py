"""Changes of the arguments of one component."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeAlias

from keraslint.change import RemoveArgument, RenameArgument, ReplaceCall, ReplaceValue, SetArgument
from keraslint.counterfactual.paths import CannotApply, moved
from keraslint.counterfactual.values import given, left_out
from keraslint.ir import Component, Fact, Path
from keraslint.libs import signatures

ArgumentChange: TypeAlias = SetArgument | RemoveArgument | RenameArgument | ReplaceCall | ReplaceValue


def changed(component: Component, change: ArgumentChange, rest: Path) -> Component:
    """Return ``component`` after a change at ``rest``, a path below it such as ``("arguments", "units")``.

    An argument may hold a component itself, a schedule or a wrapped layer, and the path may lead into that.

    Raises:
        CannotApply: it has no such argument.
    """
    if not rest and isinstance(change, ReplaceCall):
        return called(component, change.kind)
    if len(rest) < 2 or rest[0] not in {"arguments", "unexpected"}:
        raise CannotApply(f"{'.'.join(map(str, rest))} is not an argument")
    kind, name = str(rest[0]), str(rest[1])
    facts = _facts(component, kind)
    if len(rest) > 2 or isinstance(change, ReplaceCall):
        inner = facts[name].value if name in facts else None
        if not isinstance(inner, Component):
            raise CannotApply(f"{name} holds no object")
        return _with(component, kind, {**facts, name: replace(facts[name], value=changed(inner, change, rest[2:]))})
    match change:
        case SetArgument() | ReplaceValue():
            return _set(component, kind, name, change.value)
        case RemoveArgument():
            return _removed(component, kind, name)
    return _renamed(component, kind, name, change.name)


def _set(component: Component, kind: str, name: str, value: Any) -> Component:
    facts = dict(_facts(component, kind))
    facts[name] = given(facts.get(name), value, (*component.path, kind, name))
    return _with(component, kind, facts)


def _removed(component: Component, kind: str, name: str) -> Component:
    facts = dict(_facts(component, kind))
    if name not in facts or not facts[name].given:
        raise CannotApply(f"{name} is not given")
    back = left_out(component, name) if kind == "arguments" else None
    if back is None:
        del facts[name]
    else:
        facts[name] = back
    return _with(component, kind, facts)


def _renamed(component: Component, kind: str, name: str, to: str) -> Component:
    if name not in _facts(component, kind):
        raise CannotApply(f"{name} is not given")
    if to in component.arguments and component.arguments[to].given:
        raise CannotApply(f"{to} is given already")
    fact: Fact[Any] = _facts(component, kind)[name]
    without = _removed(component, kind, name)
    path = (*component.path, "arguments", to)
    site = None if fact.site is None else replace(fact.site, parameter=to, keyword=to)
    fact = replace(moved(fact, fact.path, path), path=path, site=site)
    return replace(without, arguments={**without.arguments, to: fact})


def called(component: Component, kind: str) -> Component:
    """Return a component as if ``kind`` had been called with the same arguments."""
    full = kind if "." in kind else f"{component.kind.rpartition('.')[0]}.{kind}"
    signature = signatures.load().signature(full)
    if signature is None:
        return replace(component, kind=full)
    names = {parameter.name for parameter in signature.parameters if not parameter.variadic}
    facts: dict[str, dict[str, Fact[Any]]] = {"arguments": {}, "unexpected": {}}
    for name, fact in (*component.unexpected.items(), *component.arguments.items()):
        if fact.given:
            kind_of = "arguments" if name in names else "unexpected"
            facts[kind_of][name] = moved(fact, fact.path, (*component.path, kind_of, name))
    made = replace(component, kind=full, arguments=facts["arguments"], unexpected=facts["unexpected"])
    defaults = {name: left_out(made, name) for name in names - set(made.arguments)}
    return replace(made, arguments={**made.arguments, **{name: fact for name, fact in defaults.items() if fact is not None}})


def _facts(component: Component, kind: str) -> dict[str, Fact[Any]]:
    return dict(component.arguments if kind == "arguments" else component.unexpected)


def _with(component: Component, kind: str, facts: dict[str, Fact[Any]]) -> Component:
    return replace(component, arguments=facts) if kind == "arguments" else replace(component, unexpected=facts)
