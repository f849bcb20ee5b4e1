"""Imports: names are bound to what they mean by canonical name; nothing is ever imported."""

from __future__ import annotations

import libcst as cst

from keraslint.interp.machine import Interpreter
from keraslint.libs import registry, signatures
from keraslint.values import Api, Reason, Value


def dotted(node: cst.BaseExpression | None) -> str:
    """Return the text of a dotted name."""
    match node:
        case cst.Name():
            return node.value
        case cst.Attribute():
            return f"{dotted(node.value)}.{node.attr.value}"
    return ""


def library(machine: Interpreter, written: str, node: cst.CSTNode) -> Api:
    """Return the library object that is written as ``written``, and load what is known of that library."""
    name = signatures.load().canonical(written)
    registry.load_for(name.partition(".")[0])
    return Api(name, machine.place(node), written)


def import_plain(machine: Interpreter, node: cst.Import) -> None:
    """Run ``import a.b`` and ``import a.b as c``."""
    for alias in node.names:
        written = dotted(alias.name)
        machine.recorder.imports.setdefault(written, machine.place(alias))
        module = machine.modules(written, 0) if machine.modules is not None else None
        if module is not None:
            pass  # A module of the program is read through its names, by ``import_from``.
        if alias.asname is not None:
            machine.bind(dotted(alias.asname.name), library(machine, written, alias))  # type: ignore[arg-type]
        else:
            library(machine, written, alias)
            root = written.partition(".")[0]
            machine.bind(root, library(machine, root, alias))


def import_from(machine: Interpreter, node: cst.ImportFrom) -> None:
    """Run ``from a import b as c``, star imports included."""
    module = dotted(node.module)
    if module == "__future__":
        return
    level = len(node.relative)
    local = machine.modules(module, level) if machine.modules is not None else None
    if isinstance(node.names, cst.ImportStar):
        machine.recorder.imports.setdefault(f"{module}.*", machine.place(node))
        if local is not None:
            for name, known in local.names.items():
                machine.bind(name, known)
        else:
            machine.stars.append("." * level + module)
            registry.load_for(signatures.load().canonical(module).partition(".")[0])
        return
    for alias in node.names:
        name = dotted(alias.name)
        bound = name if alias.asname is None else dotted(alias.asname.name)  # type: ignore[arg-type]
        machine.recorder.imports.setdefault("." * level + f"{module}.{name}", machine.place(alias))
        if local is not None and name in local.names:
            value: Value = local.names[name]
        elif level:
            value = machine.unknown(Reason.EXTERNAL, alias, "." * level + module)
        else:
            value = library(machine, f"{module}.{name}", alias)
        machine.bind(bound, value)
