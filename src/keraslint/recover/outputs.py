"""The outputs of a model by name, and what ``compile`` gives to each of them."""

from __future__ import annotations

import re
from typing import Final

from keraslint.recover.walk import tensors_of
from keraslint.values import Const, Dict, Instance, Tuple, Value

_WORD: Final = re.compile("(.)([A-Z][a-z]+)")
_TAIL: Final = re.compile("([a-z])([A-Z])")


def snake(name: str) -> str:
    """Return a class name as Keras writes it in names: ``MeanIoU`` as ``mean_io_u``, ``Conv2D`` as ``conv2d``."""
    return _TAIL.sub(r"\1_\2", _WORD.sub(r"\1_\2", name)).lower()


def name_of(instance: Instance) -> str | None:
    """Return the name of a layer or metric, given or made up by Keras; ``None`` where it is not known."""
    given = instance.arguments.get("name")
    value = given.value if given is not None and given.value != Const(None) else instance.fields.get("auto_name")
    return value.value if isinstance(value, Const) and isinstance(value.value, str) else None


def output_names(instance: Instance) -> tuple[str | None, ...]:
    """Return the names under which losses and metrics can be given for the outputs of a functional model; else none."""
    outputs = instance.fields.get("outputs")
    if isinstance(outputs, Instance) and isinstance(entries := outputs.fields.get("items"), Dict):
        return tuple(sorted(str(key) for key, _ in entries.entries))
    ends = tensors_of(outputs)
    return tuple(None if end.node is None else name_of(end.node.layer) for end in ends or ())


def listed(value: Value | None) -> list[Value] | None:
    """Return the parts of a list, tuple or dict of losses or metrics, or ``None`` for a single one."""
    match value:
        case Tuple() if value.complete:
            return list(value.values)
        case Instance(kind="list", fields={"items": Tuple() as content}) if content.complete:
            return list(content.values)
        case Instance(kind="dict", fields={"items": Dict(complete=True) as entries}):
            return [item for _, item in entries.entries]
    return None


def by_output(value: Value, names: tuple[str | None, ...]) -> list[Value | None] | None:
    """Return what a list or dict holds for each of the outputs; ``None`` where that cannot be told."""
    match value:
        case Instance(kind="dict", fields={"items": Dict(complete=True) as entries}):
            if not {key for key, _ in entries.entries} <= set(names):
                return None
            return [None if name is None else entries.get(name) for name in names]
    parts = listed(value)
    return list(parts) if parts is not None and len(parts) == len(names) else None
