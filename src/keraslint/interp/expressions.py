"""What expressions mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import libcst as cst

from keraslint.interp.attributes import attribute_of
from keraslint.interp.calls import call_node
from keraslint.interp.concrete import note_condition
from keraslint.interp.functions import make_lambda
from keraslint.interp.guards import asks_for_version
from keraslint.interp.implied import implied
from keraslint.interp.imports import behind_stars, library, resolved
from keraslint.interp.loops import comprehension
from keraslint.interp.lost import note_read
from keraslint.interp.machine import Interpreter, expression
from keraslint.interp.modules import Deferred
from keraslint.interp.operators import binary, compare, is_wide, truth
from keraslint.interp.scope import MAIN
from keraslint.interp.targets import assign, element_of, sequence_of
from keraslint.libs import arithmetic, registry
from keraslint.values import (
    Api,
    Array,
    Const,
    Dict,
    Gap,
    Instance,
    Opaque,
    Reason,
    Scalar,
    Tensor,
    Tuple,
    Unknown,
    Value,
    is_huge,
    join,
    options,
)


@expression(cst.Name)
def name(machine: Interpreter, node: cst.Name) -> Value:
    """Look a name up in the scopes, among the builtins, behind star imports, then among what snippets take for granted."""
    found = machine.scope.find(node.value)
    if found is not None:
        if isinstance(found, Deferred):
            return resolved(machine, found)
        note_read(machine, found)
        return found
    match node.value:
        case "True" | "False":
            return Const(node.value == "True", machine.place(node))
        case "None":
            return Const(None, machine.place(node))
        case "__name__":
            return Const(MAIN) if machine.scope.module.name == MAIN else machine.unknown(Reason.INPUT, node)
        case "__file__":
            return machine.unknown(Reason.INPUT, node)
    if registry.entry_for(f"builtins.{node.value}") is not None:
        return Api(f"builtins.{node.value}", machine.place(node))
    stars = machine.scope.module.stars
    written = behind_stars(stars, node.value) or implied(machine, node.value)
    if written is not None:
        return library(machine, written, node)
    reason = Reason.EXTERNAL if stars else Reason.UNDEFINED_NAME
    return machine.unknown(reason, node, node.value)


LONGEST_LITERAL: Final = 1_000
"""No literal is read beyond this many characters: Python refuses to make a number of many thousands."""


@expression(cst.Integer)
def integer(machine: Interpreter, node: cst.Integer) -> Value:
    """Read an integer literal, of any base."""
    text = node.value
    if len(text) > LONGEST_LITERAL:
        return machine.unknown(Reason.BUDGET, node)
    number = int(text.replace("_", ""), 0)
    return Const(number, machine.place(node)) if not is_huge(number) else machine.unknown(Reason.BUDGET, node)


@expression(cst.Float)
def floating(machine: Interpreter, node: cst.Float) -> Value:
    """Read a float literal."""
    return Const(float(node.value.replace("_", "")), machine.place(node))


@expression(cst.SimpleString)
def string(machine: Interpreter, node: cst.SimpleString) -> Value:
    """Read a string literal."""
    text = node.value
    if text[0] in "'\"" and "\\" not in text:  # the common case, without the compiler behind `evaluated_value`
        quotes = 3 if text[:3] in {"'''", '"""'} else 1
        return Const(text[quotes:-quotes], machine.place(node))
    try:
        return Const(node.evaluated_value, machine.place(node))
    except (ValueError, SyntaxError):
        return machine.unknown(Reason.UNSUPPORTED_SYNTAX, node)


@expression(cst.ConcatenatedString)
def concatenated(machine: Interpreter, node: cst.ConcatenatedString) -> Value:
    """Join adjacent string literals."""
    match machine.evaluate(node.left), machine.evaluate(node.right):
        case Const(value=str() as left), Const(value=str() as right):
            return Const(left + right, machine.place(node))
    return machine.unknown(Reason.DATA_DEPENDENT, node)


@expression(cst.FormattedString)
def formatted(machine: Interpreter, node: cst.FormattedString) -> Value:
    """Compute an f-string whose parts are known."""
    parts = []
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            parts.append(part.value.replace("{{", "{").replace("}}", "}"))
            continue
        assert isinstance(part, cst.FormattedStringExpression)
        value = machine.evaluate(part.expression)
        text = _formatted(value, part)
        if text is None:
            return machine.unknown(Reason.DATA_DEPENDENT, node)
        parts.append(text)
    return Const("".join(parts), machine.place(node))


CONVERSIONS: Final[dict[str, Callable[[Scalar], str]]] = {"r": repr, "a": ascii, "s": str}


def _formatted(value: Value, part: cst.FormattedStringExpression) -> str | None:
    """Return the text of one part of an f-string, or ``None`` where it is not known."""
    texts = [inner.value for inner in part.format_spec or () if isinstance(inner, cst.FormattedStringText)]
    specification = "".join(texts)
    if not isinstance(value, Const) or len(texts) != len(part.format_spec or ()) or is_wide(specification):
        return None
    convert = CONVERSIONS.get(part.conversion or "")
    try:
        return format(value.value if convert is None else convert(value.value), specification)
    except (TypeError, ValueError, OverflowError):
        return None


@expression(cst.Tuple)
def tuple_display(machine: Interpreter, node: cst.Tuple) -> Value:
    """Make a tuple."""
    return Tuple(elements(machine, node.elements), machine.place(node))


@expression(cst.List)
def list_display(machine: Interpreter, node: cst.List) -> Value:
    """Make a list."""
    place = machine.place(node)
    return machine.make_list(Tuple(elements(machine, node.elements), place), place)


LARGE = 2_000
"""A display with more elements than this is summarised by its first and last ones and a gap."""


def elements(machine: Interpreter, nodes: object) -> tuple[Value | Gap, ...]:
    """Evaluate the elements of a display, unpacking starred ones."""
    found: list[Value | Gap] = []
    sequence = list(nodes)  # type: ignore[call-overload]
    if len(sequence) > LARGE:
        first = machine.evaluate(sequence[0].value)
        last = machine.evaluate(sequence[-1].value)
        element = join(first, last) if type(first) is type(last) and not isinstance(first, Const) else None
        return (first, Gap(Reason.BUDGET, element), last)
    for node in sequence:
        value = machine.evaluate(node.value)
        if isinstance(node, cst.StarredElement):
            content = sequence_of(value)
            found.extend(content.items if content is not None else (Gap(Reason.DATA_DEPENDENT, element_of(value)),))
        else:
            found.append(value)
    return tuple(found)


@expression(cst.Set)
def set_display(machine: Interpreter, node: cst.Set) -> Value:
    """Make a set."""
    place = machine.place(node)
    return Instance("set", place=place, fields={"items": Tuple(elements(machine, node.elements), place)})


@expression(cst.Dict)
def dict_display(machine: Interpreter, node: cst.Dict) -> Value:
    """Make a dict; keys that are not constants leave it incomplete."""
    content = Dict(())
    entries: dict[tuple[type, Scalar], tuple[Scalar, Value]] = {}
    complete = True
    for element in node.elements:
        if isinstance(element, cst.StarredDictElement):
            value = machine.evaluate(element.value)
            inner = value.fields.get("items") if isinstance(value, Instance) and value.kind == "dict" else None
            if isinstance(inner, Dict):
                entries.update({(type(key), key): (key, known) for key, known in inner.entries})
                complete = complete and inner.complete
            else:
                complete = False
            continue
        assert isinstance(element, cst.DictElement)
        key = machine.evaluate(element.key)
        value = machine.evaluate(element.value)
        if isinstance(key, Const):
            entries[type(key.value), key.value] = (key.value, value)
        else:
            complete = False
    content = Dict(tuple(entries.values()), complete)
    return Instance("dict", place=machine.place(node), fields={"items": content})


@expression(cst.BinaryOperation)
def binary_operation(machine: Interpreter, node: cst.BinaryOperation) -> Value:
    """Compute with an arithmetic operator."""
    return binary(machine, type(node.operator).__name__, machine.evaluate(node.left), machine.evaluate(node.right), node)


@expression(cst.UnaryOperation)
def unary_operation(machine: Interpreter, node: cst.UnaryOperation) -> Value:
    """Negate, invert, or leave alone."""
    value = machine.evaluate(node.expression)
    if isinstance(node.operator, cst.Not):
        note_condition(machine, value, node.expression)
        known = truth(machine, value)
        return Const(not known) if known is not None else machine.unknown(Reason.DATA_DEPENDENT, node)
    match value:
        case Const(value=int() | float() as number):
            match node.operator:
                case cst.Minus():
                    return Const(-number, machine.place(node), value.origin)
                case cst.Plus():
                    return value
                case cst.BitInvert() if isinstance(number, int):
                    return Const(~number, machine.place(node), value.origin)
        case Array():
            return arithmetic.unary(type(node.operator).__name__, value, machine.place(node))
        case Tensor() | Unknown():
            return value
    return machine.unknown(Reason.UNMODELLED_CALL, node)


@expression(cst.BooleanOperation)
def boolean_operation(machine: Interpreter, node: cst.BooleanOperation) -> Value:
    """Compute ``and`` and ``or`` as far as the left side decides."""
    left = machine.evaluate(node.left)
    note_condition(machine, left, node.left)
    known = truth(machine, left)
    is_and = isinstance(node.operator, cst.And)
    if known is not None:
        return machine.evaluate(node.right) if known == is_and else left
    right = machine.evaluate(node.right)
    return right if isinstance(right, Unknown) else join(left, right)


@expression(cst.Comparison)
def comparison(machine: Interpreter, node: cst.Comparison) -> Value:
    """Compute a comparison; chains are decided link by link."""
    left = machine.evaluate(node.left)
    result: Value = Const(True)
    for target in node.comparisons:
        right = machine.evaluate(target.comparator)
        result = compare(machine, type(target.operator).__name__, left, right, node)
        if len(node.comparisons) > 1 and truth(machine, result) is not True:
            return result
        left = right
    return result


@expression(cst.IfExp)
def conditional_expression(machine: Interpreter, node: cst.IfExp) -> Value:
    """Take the branch that is known, or join both."""
    if asks_for_version(node.test):
        with machine.recorder.guarded():
            return _one_of_two(machine, node)
    return _one_of_two(machine, node)


def _one_of_two(machine: Interpreter, node: cst.IfExp) -> Value:
    value = machine.evaluate(node.test)
    note_condition(machine, value, node.test)
    test = truth(machine, value)
    if test is not None:
        return machine.evaluate(node.body if test else node.orelse)
    return join(machine.evaluate(node.body), machine.evaluate(node.orelse))


@expression(cst.Attribute)
def attribute(machine: Interpreter, node: cst.Attribute) -> Value:
    """Read an attribute."""
    receiver = machine.evaluate(node.value)
    results = [attribute_of(machine, option, node.attr.value, node) for option in options(receiver)]
    result = results[0]
    for other in results[1:]:
        result = join(result, other)
    return result


@expression(cst.Call)
def call(machine: Interpreter, node: cst.Call) -> Value:
    """Call something."""
    return call_node(machine, node)


@expression(cst.Lambda)
def lambda_expression(machine: Interpreter, node: cst.Lambda) -> Value:
    """Make a function."""
    return make_lambda(machine, node)


@expression(cst.ListComp)
def list_comprehension(machine: Interpreter, node: cst.ListComp) -> Value:
    """Make a list."""
    return machine.make_list(comprehension(machine, node.for_in, lambda: machine.evaluate(node.elt)), machine.place(node))


@expression(cst.GeneratorExp, cst.SetComp)
def generator_expression(machine: Interpreter, node: cst.GeneratorExp | cst.SetComp) -> Value:
    """Make a sequence; that it is lazy makes no difference here."""
    return comprehension(machine, node.for_in, lambda: machine.evaluate(node.elt))


@expression(cst.DictComp)
def dict_comprehension(machine: Interpreter, node: cst.DictComp) -> Value:
    """Make a dict."""
    pairs = comprehension(machine, node.for_in, lambda: Tuple((machine.evaluate(node.key), machine.evaluate(node.value))))
    content = Dict((), complete=pairs.complete)
    for pair in pairs.values:
        assert isinstance(pair, Tuple)
        key, value = pair.values
        content = content.set(key.value, value) if isinstance(key, Const) else Dict(content.entries, complete=False)
    return Instance("dict", place=machine.place(node), fields={"items": content})


@expression(cst.NamedExpr)
def named_expression(machine: Interpreter, node: cst.NamedExpr) -> Value:
    """Bind and return."""
    value = machine.evaluate(node.value)
    assign(machine, node.target, value)
    return value


@expression(cst.Await)
def await_expression(machine: Interpreter, node: cst.Await) -> Value:
    """Return the awaited value."""
    return machine.evaluate(node.expression)


@expression(cst.Yield)
def yield_expression(machine: Interpreter, node: cst.Yield) -> Value:
    """Keep what a generator yields for the call of it."""
    if isinstance(node.value, cst.From):
        element = element_of(machine.evaluate(node.value.item))
        value: Value = element if element is not None else machine.unknown(Reason.DATA_DEPENDENT, node)
    else:
        value = Const(None) if node.value is None else machine.evaluate(node.value)
    if machine.frames:
        machine.frames[-1].yields.append(value)
    return Const(None)


@expression(cst.Ellipsis)
def ellipsis(machine: Interpreter, node: cst.Ellipsis) -> Value:
    """``...`` means something only inside the brackets of a subscript."""
    return Opaque("ellipsis")
