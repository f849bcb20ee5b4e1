"""Attribute reads."""

from __future__ import annotations

from typing import Final

import libcst as cst

from keraslint.interp import callsite
from keraslint.interp.arguments import Arguments
from keraslint.interp.imports import member, resolved
from keraslint.interp.machine import Interpreter
from keraslint.interp.modules import MODULE, Deferred, Module
from keraslint.interp.targets import kinds_of, owner_of
from keraslint.libs import registry, signatures
from keraslint.libs.columns import column
from keraslint.values import Api, Array, BoundMethod, Function, Instance, Opaque, Reason, Unknown, UserClass, Value

CLASSMETHOD: Final = Api("builtins.classmethod")


def attribute_of(machine: Interpreter, value: Value, name: str, node: cst.CSTNode) -> Value:
    """Return ``value.name``."""
    match value:
        case Unknown():
            return value
        case Api():
            return _of_library(machine, value, name, node)
        case Instance():
            return _of_instance(machine, value, name, node)
        case UserClass():
            return _of_class(machine, value, name, node)
        case Opaque(kind="super"):
            return _of_super(machine, value, name, node)
    model = registry.attribute_for(kinds_of(value), name)
    if model is not None:
        return model(callsite.CallSite(machine, name, node), value)
    if isinstance(value, Array):
        known = column(value, name)
        if known is not None:
            return known
    if isinstance(value, BoundMethod):
        _record_read(machine, value, name, node)
    return BoundMethod(value, name, None, machine.place(node))


def behind(cls: str | UserClass, owner: UserClass) -> list[UserClass | Api]:
    """Return the classes among which ``super()`` looks in a method of ``owner``: those behind it in the order of resolution."""
    if not isinstance(cls, UserClass):
        return []
    walked = list(cls.ancestors())
    # A base that several classes share comes behind all of them.
    order = [base for index, base in enumerate(walked) if not any(base is later for later in walked[index + 1 :])]
    position = next((index for index, base in enumerate(order) if base is owner), len(order))
    return order[position + 1 :]


def _of_super(machine: Interpreter, value: Opaque, name: str, node: cst.CSTNode) -> Value:
    """Return ``super().name``: what a property of a base computes for this object, else the method."""
    instance, owner = value.parts
    if isinstance(instance, Instance) and isinstance(owner, UserClass):
        bases = [base.namespace for base in behind(instance.kind, owner) if isinstance(base, UserClass)]
        found = next((namespace[name] for namespace in bases if name in namespace), None)
        if isinstance(found, Function):
            return _method(machine, instance, found, name, node)
    return BoundMethod(value, name, None, machine.place(node))


def _record_read(machine: Interpreter, value: Instance | BoundMethod, name: str, node: cst.CSTNode) -> None:
    """Record that an attribute is read of which nothing is known, where the object is one of Keras."""
    owner = owner_of(value)
    if owner.startswith("keras.") and not (isinstance(value, Instance) and isinstance(value.kind, UserClass)):
        identity = value.identity if isinstance(value, Instance) else 0
        machine.recorder.event("get", name, machine.place(node), tuple(machine.contexts), identity, owner=owner)


def _of_class(machine: Interpreter, value: UserClass, name: str, node: cst.CSTNode) -> Value:
    found = value.lookup(name)
    if isinstance(found, Function) and any(decorator == CLASSMETHOD for decorator in found.decorators):
        return BoundMethod(value, name, found, machine.place(node))
    return found if found is not None else machine.unknown(Reason.NO_ATTRIBUTE, node, name)


def _of_library(machine: Interpreter, value: Api, name: str, node: cst.CSTNode) -> Value:
    written = f"{value.written or value.name}.{name}"
    canonical = signatures.load().canonical(written)
    machine.recorder.reference(written, machine.place(node))
    constant = registry.attribute_for(("api",), canonical)
    if constant is not None:
        return constant(callsite.CallSite(machine, canonical, node), value)
    return Api(canonical, machine.place(node), written)


def _of_instance(machine: Interpreter, value: Instance, name: str, node: cst.CSTNode) -> Value:
    model = registry.attribute_for(kinds_of(value), name)
    own = name in value.fields and name != "items"
    if own and isinstance(value.kind, UserClass) and name != "layers":
        return value.fields[name]
    if model is not None:
        return model(callsite.CallSite(machine, f"{value.api}.{name}", node), value)
    if own:
        held = value.fields[name]
        return resolved(machine, held) if isinstance(held, Deferred) else held
    if isinstance(value.kind, UserClass):
        found = value.kind.lookup(name)
        if isinstance(found, Function):
            return _method(machine, value, found, name, node)
        if found is not None:
            return found
    if name in value.arguments:
        return value.arguments[name].value
    if value.kind == MODULE:
        found = member(machine, value, name, node) if isinstance(value, Module) else None
        return machine.unknown(Reason.NO_ATTRIBUTE, node, name) if found is None else found
    _record_read(machine, value, name, node)
    return BoundMethod(value, name, None, machine.place(node))


def _method(machine: Interpreter, value: Instance, found: Function, name: str, node: cst.CSTNode) -> Value:
    for decorator in found.decorators:
        match decorator:
            case Api(name="builtins.property" | "functools.cached_property"):
                return machine.call(found, Arguments(receiver=value), node)
            case Api(name="builtins.staticmethod"):
                return found
            case Api(name="builtins.classmethod") if isinstance(value.kind, UserClass):
                return BoundMethod(value.kind, name, found, machine.place(node))
    return BoundMethod(value, name, found, machine.place(node))
