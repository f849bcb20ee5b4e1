"""Subscripts: items and slices."""

from __future__ import annotations

import libcst as cst

from keraslint.interp.machine import Interpreter, expression
from keraslint.interp.protocols import special
from keraslint.interp.records import fields_in_order
from keraslint.interp.results import note_item
from keraslint.libs import indexing
from keraslint.values import (
    Array,
    Const,
    Dataset,
    Dict,
    Gap,
    Instance,
    Opaque,
    Reason,
    Tensor,
    Tuple,
    Unknown,
    Value,
    join,
    options,
)


def evaluate_index(machine: Interpreter, node: cst.Subscript) -> Value:
    """Return what stands between the brackets: a value, a slice as ``Opaque("slice")``, or a tuple of those."""
    parts = [_element(machine, element.slice) for element in node.slice]
    return parts[0] if len(parts) == 1 and not isinstance(node.slice[0].comma, cst.Comma) else Tuple(tuple(parts))


def _element(machine: Interpreter, node: cst.BaseSlice) -> Value:
    if isinstance(node, cst.Slice):
        return Opaque(
            "slice",
            tuple(Const(None) if part is None else machine.evaluate(part) for part in (node.lower, node.upper, node.step)),
        )
    assert isinstance(node, cst.Index)
    return machine.evaluate(node.value)


@expression(cst.Subscript)
def subscript(machine: Interpreter, node: cst.Subscript) -> Value:
    """Return an item or a slice of a value."""
    receiver = machine.evaluate(node.value)
    index = evaluate_index(machine, node)
    results = [item(machine, option, index, node) for option in options(receiver)]
    result = results[0]
    for other in results[1:]:
        result = join(result, other)
    return result


def item(machine: Interpreter, receiver: Value, index: Value, node: cst.Subscript) -> Value:
    """Return ``receiver[index]``."""
    own = special(machine, receiver, "__getitem__", node, index)
    if own is not None:
        return own
    note_item(machine, receiver, index, node)
    receiver = fields_in_order(receiver) or receiver
    match receiver:
        case Unknown():
            return receiver
        case Tuple():
            return _of_tuple(machine, receiver, index, node)
        case Instance(kind="list", fields={"items": Tuple() as content}):
            found = _of_tuple(machine, content, index, node)
            return machine.make_list(found) if isinstance(found, Tuple) and isinstance(index, Opaque) else found
        case Instance(kind="dict", fields={"items": Dict() as entries}):
            return _of_dict(machine, entries, index, node)
        case Instance(kind="keras.configuration"):  # what is taken out of it may be changed in ways that are not seen
            machine.write(receiver, "of", Const(None))
        case Const(value=str() as text) if isinstance(index, Const):
            return _of_tuple(machine, Tuple(tuple(Const(letter) for letter in text)), index, node)
        case Array():
            return indexing.array_item(receiver, index, machine.place(node))
        case Tensor() if isinstance(index, Const) and isinstance(index.value, str):
            return machine.unknown(Reason.DATA_DEPENDENT, node, "an input by name")
        case Tensor():
            return indexing.tensor_item(receiver, index, machine.place(node))
        case Dataset() if isinstance(index, Const):
            return receiver.element
    return machine.unknown(Reason.UNMODELLED_CALL, node, "subscript")


def _of_tuple(machine: Interpreter, content: Tuple, index: Value, node: cst.Subscript) -> Value:
    match index:
        case Const(value=int() as at):
            # Elements in front of the first gap, and behind the last one, keep their index.
            items = content.items if at >= 0 else content.items[::-1]
            wanted = at if at >= 0 else -at - 1
            for position, element in enumerate(items):
                if isinstance(element, Gap):
                    return element.element if element.element is not None else machine.unknown(element.reason, node)
                if position == wanted:
                    return element
            return machine.unknown(Reason.INVALID, node)
        case Opaque(kind="slice", parts=parts):
            bounds = slice_bounds(parts)
            if bounds == slice(None):
                return content
            if content.complete and bounds is not None:
                return Tuple(content.items[bounds], machine.place(node))
            gap = Gap(Reason.DATA_DEPENDENT, _joined(content))
            return Tuple((gap,), machine.place(node))
    joined = _joined(content)
    return joined if joined is not None else machine.unknown(Reason.DATA_DEPENDENT, node)


def slice_bounds(parts: tuple[Value, ...]) -> slice | None:
    """Return a slice whose parts are known whole numbers, or ``None``."""
    bounds = [part.value for part in parts if isinstance(part, Const) and isinstance(part.value, int | None)]
    return slice(*bounds) if len(bounds) == len(parts) and bounds[-1:] != [0] else None


def _joined(content: Tuple) -> Value | None:
    joined: Value | None = None
    for element in content.items:
        value = element.element if isinstance(element, Gap) else element
        if value is None:
            return None
        joined = value if joined is None else join(joined, value)
    return joined


def _of_dict(machine: Interpreter, content: Dict, index: Value, node: cst.Subscript) -> Value:
    if isinstance(index, Const):
        found = content.get(index.value)
        if found is not None:
            return found
        return machine.unknown(Reason.INVALID if content.complete else Reason.DATA_DEPENDENT, node)
    joined: Value | None = None
    for _, value in content.entries:
        joined = value if joined is None else join(joined, value)
    if joined is None or not content.complete:
        return machine.unknown(Reason.DATA_DEPENDENT, node)
    return joined
