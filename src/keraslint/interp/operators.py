"""Arithmetic, comparison and truth over abstract values."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import libcst as cst

from keraslint.interp.machine import Interpreter
from keraslint.interp.protocols import operated
from keraslint.interp.records import are_different_members
from keraslint.interp.results import note_asked
from keraslint.ir import Fact
from keraslint.libs import arithmetic
from keraslint.libs.arrays import is_prediction
from keraslint.source import Place
from keraslint.values import (
    Api,
    Array,
    Const,
    Dataset,
    Dict,
    Function,
    Gap,
    Instance,
    Node,
    OneOf,
    Origin,
    Reason,
    Shape,
    Tensor,
    Tuple,
    Unknown,
    UserClass,
    Value,
    is_huge,
    join,
    options,
)

ARITHMETIC: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "Add": operator.add,
    "Subtract": operator.sub,
    "Multiply": operator.mul,
    "Divide": operator.truediv,
    "FloorDivide": operator.floordiv,
    "Modulo": operator.mod,
    "Power": operator.pow,
    "BitAnd": operator.and_,
    "BitOr": operator.or_,
    "BitXor": operator.xor,
    "LeftShift": operator.lshift,
    "RightShift": operator.rshift,
}

COMPARISONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "Equal": operator.eq,
    "NotEqual": operator.ne,
    "LessThan": operator.lt,
    "GreaterThan": operator.gt,
    "LessThanEqual": operator.le,
    "GreaterThanEqual": operator.ge,
}

LARGEST: Final = 10**6
"""No string is computed beyond this size: a linter does not evaluate ``"a" * 10**9``."""

LONGEST: Final = 256
"""A sequence that is repeated beyond this length is summed up as one gap of known count."""


def binary(machine: Interpreter, name: str, left: Value, right: Value, node: cst.CSTNode, *, in_place: bool = False) -> Value:
    """Return ``left name right`` for an arithmetic operator named as LibCST names it."""
    if isinstance(left, OneOf) or isinstance(right, OneOf):
        return _over_options(machine, name, left, right, node)
    own = operated(machine, name, left, right, node)
    return own if own is not None else _of_library(machine, name, left, right, node, in_place=in_place)


def _of_library(machine: Interpreter, name: str, left: Value, right: Value, node: cst.CSTNode, *, in_place: bool) -> Value:
    """Return what an operator makes of values that are no objects of the program."""
    match left, right:
        case Const(), Const():
            return constants(machine, name, left, right, node)
        case Const(value=str() as text), Tuple() if name == "Modulo":
            return _filled_in(machine, text, right, node)
        case (Tensor(), _) | (_, Tensor()):
            return _symbolic(machine, name, left, right, node)
        case (Array() | Dataset(), _) | (_, Array() | Dataset()):
            place = machine.place(node)
            result = arithmetic.binary(name, left, right, place)
            if arithmetic.is_scaling(name, left, right):
                machine.recorder.scaling(place)
            return result
        case (Tuple(), _) | (_, Tuple()):
            return _tuples(machine, name, left, right, node)
        case (Instance(kind="list"), _):
            return _lists(machine, name, left, right, node, in_place=in_place)
    if arithmetic.is_scaling(name, left, right):
        machine.recorder.scaling(machine.place(node))
    for value in (left, right):
        if isinstance(value, Unknown):
            return value if value.reason is not Reason.COUNTER or _whole(name, left, right) else Unknown(Reason.LOOP, value.place)
    return machine.unknown(Reason.UNMODELLED_CALL, node, f"operator {name}")


def _whole(name: str, left: Value, right: Value) -> bool:
    """Say whether an operator makes a whole number again of one that changes in a loop."""
    whole = (_is_whole(value) for value in (left, right))
    return name in {"Add", "Subtract", "Multiply", "FloorDivide", "Modulo"} and all(whole)


def _is_whole(value: Value) -> bool:
    return value.reason is Reason.COUNTER if isinstance(value, Unknown) else isinstance(value, Const) and type(value.value) is int


def _over_options(machine: Interpreter, name: str, left: Value, right: Value, node: cst.CSTNode) -> Value:
    results = [binary(machine, name, one, other, node) for one in options(left) for other in options(right)]
    if all(isinstance(result, Const) for result in results) and len(results) <= OneOf.MOST:
        return OneOf(tuple(dict.fromkeys(results)))
    return machine.unknown(Reason.BRANCHES, node)


def constants(machine: Interpreter, name: str, left: Const, right: Const, node: cst.CSTNode) -> Value:
    """Compute with two constants, unless the result would be huge or the program would fail."""
    function = ARITHMETIC.get(name)
    if function is None or _too_large(name, left.value, right.value):
        return machine.unknown(Reason.BUDGET if function else Reason.UNSUPPORTED_SYNTAX, node)
    try:
        result = function(left.value, right.value)
    except Exception:  # noqa: BLE001 - whatever a user's arithmetic raises, it is a fact about that program, not about this one
        return machine.unknown(Reason.INVALID, node)
    if is_huge(result):
        return machine.unknown(Reason.BUDGET, node)
    return Const(result, left.place or right.place or machine.place(node), derived(left, right))


def _filled_in(machine: Interpreter, text: str, values: Value, node: cst.CSTNode) -> Value:
    """Format a string with ``%`` and several constants."""
    held = [item.value for item in values.items if isinstance(item, Const)] if isinstance(values, Tuple) else []
    if not isinstance(values, Tuple) or len(held) != len(values.items) or is_wide(text):
        return machine.unknown(Reason.DATA_DEPENDENT, node)
    try:
        return Const(text % tuple(held), machine.place(node))
    except (TypeError, ValueError, OverflowError):
        return machine.unknown(Reason.INVALID, node)


def derived(*values: Const) -> Origin:
    """Return the origin of something computed from constants: the least trusted of theirs."""
    for origin in (Origin.CALLER, Origin.LOOP, Origin.PARAMETER_DEFAULT, Origin.DATASET):
        if any(value.origin is origin for value in values):
            return origin
    return Origin.LITERAL


_WIDE: Final = re.compile(r"\d{3}|\*")


def is_wide(specification: str) -> bool:
    """Say whether formatting may make a string much longer than what goes into it."""
    return _WIDE.search(specification) is not None


def _too_large(name: str, left: Any, right: Any) -> bool:
    match name:
        case "Power":
            return isinstance(left, int) and isinstance(right, int) and abs(right) * abs(left).bit_length() > 4096
        case "Multiply":
            sizes = [len(value) for value in (left, right) if isinstance(value, str | bytes)]
            counts = [value for value in (left, right) if isinstance(value, int)]
            return bool(sizes and counts and sizes[0] * counts[0] > LARGEST) or all(
                isinstance(value, int) and value.bit_length() > 4096 for value in (left, right)
            )
        case "LeftShift":
            return isinstance(right, int) and right > 4096
        case "Modulo":
            return isinstance(left, bytes) or (isinstance(left, str) and is_wide(left))
    return False


def _symbolic(machine: Interpreter, name: str, left: Value, right: Value, node: cst.CSTNode) -> Tensor:
    """Return the tensor that arithmetic on Keras tensors makes: a node of its own in the graph."""
    tensors = tuple(value for value in (left, right) if isinstance(value, Tensor))
    place = machine.place(node)
    layer = Instance(f"keras.ops.{arithmetic.OPERATIONS.get(name, name.lower())}", place=place)
    if arithmetic.is_scaling(name, left, right):
        machine.recorder.scaling(place)
    other = next((value for value in (left, right) if not isinstance(value, Tensor)), None)
    keywords = () if other is None else (("other", other),)
    return Tensor(_symbolic_shape(name, left, right), tensors[0].dtype, Node(layer, tensors, keywords, place))


def _symbolic_shape(name: str, left: Value, right: Value) -> Shape | None:
    """Return the shape of arithmetic on tensors. What is not known is taken to have no more axes than the tensor."""
    one, other = _extents(left), _extents(right)
    if name == "MatrixMultiply":
        return arithmetic.matmul_shape(one, other)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        known = one if isinstance(right, Unknown) else other
        return None if known is None else tuple(None if extent == 1 else extent for extent in known)
    return arithmetic.broadcast(one, other)


def _extents(value: Value) -> Shape | None:
    """Return the shape of an operand; a number has no axes."""
    match value:
        case Tensor(shape=shape) | Array(shape=shape):
            return shape
        case Const():
            return ()
    return None


def _tuples(machine: Interpreter, name: str, left: Value, right: Value, node: cst.CSTNode) -> Value:
    match name, left, right:
        case "Add", Tuple(), Tuple():
            return Tuple((*left.items, *right.items), machine.place(node))
        case ("Multiply", Tuple() as content, Const(value=int() as times)) | (
            "Multiply",
            Const(value=int() as times),
            Tuple() as content,
        ):
            return _repeated(content, times, machine.place(node))
    return machine.unknown(Reason.UNMODELLED_CALL, node, f"operator {name}")


def _repeated(content: Tuple, times: int, place: Place) -> Tuple:
    if times <= 0 or not content.items:
        return Tuple((), place)
    if times * len(content.items) <= LONGEST:
        return Tuple(content.items * times, place)
    element: Value | None = None
    for item in content.items:
        value = item.element if isinstance(item, Gap) else item
        if value is None:
            return Tuple((Gap(Reason.BUDGET, None, content.length and content.length * times),), place)
        element = value if element is None else join(element, value)
    return Tuple((Gap(Reason.BUDGET, element, None if content.length is None else content.length * times),), place)


def _lists(machine: Interpreter, name: str, left: Value, right: Value, node: cst.CSTNode, *, in_place: bool) -> Value:
    assert isinstance(left, Instance)
    content = left.fields.get("items")
    if isinstance(content, Tuple):
        addition = right.fields.get("items") if isinstance(right, Instance) and right.kind == "list" else right
        joined = _tuples(machine, name, content, addition if addition is not None else right, node)
        if isinstance(joined, Tuple):
            if in_place and name == "Add":
                machine.write(left, "items", joined)
                return left
            return machine.make_list(joined, machine.place(node))
    return machine.unknown(Reason.UNMODELLED_CALL, node, f"operator {name}")


def compare(machine: Interpreter, name: str, left: Value, right: Value, node: cst.CSTNode) -> Value:
    """Return the value of one comparison."""
    match left, right:
        case Const(), Const() if name in COMPARISONS:
            try:
                return Const(bool(COMPARISONS[name](left.value, right.value)))
            except TypeError:
                return machine.unknown(Reason.INVALID, node)
        case (Const(), Const()) if name in {"Is", "IsNot"}:
            same = left.value is right.value or (left == right and type(left.value) is type(right.value))
            return Const(same if name == "Is" else not same)
        case (Tensor(), _) | (_, Tensor()) if name in COMPARISONS:
            return replace(_symbolic(machine, name, left, right, node), dtype="bool")
        case (Array() | Dataset(), _) | (_, Array()):
            _record_comparison(machine, name, left, right, node)
            return arithmetic.compared(name, left, right, machine.place(node))
    if left is right and isinstance(left, Instance) and name in {"Equal", "Is", "NotEqual", "IsNot"}:
        return Const(name in {"Equal", "Is"})
    if name in {"Equal", "Is", "NotEqual", "IsNot"} and are_different_members(left, right):
        return Const(name in {"NotEqual", "IsNot"})
    if name in {"Is", "IsNot"} and _surely_not_none(left) and right == Const(None):
        return Const(name == "IsNot")
    if name in {"In", "NotIn"}:
        note_asked(machine, left, right, node)
        found = _contains(left, right)
        if found is not None:
            return Const(found if name == "In" else not found)
    return machine.unknown(Reason.DATA_DEPENDENT, node)


def _record_comparison(machine: Interpreter, name: str, left: Value, right: Value, node: cst.CSTNode) -> None:
    """Record that predictions are compared with something; a number that is written in place is a fact of its own."""
    if not any(isinstance(side, Array) and is_prediction(side) for side in (left, right)):
        return
    details: dict[str, Any] = {"operator": name, "left": left, "right": right}
    written = {node.left, *(target.comparator for target in node.comparisons)} if isinstance(node, cst.Comparison) else set()
    if isinstance(right, Const) and right.place is not None and right.place.node in written:
        details["by"] = Fact(right.value, right.place, path=("events", machine.recorder.upcoming, "by"))
    machine.recorder.event("compare", name, machine.place(node), tuple(machine.contexts), **details)


def _surely_not_none(value: Value) -> bool:
    return isinstance(value, Instance | Array | Tensor | Dataset | Tuple | Function | UserClass | Api)


def _contains(item: Value, container: Value) -> bool | None:
    if not isinstance(item, Const):
        return None
    content = container.fields.get("items") if isinstance(container, Instance) else container
    match content:
        case Tuple() if content.complete and all(isinstance(value, Const) for value in content.values):
            return item in content.values
        case Dict(complete=True):
            return content.get(item.value) is not None
        case Const(value=str() as text) if isinstance(item.value, str):
            return item.value in text
    return None


def truth(machine: Interpreter, value: Value) -> bool | None:
    """Return whether a value counts as true, or ``None`` when that is not known.

    The default of a function that nothing calls does not decide a branch: its caller may decide otherwise.
    """
    match value:
        case Const(origin=Origin.PARAMETER_DEFAULT):
            return None
        case Const():
            return bool(value.value)
        case Tuple() if value.complete:
            return bool(value.items)
        case Instance(kind="list"):
            content = value.fields.get("items")
            return bool(content.items) if isinstance(content, Tuple) and content.complete else None
        case Instance(kind="dict"):
            entries = value.fields.get("items")
            return bool(entries.entries) if isinstance(entries, Dict) and entries.complete else None
        case Instance() | Function() | UserClass() | Tensor():
            return True
    return None
