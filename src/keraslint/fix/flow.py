"""Which statement defines the name that is read at a place: by the order of the text, within one function."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from keraslint.fix.document import CannotLower, Document, children
from keraslint.fix.names import Names
from keraslint.fix.statements import small_statement

LOOPS = (cst.For, cst.While)


def reads(document: Document, node: cst.CSTNode) -> Iterator[cst.Name]:
    """Walk the names that are read in an expression or an assignment; attribute names and keywords are none."""
    stack = [node.value if isinstance(node, cst.Assign | cst.AnnAssign) and node.value is not None else node]
    while stack:
        current = stack.pop()
        if isinstance(current, cst.Name):
            parent = document.parents[current]
            if not (isinstance(parent, cst.Attribute) and parent.attr is current) and not (
                isinstance(parent, cst.Arg) and parent.keyword is current
            ):
                yield current
        stack.extend(children(current))


def reaching(document: Document, names: Names, load: cst.Name) -> cst.BaseSmallStatement | None:
    """Return the simple statement that binds the name read at ``load`` last before it, in the text of the same function."""
    function = document.function_of(load)
    own = _statement(document, load)
    start = document.extent(own if own is not None else load)[0]
    best: cst.Name | None = None
    for binding in names.bindings.get(load.value, ()):
        if document.extent(binding)[0] >= start or document.function_of(binding) is not function:
            continue
        if best is None or document.extent(best) < document.extent(binding):
            best = binding
    return None if best is None else _statement(document, best)


def definition_of(document: Document, names: Names, load: cst.Name) -> cst.BaseSmallStatement | None:
    """Return the assignment that defines the name read at ``load``, or ``None`` where it is bound in another way."""
    statement = reaching(document, names, load)
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


def _statement(document: Document, node: cst.CSTNode) -> cst.BaseSmallStatement | None:
    try:
        return small_statement(document, node)
    except CannotLower:
        return None
