"""Imports: names are bound to what they mean by canonical name; nothing is ever imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from keraslint.interp.machine import Interpreter
from keraslint.interp.modules import LIBRARIES, MODULE, Deferred
from keraslint.interp.targets import sequence_of
from keraslint.libs import registry, signatures
from keraslint.libs.keras.settings import DEFAULTS, FLAVOUR, KERAS_2
from keraslint.source import Place
from keraslint.values import Api, Const, Instance, Reason, Value

if TYPE_CHECKING:
    from keraslint.interp.modules import Module


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


def behind_stars(modules: list[str], name: str) -> str | None:
    """Return the written name of what one of the libraries that are imported whole calls ``name``, a module of it included."""
    return next((written for module in modules if _is_offered(written := f"{module}.{name}")), None)


def _is_offered(written: str) -> bool:
    """Say whether a library offers something under a name."""
    loaded = signatures.load()
    spelling = loaded.spelling(written)
    return loaded.symbol(spelling.canonical) is not None or (
        bool(spelling.root) and loaded.availability(spelling.public) is not None
    )


def _note(machine: Interpreter, written: str, place: Place) -> None:
    """Record an import; that of the old Keras decides what the layers do that are made after it."""
    machine.recorder.imports.setdefault(written, place)
    if written.partition(".")[0] == "tf_keras":
        machine.set(FLAVOUR, KERAS_2)


def followed(machine: Interpreter, name: str, level: int) -> Module | None:
    """Return the module of the program that an import means in the file whose code is running, if it means one."""
    if machine.modules is None:
        return None
    module = machine.modules.find(machine.scope.tree.file, name, level)
    if module is not None and module.path not in machine.imported:
        machine.imported.add(module.path)
        _take_effect(machine, module)
    return module


def _take_effect(machine: Interpreter, module: Module) -> None:
    """Let what a module does when it is first imported hold for the file that imports it."""
    machine.recorder.borrowed.update(module.imports)
    for prefix in module.counters:  # it has layers of its own, which Keras numbers as well
        machine.journal.write(machine.counters, prefix, machine.unknown(Reason.LOOP))
    for setting, value in module.settings.items():
        if value != DEFAULTS[setting]:
            machine.set(setting, value)


def import_plain(machine: Interpreter, node: cst.Import) -> None:
    """Run ``import a.b`` and ``import a.b as c``."""
    for alias in node.names:
        written = dotted(alias.name)
        _note(machine, written, machine.place(alias))
        machine.recorder.reference(written, machine.place(alias), machine.place(node))
        local = followed(machine, written, 0)
        if alias.asname is not None:
            machine.bind(dotted(alias.asname.name), local or library(machine, written, alias))
        elif local is not None:
            machine.bind(written.partition(".")[0], _outermost(machine, written, local))
        else:
            _import_root(machine, written, alias)


def _import_root(machine: Interpreter, written: str, alias: cst.ImportAlias) -> None:
    """Bind what ``import a.b`` makes of ``a`` where ``a.b`` is no module of the program; ``a`` may be one, with modules in it."""
    library(machine, written, alias)
    root = written.partition(".")[0]
    bound = machine.scope.find(root)
    if not (isinstance(bound, Instance) and bound.kind == MODULE):
        machine.bind(root, followed(machine, root, 0) or library(machine, root, alias))


def _outermost(machine: Interpreter, written: str, module: Module) -> Instance:
    """Return the package that ``import a.b.c`` binds as ``a``, through which ``module`` is reached."""
    *outer, last = written.split(".")
    inner: Instance = module
    for depth in range(len(outer), 0, -1):
        name = ".".join(outer[:depth])
        bound = machine.scope.find(name)
        known = bound if isinstance(bound, Instance) and bound.kind == MODULE else None
        package = followed(machine, name, 0) or known or Instance(MODULE)
        if last not in package.fields:
            machine.write(package, last, inner)
        inner, last = package, outer[depth - 1]
    return inner


def import_from(machine: Interpreter, node: cst.ImportFrom) -> None:
    """Run ``from a import b as c``, star imports included."""
    module = dotted(node.module)
    if module == "__future__":
        return
    level = len(node.relative)
    deferred = _may_wait(machine, node, module)
    local = None if deferred else followed(machine, module, level)
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
        if deferred:
            machine.bind(bound, Deferred(MODULE, place=place, scope=machine.scope, statement=node, alias=alias))
        else:
            machine.bind(bound, _imported(machine, alias, module, level, local))


def _may_wait(machine: Interpreter, node: cst.ImportFrom, module: str) -> bool:
    """Say whether it is enough to look names up when something reads them: in an imported file, at its outermost level.

    A package imports all that is in it, of which a file that imports the package uses next to nothing.
    """
    inside = bool(node.relative) or module.partition(".")[0] not in LIBRARIES
    return machine.deferring and not machine.frames and inside and not isinstance(node.names, cst.ImportStar)


def resolved(machine: Interpreter, value: Deferred) -> Value:
    """Return what a deferred name is."""
    assert machine.modules is not None
    assert value.scope is not None
    assert value.statement is not None
    assert value.alias is not None
    known = machine.modules.found
    if value not in known:
        module, level = dotted(value.statement.module), len(value.statement.relative)
        known[value] = None
        with machine.scoped(value.scope):
            known[value] = _imported(machine, value.alias, module, level, followed(machine, module, level))
    found = known[value]
    return machine.unknown(Reason.EXTERNAL, None, dotted(value.statement.module)) if found is None else found


def _import_all(machine: Interpreter, node: cst.ImportFrom, module: str, local: Module | None) -> None:
    place = machine.place(node)
    _note(machine, f"{module}.*", place)
    if not node.relative:
        machine.recorder.reference(f"{module}.*", place, place)
    if local is None:
        machine.scope.module.stars.append(module)
        registry.load_for(signatures.load().canonical(module).partition(".")[0])
        return
    assert machine.modules is not None
    machine.modules.lacks(local)
    machine.scope.module.stars.extend(local.stars)
    for name in exported(local):
        machine.bind(name, local.fields[name])


def exported(module: Module) -> list[str]:
    """Return the names that a star import of a module takes over."""
    listed = sequence_of(module.fields["__all__"]) if "__all__" in module.fields else None
    if listed is None:
        return [name for name in module.fields if not name.startswith("_")]
    return [item.value for item in listed.values if isinstance(item, Const) and item.value in module.fields]


def _imported(machine: Interpreter, alias: cst.ImportAlias, module: str, level: int, local: Module | None) -> Value:
    """Return what ``from module import alias`` binds: a name of the program, a module of it, or something of a library."""
    name = dotted(alias.name)
    if local is not None:
        found = member(machine, local, name, alias)
        return machine.unknown(Reason.EXTERNAL, alias, "." * level + module) if found is None else found
    inner = followed(machine, f"{module}.{name}" if module else name, level)
    if inner is not None:
        return inner
    if level:
        return machine.unknown(Reason.EXTERNAL, alias, "." * level + module)
    return library(machine, f"{module}.{name}", alias)


def member(machine: Interpreter, module: Module, name: str, node: cst.CSTNode) -> Value | None:
    """Return what a module of the program calls ``name``: its own, a module in it, or something that it has of a library."""
    assert machine.modules is not None
    found = module.fields.get(name)
    if found is not None and not (isinstance(found, Deferred) and machine.modules.is_sought(found)):
        return resolved(machine, found) if isinstance(found, Deferred) else found
    inner = machine.modules.inside(module, name)
    if inner is not None:
        return inner
    written = behind_stars(module.stars, name)
    if written is not None:
        return library(machine, written, node)
    machine.modules.lacks(module)
    return None
