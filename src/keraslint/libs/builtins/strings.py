"""Strings and their methods, and paths as strings."""

from __future__ import annotations

import posixpath
from typing import Final

from keraslint.libs.arrays import content
from keraslint.libs.builtins.numbers import compute
from keraslint.libs.registry import Call, entry, method
from keraslint.values import Const, Reason, Tuple, Value

PURE: Final = (
    "lower", "upper", "strip", "lstrip", "rstrip", "title", "capitalize", "startswith", "endswith", "replace", "find",
    "rfind", "count", "zfill", "isdigit", "isalpha", "removeprefix", "removesuffix", "swapcase", "isupper", "islower",
    "casefold", "index",
)  # fmt: skip
"""Methods of ``str`` that give a scalar."""


@method("str", *PURE)
def pure(call: Call, receiver: Value, *arguments: Value) -> Value:
    """Compute with constants."""
    name = call.name.rpartition(".")[2]
    return compute(call, getattr(str, name), receiver, *arguments)


@method("str", "format")
def format_(call: Call, receiver: Value, *arguments: Value, **named: Value) -> Value:
    """Fill in constants; giant widths are not computed."""
    names = list(named)
    template = receiver.value if isinstance(receiver, Const) else None
    if not isinstance(template, str) or any(len(digits) > 3 for digits in _numbers(template)):
        return call.unknown()

    def fill(text: str, *values: object) -> str:
        positional, keywords = values[: len(arguments)], dict(zip(names, values[len(arguments) :], strict=True))
        return text.format(*positional, **keywords)

    return compute(call, fill, receiver, *arguments, *named.values())


def _numbers(template: str) -> list[str]:
    return "".join(char if char.isdigit() else " " for char in template).split()


@method("str", "split", "rsplit", "splitlines", "partition", "rpartition")
def split(call: Call, receiver: Value, *arguments: Value) -> Value:
    """Cut a constant into parts."""
    constants = [argument.value for argument in arguments if isinstance(argument, Const)]
    if not isinstance(receiver, Const) or not isinstance(receiver.value, str) or len(constants) != len(arguments):
        return call.unknown(reason=Reason.DATA_DEPENDENT)
    name = call.name.rpartition(".")[2]
    try:
        parts = getattr(receiver.value, name)(*constants)
    except (TypeError, ValueError):
        return call.unknown(reason=Reason.INVALID)
    found = Tuple(tuple(Const(part, receiver.place, receiver.origin) for part in parts))
    return found if name.endswith("partition") else call.make_list(found)


@method("str", "join")
def joined(call: Call, receiver: Value, iterable: Value) -> Value:
    """Put constants together."""
    parts = content(iterable)
    if parts is None or not parts.complete:
        return call.unknown(reason=Reason.DATA_DEPENDENT)
    return compute(call, lambda glue, *texts: glue.join(texts), receiver, *parts.values)


@method("str", "encode")
def encoded(call: Call, receiver: Value, *arguments: Value, **others: Value) -> Value:
    """Encode a constant."""
    return compute(call, str.encode, receiver, *arguments)


@entry("builtins.str")
def str_(call: Call, value: Value = Const("")) -> Value:
    """Convert a constant to text."""
    return compute(call, str, value)


@entry("os.path.join", "posixpath.join")
def path_join(call: Call, *parts: Value) -> Value:
    """Put the parts of a path together."""
    return compute(call, posixpath.join, *parts)


@entry("os.path.basename", "os.path.dirname", "os.path.normpath", "os.path.expanduser")
def path_part(call: Call, path: Value) -> Value:
    """Take a part of a path."""
    name = call.name.rpartition(".")[2]
    return call.unknown(reason=Reason.INPUT) if name == "expanduser" else compute(call, getattr(posixpath, name), path)


@entry("pathlib.Path", "pathlib.PurePath")
def path(call: Call, *parts: Value) -> Value:
    """Treat a path as its text."""
    return compute(call, posixpath.join, *parts) if parts else Const(".")
