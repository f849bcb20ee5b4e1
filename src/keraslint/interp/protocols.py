"""Objects of the program that behave like Python's own: indexed, measured, gone through, added up, with properties."""

from __future__ import annotations

from typing import Final

import libcst as cst

from keraslint.interp.machine import Interpreter
from keraslint.values import BoundMethod, Function, Instance, UserClass, Value

BUILTINS: Final = {
    "builtins.len": "__len__",
    "builtins.iter": "__iter__",
    "builtins.next": "__next__",
    "builtins.str": "__str__",
    "builtins.int": "__int__",
    "builtins.float": "__float__",
    "builtins.bool": "__bool__",
    "builtins.reversed": "__reversed__",
}
"""The builtin functions that ask an object, and the method that answers."""

OPERATORS: Final = {
    "Add": "add", "Subtract": "sub", "Multiply": "mul", "Divide": "truediv", "FloorDivide": "floordiv", "Modulo": "mod",
    "Power": "pow", "MatrixMultiply": "matmul", "BitAnd": "and", "BitOr": "or", "BitXor": "xor", "LeftShift": "lshift",
    "RightShift": "rshift",
}  # fmt: skip


def special(machine: Interpreter, value: Value, name: str, node: cst.CSTNode, *arguments: Value) -> Value | None:
    """Call a special method of an object of the program; ``None`` where it has none of that name."""
    if not isinstance(value, Instance) or not isinstance(value.kind, UserClass):
        return None
    found = value.kind.lookup(name)
    if not isinstance(found, Function):
        return None
    from keraslint.interp.arguments import Arguments

    call = Arguments.of(*arguments)
    call.receiver = value
    return machine.call(found, call, node)


def operated(machine: Interpreter, name: str, left: Value, right: Value, node: cst.CSTNode) -> Value | None:
    """Return ``left name right`` where one of the two is an object of the program that says what that is."""
    method = OPERATORS.get(name)
    if method is None:
        return None
    result = special(machine, left, f"__{method}__", node, right)
    return result if result is not None else special(machine, right, f"__r{method}__", node, left)


def iterated(machine: Interpreter, iterable: Value, node: cst.CSTNode) -> Value:
    """Return what a loop goes through: what the object's own ``__iter__`` gives, or the object itself."""
    result = special(machine, iterable, "__iter__", node)
    return iterable if result is None or result is iterable else result


def setter_of(decorators: tuple[Value, ...]) -> str | None:
    """Return ``setter`` or ``deleter`` where a function is decorated to be that of a property."""
    names = [part.name for part in decorators if isinstance(part, BoundMethod) and isinstance(part.receiver, Function)]
    return next((name for name in names if name in {"setter", "deleter"}), None)
