"""What the classes of a program that derive from Keras say about how their objects are made, stored and made again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import libcst as cst

from keraslint.interp.idle import BASES, idle
from keraslint.interp.machine import Interpreter
from keraslint.ir import CustomClass
from keraslint.nodes import walk
from keraslint.values import Api, Function, UserClass, Value

KERAS: Final = "keras."
REGISTRATION: Final = "register_keras_serializable"


def classes(machine: Interpreter) -> Iterator[CustomClass]:
    """Walk the classes of the program whose bases are known to lead to one of Keras, in the order of their definition."""
    for value, *_ in machine.definitions:
        base = value.library_base() if isinstance(value, UserClass) else None
        if isinstance(value, UserClass) and value.place is not None and base is not None and base.startswith(KERAS):
            yield _described(machine, value, base)


def _described(machine: Interpreter, cls: UserClass, base: str) -> CustomClass:
    maker = cls.lookup("__init__")
    definition = maker.definition if isinstance(maker, Function) and isinstance(maker.definition, cst.FunctionDef) else None
    parameters = definition.params if definition is not None else None
    return CustomClass(
        name=cls.name,
        base=base,
        place=cls.place,
        maker=maker.place if isinstance(maker, Function) else None,
        parameters=() if parameters is None else tuple(each.name.value for each in _named(parameters))[1:],
        takes_rest=parameters is None or parameters.star_kwarg is not None,
        makes_base=definition is None or _makes_base(definition),
        configured=cls.lookup("get_config") is not None or cls.lookup("from_config") is not None,
        registered=any(_registers(decorator) for decorator in cls.decorators),
        idle=tuple(idle(machine, cls)) if base in BASES else (),
    )


def _makes_base(definition: cst.FunctionDef) -> bool:
    """Say whether a constructor calls one, such as that of the base."""
    return any(
        isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.func.attr.value == "__init__"
        for node in walk(definition)
    )


def _named(parameters: cst.Parameters) -> tuple[cst.Param, ...]:
    return (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params)


def _registers(decorator: Value) -> bool:
    """Say whether a decorator may tell Keras of a class; one that is not known may do anything."""
    return not isinstance(decorator, Api) or decorator.name.endswith(REGISTRATION)
