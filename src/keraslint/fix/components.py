"""Edits that replace, remove or add whole objects: losses, metrics, callbacks, activation layers, functions that are called."""

from __future__ import annotations

import libcst as cst

from keraslint.change import (
    AppendElement,
    RemoveElement,
    RenameAttribute,
    ReplaceCall,
    ReplaceImport,
    ReplaceModule,
    ReplaceName,
    ReplaceValue,
)
from keraslint.fix.arguments import add, call_of, find, replace_expression, take_out
from keraslint.fix.document import CannotLower
from keraslint.fix.job import Job
from keraslint.fix.names import dotted
from keraslint.fix.spelling import family_of
from keraslint.fix.splice import Splice
from keraslint.ir import Component


def replace_value(job: Job, change: ReplaceValue) -> None:
    """Replace the expression that makes a component."""
    node = job.expression(change.place)
    parent = job.document.parents[node]
    if isinstance(parent, cst.Expr):
        raise CannotLower("the component is left to its default")
    if isinstance(parent, cst.Assign) and isinstance(change.value, str):
        # A name that holds an object may be called or asked for attributes; one that holds a string may not.
        node = _only_use(job, parent)
    replace_expression(job, node, change.value)


def _only_use(job: Job, assignment: cst.Assign) -> cst.BaseExpression:
    """Return the one place at which the name that is assigned is read."""
    target = assignment.targets[0].target
    if len(assignment.targets) != 1 or not isinstance(target, cst.Name) or not job.names.exclusive(target.value):
        raise CannotLower("the object is used for more than this")
    return job.names.loads[target.value][0]


def replace_call(job: Job, change: ReplaceCall) -> None:
    """Call another function or method with the same arguments."""
    node = job.document.node(change.place)
    if not isinstance(node, cst.Call):
        raise CannotLower("not a call")
    if "." not in change.kind:
        if not isinstance(node.func, cst.Attribute):
            raise CannotLower("not a call of a method")
        job.replace(node.func.attr, change.kind)
        return
    written = job.names.resolve(node.func)
    if isinstance(node.func, cst.Name) and written is not None and written.rpartition(".")[2] == change.kind.rpartition(".")[2]:
        _import_instead(job, node.func.value, change.kind)
        return
    job.replace(node.func, job.speller.name(change.kind, node))


def _import_instead(job: Job, name: str, kind: str) -> None:
    """Import ``kind`` under the name by which another object of the same name is imported now."""
    aliases = [
        alias
        for reach in job.names.reaches
        if reach.name == name and isinstance(reach.node, cst.ImportFrom) and not isinstance(reach.node.names, cst.ImportStar)
        for alias in reach.node.names
        if dotted(alias.name if alias.asname is None else alias.asname.name) == name
    ]
    if len(aliases) != 1:
        raise CannotLower("it is not clear which import to change")
    _change_import(job, aliases[0], kind)


def replace_import(job: Job, change: ReplaceImport) -> None:
    """Import something else under the same name."""
    node = job.document.node(change.place)
    if not isinstance(node, cst.ImportAlias):
        raise CannotLower("not an import of a name")
    _change_import(job, node, change.name)


def replace_module(job: Job, change: ReplaceModule) -> None:
    """Import the same names from another module."""
    node = job.document.node(change.place)
    old = dotted(node.module) if isinstance(node, cst.ImportFrom) else None
    if not isinstance(node, cst.ImportFrom) or node.module is None or old is None or node.relative:
        raise CannotLower("not an import from a module")
    job.replace(node.module, _in_family(change.name, old))


def replace_name(job: Job, change: ReplaceName) -> None:
    """Write another library name."""
    node = job.document.node(change.place)
    if not isinstance(node, cst.Attribute | cst.Name):
        raise CannotLower("not a name")
    job.replace(node, job.speller.name(change.name, node))


def _change_import(job: Job, alias: cst.ImportAlias, kind: str) -> None:
    statement = job.document.parents[alias]
    if isinstance(statement, cst.Import):
        if alias.asname is None:
            raise CannotLower("the dotted name is used elsewhere in the file")
        job.replace(alias.name, _in_family(kind, dotted(alias.name) or ""))
        return
    assert isinstance(statement, cst.ImportFrom)
    assert isinstance(statement.names, tuple | list)
    old = dotted(statement.module)
    if statement.module is None or old is None or statement.relative:
        raise CannotLower("a relative import")
    module, _, name = _in_family(kind, old).rpartition(".")
    written = dotted(alias.name) or ""
    renamed = alias.asname is None and name != written
    if len(statement.names) == 1:
        if module != old:
            job.replace(statement.module, module)
        if name != written:
            job.replace(alias.name, f"{name} as {written}" if renamed else name)
        return
    bound = written if alias.asname is None else dotted(alias.asname.name)
    suffix = f" as {bound}" if bound != name else ""
    _drop_alias(job, statement.names, alias)
    end = job.document.extent(statement)[1]
    lines = job.document.lines
    job.insert(lines.end_of_line(end), f"{job.document.newline}{lines.indentation(end)}from {module} import {name}{suffix}")


def _in_family(kind: str, written: str) -> str:
    """Return a canonical name of Keras below the package that the file imports now."""
    family = family_of(written)
    root, _, rest = kind.partition(".")
    return f"{family}.{rest}" if family is not None and root == "keras" else kind


def _drop_alias(job: Job, names: list[cst.ImportAlias] | tuple[cst.ImportAlias, ...], alias: cst.ImportAlias) -> None:
    index = list(names).index(alias)
    extents = [job.document.extent(name) for name in names]
    if index + 1 < len(names):
        job.add(Splice(extents[index][0], extents[index + 1][0], ""))
    else:
        job.add(Splice(extents[index - 1][1], extents[index][1], ""))


def rename_attribute(job: Job, change: RenameAttribute) -> None:
    """Write another attribute name or key, or call another method with the same arguments."""
    node = job.document.node(change.place)
    if isinstance(node, cst.Call):
        node = node.func
    match node:
        case cst.Attribute():
            job.replace(node.attr, change.name)
        case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString() as key))]):
            replace_expression(job, key, change.name)
        case _:
            raise CannotLower("neither an attribute nor a key that is written in place")


def remove_element(job: Job, change: RemoveElement) -> None:
    """Delete an element of a list, or the argument where it stands there alone."""
    node: cst.CSTNode = job.expression(change.place)
    parent = job.document.parents[node]
    if isinstance(parent, cst.Assign):
        node = _only_use(job, parent)
        parent = job.document.parents[node]
    holder = job.document.parents[parent]
    if isinstance(parent, cst.Element) and isinstance(holder, cst.List | cst.Tuple):
        job.sequences.elements(holder).removed.add(list(holder.elements).index(parent))
    elif isinstance(parent, cst.Arg) and isinstance(holder, cst.Call) and not isinstance(node, cst.List | cst.Tuple | cst.Dict):
        take_out(job, holder, parent)
    else:
        raise CannotLower("it does not stand in a list")


def append_element(job: Job, change: AppendElement) -> None:
    """Add an element to the list that an argument holds, or write the argument with a list of one."""
    fact = change.fact
    if fact is None or fact.site is None:
        raise CannotLower("it is not known where the argument is written")
    call = call_of(job, fact.site)
    if not fact.site.given:
        add(job, call, fact.site.parameter, [change.value])
        return
    node = find(call, fact).value
    if isinstance(node, cst.Name) and job.names.exclusive(node.value):
        binding = job.document.parents[job.document.parents[job.names.bindings[node.value][0]]]
        node = binding.value if isinstance(binding, cst.Assign) else node
    content = job.speller.value(change.value, node)
    if isinstance(node, cst.List):
        job.sequences.elements(node).appended.append(content)
    elif isinstance(node, cst.SimpleString) or (isinstance(node, cst.Call) and isinstance(fact.value, Component)):
        start, end = job.document.outer_extent(node)
        job.add(Splice(start, end, f"[{job.document.text[start:end]}, {content}]"))
    else:
        raise CannotLower("the list is not written out here")
