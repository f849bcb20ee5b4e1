"""Objects of the program that feed a model: a ``Sequence`` class is a source of what its ``__getitem__`` returns."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import libcst as cst

from keraslint.interp.arguments import Arguments
from keraslint.interp.machine import Interpreter
from keraslint.libs.tensorflow.elements import normal
from keraslint.values import Argument, Dataset, Function, Instance, Reason, Step, UserClass, Value

SEQUENCE: Final = "keras.utils.Sequence"
FED: Final = ("x", "generator", "validation_data")
"""The parameters of the training methods that take data."""


def with_datasets(machine: Interpreter, arguments: dict[str, Argument], node: cst.CSTNode) -> dict[str, Argument]:
    """Return the arguments with datasets in place of the objects that the model would draw batches from."""
    found = dict(arguments)
    for name in FED:
        argument = found.get(name)
        if argument is not None and isinstance(argument.value, Instance):
            found[name] = replace(argument, value=drawn_from(machine, argument.value, node))
    return found


def drawn_from(machine: Interpreter, source: Instance, node: cst.CSTNode) -> Value:
    """Return the dataset that an object of a ``Sequence`` class stands for; any other object as it is."""
    if not isinstance(source.kind, UserClass) or source.api != SEQUENCE:
        return source
    own = source.kind.lookup("__getitem__")
    if not isinstance(own, Function):
        return source
    index = machine.unknown(Reason.LOOP, node)
    batch = machine.call(own, replace(Arguments.of(index), receiver=source), node)
    return Dataset(normal(batch), batched=True, stages=(Step("load", source.kind.name, source.place),), origin=source)
