"""LibCST's nodes made faster while a file is parsed: the same nodes, without the checks that its own parser need not pass.

The native parser makes every node by calling its class, and the ``__init__`` of a frozen data class sets each field by name and
then validates it. Here, as long as a parse lasts, the fields are set through their slots and nothing is validated.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import MISSING, Field, fields
from functools import cache
from itertools import count
from typing import Any, Final

import libcst as cst

PLAIN: Final = "__init__"


WORTH: Final = 16
"""From the parse of so many files on it is quicker: before, to write the quick way down takes more than it saves."""

_parses: Final = count()


def parsing() -> AbstractContextManager[None]:
    """Make nodes the quick way inside of the block, if it is not one of the first."""
    return quick() if next(_parses) >= WORTH else nullcontext()


@contextmanager
def quick() -> Iterator[None]:
    """Make nodes the quick way inside of the block."""
    swapped = _initialisers()
    for kind, (_, ours) in swapped.items():
        setattr(kind, PLAIN, ours)
    try:
        yield
    finally:
        for kind, (theirs, _) in swapped.items():
            setattr(kind, PLAIN, theirs)


@cache
def _initialisers() -> dict[type, tuple[Any, Any]]:
    """Return their initialiser and ours for each class of nodes that has a slot for every field."""
    found: dict[type, tuple[Any, Any]] = {}
    for kind in vars(cst).values():
        if isinstance(kind, type) and issubclass(kind, cst.CSTNode) and PLAIN in vars(kind):
            setters = {field.name: _setter(kind, field.name) for field in fields(kind) if field.init}
            if setters and None not in setters.values():
                found[kind] = (vars(kind)[PLAIN], _initialiser(kind, setters))
    return found


def _setter(kind: type, name: str) -> Any:
    """Return what sets the slot of a field; ``None`` where it has none."""
    slot = next((vars(base)[name] for base in kind.__mro__ if name in vars(base)), None)
    return getattr(slot, "__set__", None)


def _initialiser(kind: type[cst.CSTNode], setters: dict[str, Any]) -> Any:
    """Compile an initialiser that takes what theirs takes, by keyword as the parser gives it."""
    names: dict[str, Any] = {"MISSING": MISSING}
    parameters, body = [], []
    for field in fields(kind):
        if not field.init:
            continue
        names[f"set_{field.name}"] = setters[field.name]
        parameters.append(f"{field.name}{_default(field, names)}")
        value = field.name
        if field.default_factory is not MISSING:
            value = f"make_{field.name}() if {field.name} is MISSING else {field.name}"
        body.append(f"    set_{field.name}(self, {value})")
    source = "\n".join([f"def __init__(self, *, {', '.join(parameters)}):", *body])
    exec(source, names)  # noqa: S102 - the names of the fields of a class of LibCST
    return names[PLAIN]


def _default(field: Field[Any], names: dict[str, Any]) -> str:
    if field.default_factory is not MISSING:
        names[f"make_{field.name}"] = field.default_factory
        return "=MISSING"
    if field.default is not MISSING:
        names[f"default_{field.name}"] = field.default
        return f"=default_{field.name}"
    return ""
