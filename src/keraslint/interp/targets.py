"""Assignment: names, attributes, items and unpacking."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import libcst as cst

from keraslint.interp.lost import note_overwritten, note_taken_apart
from keraslint.interp.machine import Interpreter
from keraslint.interp.protocols import special
from keraslint.interp.records import fields_in_order
from keraslint.interp.results import note_unpacked
from keraslint.interp.subscripts import evaluate_index
from keraslint.libs import indexing
from keraslint.libs.builtins.functions import models_in
from keraslint.libs.columns import along, names_in, with_columns
from keraslint.libs.keras import kinds
from keraslint.libs.keras.settings import FLAVOUR, KERAS_2
from keraslint.libs.registry import kind_of
from keraslint.libs.sequences import WORDS
from keraslint.recover.activation import trainable_of
from keraslint.recover.framework import OLD_KERAS, chooses_old_keras
from keraslint.recover.walk import inner_layers
from keraslint.values import (
    Api,
    Array,
    BoundMethod,
    Const,
    Dataset,
    Dict,
    Gap,
    Instance,
    Reason,
    Tuple,
    Unknown,
    UserClass,
    Value,
    join,
    options,
)

ENVIRONMENT: Final = "os.environ"


def assign(machine: Interpreter, target: cst.BaseExpression, value: Value) -> None:
    """Assign ``value`` to a target of any form."""
    match target:
        case cst.Name():
            note_overwritten(machine, target, value)
            machine.bind_target(target, value)
        case cst.Tuple() | cst.List():
            unpack(machine, target, value)
        case cst.Attribute():
            for receiver in options(machine.evaluate(target.value)):
                set_attribute(machine, receiver, target.attr.value, value, target)
        case cst.Subscript():
            for receiver in options(machine.evaluate(target.value)):
                set_item(machine, receiver, target, value)
        case cst.StarredElement():
            assign(machine, target.value, value)


def unpack(machine: Interpreter, target: cst.Tuple | cst.List, value: Value) -> None:
    """Assign the elements of ``value`` to the parts of a target."""
    parts = target.elements
    star = next((index for index, part in enumerate(parts) if isinstance(part, cst.StarredElement)), None)
    behind = 0 if star is None else len(parts) - star - 1
    if star is None:
        note_unpacked(machine, value, len(parts), target)
    elements = unpacked(value, len(parts), star, target, machine)
    note_taken_apart(machine, elements)
    for index, part in enumerate(parts):
        if star is None or index < star:
            assign(machine, part.value, elements[index])
        elif index == star:
            assign(machine, part.value, machine.make_list(Tuple(tuple(elements[index : len(elements) - behind]))))
        else:
            assign(machine, part.value, elements[len(elements) - (len(parts) - index)])


def unpacked(value: Value, count: int, star: int | None, node: cst.CSTNode, machine: Interpreter) -> list[Value]:
    """Return the ``count`` elements into which a value is unpacked, unknown where they are not known."""
    content = sequence_of(value)
    if content is not None and content.complete:
        items = list(content.values)
        if len(items) == count or (star is not None and len(items) >= count - 1):
            return items
    missing = value if isinstance(value, Unknown) else machine.unknown(Reason.DATA_DEPENDENT, node)
    element = element_of(value)
    return [element if element is not None else missing] * count


def sequence_of(value: Value) -> Tuple | None:
    """Return the content of a tuple or list, or ``None`` for anything else."""
    if isinstance(value, Tuple):
        return value
    if isinstance(value, Instance) and value.kind in {"list", "set", "deque"}:
        items = value.fields.get("items")
        return items if isinstance(items, Tuple) else None
    if isinstance(value, Const) and isinstance(value.value, str):
        return Tuple(tuple(Const(char) for char in value.value))
    return fields_in_order(value)


def element_of(value: Value) -> Value | None:
    """Return what stands for every element of an iterable, or ``None`` when nothing is known of them."""
    content = sequence_of(value)
    if content is not None:
        joined: Value | None = None
        for item in content.items:
            element = item.element if isinstance(item, Gap) else item
            if element is None:
                return None
            joined = element if joined is None else join(joined, element)
        return joined
    match value:
        case Array(container="frame"):
            return None
        case Array():
            return _row(value)
        case Dataset():
            return value.element
    return None


def _row(array: Array) -> Array:
    """Return one row of an array: the first axis is gone, range and lineage stay."""
    return replace(array, shape=array.shape[1:] if array.shape else None, identity=None)


def set_attribute(machine: Interpreter, receiver: Value, name: str, value: Value, node: cst.CSTNode) -> None:
    """Set an attribute of an object; on library objects this is an event that rules may care about."""
    if not isinstance(receiver, Instance):
        if isinstance(receiver, UserClass) and isinstance(receiver.namespace, dict):
            machine.journal.write(receiver.namespace, name, value)
        elif not isinstance(receiver, Const):
            owner = owner_of(receiver)
            machine.recorder.event(
                "set", name, machine.place(node), tuple(machine.contexts), value=value, receiver=receiver, owner=owner
            )
        return
    if special(machine, receiver, f"{name}.setter", node, value) is not None:
        return
    if name == "trainable" and kinds.is_layer(receiver.api):
        set_trainable(machine, receiver, value)
    else:
        machine.write(receiver, name, value)
    if receiver.api:
        machine.recorder.event(
            "set",
            name,
            machine.place(node),
            tuple(machine.contexts),
            receiver.identity,
            value=value,
            receiver=receiver,
            owner="" if isinstance(receiver.kind, UserClass) else owner_of(receiver),
            within=_holder(receiver),
            base=receiver.api,
        )


def _holder(layer: Instance) -> int:
    """Return the identity of the model of which a layer stands for any that is not known, else 0."""
    model = layer.fields.get("owner")
    return model.identity if isinstance(model, Instance) else 0


def owner_of(value: Value) -> str:
    """Return what a value is, for the rules: ``keras.Model.optimizer`` for that attribute of a model, empty where not known."""
    match value:
        case Instance():
            return value.api
        case BoundMethod(receiver=receiver, name=name):
            owner = owner_of(receiver)
            return f"{owner}.{name}" if owner else ""
    return ""


def set_trainable(machine: Interpreter, layer: Instance, value: Value) -> None:
    """Set ``trainable`` on a layer and, as Keras does, on every layer inside it.

    In Keras 3 on TensorFlow, setting what the layer itself already has does nothing, so what it holds may stay as it is.
    """
    wanted = bool(value.value) if isinstance(value, Const) else None
    changes = wanted is None or trainable_of(layer, ()).value is (not wanted)
    handed_on = changes or machine.settings.get(FLAVOUR) == KERAS_2
    doubt = Unknown(Reason.BRANCHES, layer.place, "the backend of Keras")
    machine.write(layer, "trainable", value)
    for part in inner_layers(layer) or ():
        if part is not layer:
            sure = handed_on or trainable_of(part, ()).value is wanted
            set_trainable(machine, part, value if sure else doubt)


def kinds_of(value: Value) -> tuple[str, ...]:
    """Return the kinds along which methods and attributes of a value are looked up: its class and the bases of it."""
    first = kind_of(value)
    return (first, *kinds.bases(first)) if first else ()


def set_item(machine: Interpreter, receiver: Value, target: cst.Subscript, value: Value) -> None:
    """Set an item of a dict, a list or an array."""
    index = evaluate_index(machine, target)
    if special(machine, receiver, "__setitem__", target, index, value) is not None:
        return
    if isinstance(receiver, Instance) and receiver.kind == "dict":
        content = receiver.fields.get("items")
        if isinstance(content, Dict):
            for model in models_in(value):
                machine.recorder.event("keep", model.api, machine.place(target), tuple(machine.contexts), model.identity)
            known = content.set(index.value, value) if isinstance(index, Const) else Dict((), complete=False)
            machine.write(receiver, "items", known)
    elif isinstance(receiver, Instance) and receiver.kind in {"keras.configuration", WORDS}:
        machine.write(receiver, "of", Const(None))
    elif isinstance(receiver, Api) and receiver.name == ENVIRONMENT:
        machine.recorder.event(
            "environment", ENVIRONMENT, machine.place(target), tuple(machine.contexts), variable=index, value=value
        )
        if index == Const(OLD_KERAS) and isinstance(value, Const) and chooses_old_keras(str(value.value)):
            machine.set(FLAVOUR, KERAS_2)
    elif isinstance(receiver, Instance) and receiver.kind == "list":
        content = receiver.fields.get("items")
        if isinstance(content, Tuple):
            machine.write(receiver, "items", _with_item(content, index, value))
    elif isinstance(receiver, Array):
        rebind(machine, target.value, with_columns(receiver, indexing.stored(receiver, value), index, value))


def _with_item(content: Tuple, index: Value, value: Value) -> Tuple:
    match index:
        case Const(value=int() as at) if content.complete and -len(content.items) <= at < len(content.items):
            items = list(content.items)
            items[at] = value
            return Tuple(tuple(items), content.place)
    element = element_of(content)
    return Tuple((Gap(Reason.DATA_DEPENDENT, value if element is None else join(element, value)),), content.place)


def rebind(machine: Interpreter, node: cst.BaseExpression, value: Value) -> None:
    """Give a changed array back to the name or attribute that holds it."""
    if isinstance(node, cst.Name):
        machine.bind(node.value, value)
    elif isinstance(node, cst.Attribute):
        receiver = machine.evaluate(node.value)
        if isinstance(receiver, Instance):
            machine.write(receiver, node.attr.value, value)
        elif isinstance(receiver, Array) and isinstance(value, Array):
            # ``frame.loc[...] = value`` changes the frame behind the locator.
            rebind(machine, node.value, replace(value, container=receiver.container))
    elif isinstance(node, cst.Subscript):
        # ``x[i][j] = value`` changes a part of a part.
        for receiver in options(machine.evaluate(node.value)):
            set_item(machine, receiver, node, value)


def delete(machine: Interpreter, target: cst.BaseExpression) -> None:
    """Unbind a name, or take an item out; other targets are left alone."""
    match target:
        case cst.Name():
            machine.journal.delete(machine.scope.cells_for(target.value), target.value)
        case cst.Subscript():
            for receiver in options(machine.evaluate(target.value)):
                delete_item(machine, receiver, target)
        case cst.Tuple() | cst.List():
            for part in target.elements:
                delete(machine, part.value)


def delete_item(machine: Interpreter, receiver: Value, target: cst.Subscript) -> None:
    """Take an entry out of a dict, or a column out of a frame; what is left of a list is only known piece by piece."""
    content = receiver.fields.get("items") if isinstance(receiver, Instance) else None
    index = evaluate_index(machine, target)
    match receiver, content:
        case Instance(kind="dict"), Dict():
            left = tuple((key, value) for key, value in content.entries if Const(key) != index)
            machine.write(receiver, "items", Dict(left, content.complete and isinstance(index, Const)))
        case Instance(kind="list"), Tuple():
            machine.write(receiver, "items", Tuple((Gap(Reason.DATA_DEPENDENT, element_of(content)),), content.place))
        case Array(container="frame"), _:
            frame = replace(receiver, shape=(receiver.shape[0], None) if receiver.shape else None)
            rebind(machine, target.value, along(receiver, frame, without=names_in(index)))
