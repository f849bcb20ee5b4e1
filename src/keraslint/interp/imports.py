"""Imports: names are bound to what they mean by canonical name; nothing is ever imported."""

from __future__ import annotations

import libcst as cst

from keraslint.interp.machine import Interpreter
from keraslint.interp.scope import Scope
from keraslint.libs import registry, signatures
from keraslint.libs.keras.settings import FLAVOUR
from keraslint.source import Place
from keraslint.values import Api, Argument, Const, Instance, Reason, Value


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
    return next(
        (f"{module}.{name}" for module in modules if loaded.symbol(loaded.canonical(f"{module}.{name}")) is not None), None
    )


def _note(machine: Interpreter, written: str, place: Place) -> None:
    """Record an import; that of the old Keras decides what the layers do that are made after it."""
    machine.recorder.imports.setdefault(written, place)
    if written.partition(".")[0] == "tf_keras":
        machine.set(FLAVOUR, Const("keras2"))


def import_plain(machine: Interpreter, node: cst.Import) -> None:
    """Run ``import a.b`` and ``import a.b as c``."""
    for alias in node.names:
        written = dotted(alias.name)
        _note(machine, written, machine.place(alias))
        machine.recorder.reference(written, machine.place(alias), machine.place(node))
        local = machine.modules(written, 0) if machine.modules is not None else None
        if local is not None and (alias.asname is not None or "." not in written):
            machine.bind(written if alias.asname is None else dotted(alias.asname.name), as_module(local, machine.place(alias)))
            continue
        if alias.asname is not None:
            machine.bind(dotted(alias.asname.name), library(machine, written, alias))
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
        _import_all(machine, node, "." * level + module, local)
        return
    for alias in node.names:
        name = dotted(alias.name)
        written = "." * level + f"{module}.{name}"
        place = machine.place(alias)
        _note(machine, written, place)
        machine.recorder.reference(written, place, machine.place(node))
        bound = name if alias.asname is None else dotted(alias.asname.name)
        machine.bind(bound, _imported(machine, alias, module, level, local))


def _import_all(machine: Interpreter, node: cst.ImportFrom, module: str, local: Scope | None) -> None:
    place = machine.place(node)
    _note(machine, f"{module}.*", place)
    if not node.relative:
        machine.recorder.reference(f"{module}.*", place, place)
    if local is None:
        machine.scope.module.stars.append(module)
        registry.load_for(signatures.load().canonical(module).partition(".")[0])
        return
    for name, known in local.names.items():
        machine.bind(name, known)


def _imported(machine: Interpreter, alias: cst.ImportAlias, module: str, level: int, local: Scope | None) -> Value:
    """Return what ``from module import alias`` binds: a name of the program, a module of it, or something of a library."""
    name = dotted(alias.name)
    if local is not None and name in local.names:
        return local.names[name]
    inner = machine.modules(f"{module}.{name}" if module else name, level) if machine.modules is not None else None
    if inner is not None:
        return as_module(inner, machine.place(alias))
    written = None if local is None else behind_stars(local.stars, name)
    if written is not None:
        return library(machine, written, alias)
    if level:
        return machine.unknown(Reason.EXTERNAL, alias, "." * level + module)
    return library(machine, f"{module}.{name}", alias)
