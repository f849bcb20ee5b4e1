"""Which statement defines the name that is read at a place: by the order of the text, within one function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import libcst as cst

from keraslint.fix.document import CannotLower, Document
from keraslint.fix.names import CONTAINERS, Names, dotted
from keraslint.fix.statements import small_statement
from keraslint.nodes import walk

LOOPS: Final = (cst.For, cst.While)

METADATA: Final = frozenset({"shape", "ndim", "size", "dtype", "columns", "index"})
"""Attributes of an array that say nothing of its values."""


def reads(document: Document, node: cst.CSTNode) -> Iterator[cst.Name]:
    """Walk the names whose values go into an expression or an assignment; of ``x.shape`` and ``len(x)`` no value does."""
    start = node.value if isinstance(node, cst.Assign | cst.AnnAssign) and node.value is not None else node
    for inner in walk(start):
        if isinstance(inner, cst.Name) and _is_value(document, inner):
            yield inner


def _is_value(document: Document, name: cst.Name) -> bool:
    parent = document.parents[name]
    match parent:
        case cst.Attribute():
            return parent.value is name and parent.attr.value not in METADATA
        case cst.Arg():
            call = document.parents[parent]
            return parent.keyword is not name and not (isinstance(call, cst.Call) and dotted(call.func) == "len")
    return True


def last_binding(document: Document, names: Names, load: cst.Name) -> cst.Name | None:
    """Return where the name read at ``load`` is bound last before it, in the text of the same function."""
    function = document.function_of(load)
    own = _statement(document, load)
    start = document.extent(own if own is not None else load)[0]
    best: cst.Name | None = None
    for binding in names.bindings.get(load.value, ()):
        if document.extent(binding)[0] >= start or document.function_of(binding) is not function:
            continue
        if best is None or document.extent(best) < document.extent(binding):
            best = binding
    return best


def origins(document: Document, names: Names, load: cst.Name) -> list[cst.CSTNode] | None:
    """Return the nodes from which the value of a name comes, none for an imported one; ``None`` where a caller hands it in."""
    binding = last_binding(document, names, load)
    found = [binding] if binding is not None else _elsewhere(document, names, load)
    nodes: list[cst.CSTNode] = []
    for one in found:
        parent = document.parents[one]
        while isinstance(parent, CONTAINERS):
            parent = document.parents[parent]
        match parent:
            case cst.Param():
                return None
            case cst.For() | cst.CompFor():
                nodes.append(parent.iter)
            case cst.AsName() if isinstance(holder := document.parents[parent], cst.WithItem):
                nodes.append(holder.item)
            case cst.AssignTarget() | cst.AnnAssign() | cst.AugAssign() | cst.NamedExpr():
                nodes.append(small_statement(document, one))
    return nodes


def _elsewhere(document: Document, names: Names, load: cst.Name) -> list[cst.Name]:
    """Return the bindings of a name that nothing before it in its function binds: those around the function, and parameters."""
    around = {None, *document.ancestors(load)}
    return [binding for binding in names.bindings.get(load.value, ()) if _home(document, binding) in around]


def _home(document: Document, binding: cst.Name) -> cst.CSTNode | None:
    """Return the function in which a name is bound; a parameter is bound in its own."""
    parent = document.parents[binding]
    if isinstance(parent, cst.Param):
        return document.parents[document.parents[parent]]
    return document.function_of(binding)


def definition_of(document: Document, names: Names, load: cst.Name) -> cst.BaseSmallStatement | None:
    """Return the assignment that defines the name read at ``load``, or ``None`` where it is bound in another way."""
    binding = last_binding(document, names, load)
    statement = None if binding is None else _statement(document, binding)
    return statement if isinstance(statement, cst.Assign | cst.AnnAssign | cst.AugAssign) else None


def dominates(document: Document, names: Names, definition: cst.BaseSmallStatement, use: cst.Name) -> bool:
    """Say whether a statement is run once before ``use`` is, whatever the path, and nothing binds the name again in between."""
    around = [use, *document.ancestors(use)]
    for ancestor in document.ancestors(definition):
        if ancestor in around:
            # Two branches of one compound statement have it in common, two statements of one block the block.
            if isinstance(ancestor, cst.BaseCompoundStatement):
                return False
            break
        if isinstance(ancestor, cst.If | cst.Else | cst.Try | cst.TryStar | cst.ExceptHandler | cst.For | cst.While | cst.Match):
            return False
    loops = [ancestor for ancestor in around if isinstance(ancestor, LOOPS)]
    inner = [loop for loop in loops if loop not in set(document.ancestors(definition))]
    for binding in names.bindings.get(use.value, ()):
        if any(loop in set(document.ancestors(binding)) for loop in inner):
            return False
    carried = document.repeated(definition) and use.value in {name.value for name in reads(document, definition)}
    return not carried


def runs_often(document: Document, names: Names, node: cst.CSTNode) -> bool:
    """Say whether one model may have several layers from this text: in a loop, or in a function that is called more than once.

    A loop or a function that makes the model itself makes a new one each time.
    """
    seen: set[cst.CSTNode] = set()
    while node not in seen:
        seen.add(node)
        for ancestor in document.ancestors(node):
            loop = isinstance(ancestor, cst.For | cst.While | cst.BaseComp)
            if (loop or isinstance(ancestor, cst.FunctionDef)) and _makes_model(ancestor):
                return False
            if loop:
                return True
            if isinstance(ancestor, cst.FunctionDef | cst.Lambda | cst.ClassDef):
                break
        function = document.function_of(node)
        uses = [] if function is None else _uses(names, function)
        if len(uses) != 1:
            return len(uses) > 1
        node = uses[0]
    return True


MODELS: Final = frozenset({"Sequential", "Model"})


def _makes_model(node: cst.CSTNode) -> bool:
    return any(isinstance(inner, cst.Call) and (dotted(inner.func) or "").rpartition(".")[2] in MODELS for inner in walk(node))


def _uses(names: Names, function: cst.CSTNode) -> list[cst.Name]:
    """Return where a function is read; a method that its name does not find counts as called from one place."""
    match function:
        case cst.FunctionDef():
            return [*names.loads[function.name.value], *names.attributes[function.name.value]]
        case cst.ClassDef():
            return names.loads[function.name.value]
    return []


def _statement(document: Document, node: cst.CSTNode) -> cst.BaseSmallStatement | None:
    try:
        return small_statement(document, node)
    except CannotLower:
        return None
