"""Imports: names are bound to what they mean by canonical name; nothing is ever imported."""

from __future__ import annotations

import libcst as cst

from keraslint.interp.machine import Interpreter
from keraslint.interp.scope import Scope
from keraslint.libs import registry, signatures
from keraslint.source import Place
from keraslint.values import Api, Argument, Instance, Reason, Value


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


def as_module(scope: Scope, place: Place) -> Instance:
    """Return a module of the program as an object whose fields are its names; libraries that it imports whole go along."""
    stars = {f"*{module}": Argument(Api(module, place, module)) for module in scope.stars}
    return Instance("module", stars, place=place, fields=scope.names)


def behind_stars(modules: list[str], name: str) -> str | None:
    """Return the written name of what one of the libraries that are imported whole calls ``name``."""
    loaded = signatures.load()
    return next((f"{module}.{name}" for module in modules if loaded.symbol(loaded.canonical(f"{module}.{name}")) is not None), None)


def import_plain(machine: Interpreter, node: cst.Import) -> None:
    """Run ``import a.b`` and ``import a.b as c``."""
    for alias in node.names:
        written = dotted(alias.name)
        machine.recorder.imports.setdefault(written, machine.place(alias))
        machine.recorder.reference(written, machine.place(alias), machine.place(node))
        local = machine.modules(written, 0) if machine.modules is not None else None
        if local is not None and (alias.asname is not None or "." not in written):
            machine.bind(written if alias.asname is None else dotted(alias.asname.name), as_module(local, machine.place(alias)))
            continue
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
    find = machine.modules
    local = find(module, level) if find is not None else None
    if isinstance(node.names, cst.ImportStar):
        machine.recorder.imports.setdefault(f"{module}.*", machine.place(node))
        if not node.relative:
            machine.recorder.reference(f"{module}.*", machine.place(node), machine.place(node))
        if local is not None:
            for name, known in local.names.items():
                machine.bind(name, known)
        else:
            machine.scope.module.stars.append("." * level + module)
            registry.load_for(signatures.load().canonical(module).partition(".")[0])
        return
    for alias in node.names:
        name = dotted(alias.name)
        bound = name if alias.asname is None else dotted(alias.asname.name)  # type: ignore[arg-type]
        machine.recorder.imports.setdefault("." * level + f"{module}.{name}", machine.place(alias))
        machine.recorder.reference("." * level + f"{module}.{name}", machine.place(alias), machine.place(node))
        inner = None
        if find is not None and (local is None or name not in local.names):
            inner = find(f"{module}.{name}" if module else name, level)
        if local is not None and name in local.names:
            value: Value = local.names[name]
        elif inner is not None:
            value = as_module(inner, machine.place(alias))
        elif local is not None and (written := behind_stars(local.stars, name)) is not None:
            value = library(machine, written, alias)
        elif level:
            value = machine.unknown(Reason.EXTERNAL, alias, "." * level + module)
        else:
            value = library(machine, f"{module}.{name}", alias)
        machine.bind(bound, value)
