"""The names of a file: where each is bound and read, and which of them stand for a library module or object."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import libcst as cst

from keraslint.fix.document import Document

CONTAINERS: Final = (cst.Tuple, cst.List, cst.Element, cst.StarredElement)


@dataclass(frozen=True, slots=True)
class Reach:
    """A name through which the file reaches a library: ``written`` is the dotted name behind it, ``star`` a star import."""

    name: str
    written: str
    node: cst.CSTNode
    star: bool = False


class Names:
    """Where names are bound and read. Scopes are not told apart: a name counts as one thing only where it is bound once."""

    def __init__(self, document: Document) -> None:
        """Index the names of ``document``; ``attributes`` holds those behind a dot."""
        self._document = document
        self.loads: dict[str, list[cst.Name]] = defaultdict(list)
        self.bindings: dict[str, list[cst.Name]] = defaultdict(list)
        self.attributes: dict[str, list[cst.Name]] = defaultdict(list)
        self.reaches: list[Reach] = []
        for node in document.parents:
            match node:
                case cst.Name():
                    self._index(node)
                case cst.Import():
                    self.reaches.extend(_plain_import(node))
                case cst.ImportFrom():
                    self.reaches.extend(_from_import(node))
        self.reaches.extend(self._aliases())

    def _index(self, node: cst.Name) -> None:
        role = self._role(node)
        if role == "bind":
            self.bindings[node.value].append(node)
        elif role == "load":
            self.loads[node.value].append(node)
        elif role == "attribute":
            self.attributes[node.value].append(node)

    def _role(self, node: cst.Name) -> str:
        """Return ``bind``, ``load`` or ``attribute``; ``none`` where the word is no reference (a keyword, part of an import)."""
        parents = self._document.parents
        inner: cst.CSTNode = node
        parent = parents[node]
        while isinstance(parent, cst.Attribute) and parent.value is inner:
            inner, parent = parent, parents[parent]
        match parent:
            case cst.Attribute(attr=attribute) if attribute is node:
                return "attribute"
            case cst.Arg(keyword=keyword) if keyword is node:
                return "none"
            case cst.Param() | cst.FunctionDef() | cst.ClassDef():
                return "bind" if parent.name is node else "load"
            case cst.AsName() | cst.NameItem():
                return "bind"
            case cst.ImportAlias():
                return "bind" if parent.asname is None else "none"
            case cst.ImportFrom():
                return "none"
        if inner is not node:
            return "load"
        while isinstance(parent, CONTAINERS):
            inner, parent = parent, parents[parent]
        return "bind" if isinstance(parent, cst.AsName) or getattr(parent, "target", None) is inner else "load"

    def resolve(self, node: cst.BaseExpression) -> str | None:
        """Return the dotted library name of an expression such as ``tf.keras.layers``, or ``None`` where it is none."""
        written = dotted(node)
        if written is None:
            return None
        root, _, rest = written.partition(".")
        found = {reach.written for reach in self.reaches if reach.name == root and not reach.star}
        if len(found) != 1 or self.rebound(root):
            return None
        return f"{found.pop()}.{rest}" if rest else found.pop()

    def rebound(self, name: str) -> bool:
        """Say whether something besides imports and aliases binds ``name``."""
        return len(self.bindings[name]) > sum(1 for reach in self.reaches if reach.name == name and not reach.star)

    def exclusive(self, name: str) -> bool:
        """Say whether ``name`` is bound once and read once, so that to change its value is to change that one place."""
        return len(self.bindings[name]) == 1 and len(self.loads[name]) == 1

    def _aliases(self) -> list[Reach]:
        """Return what is reached through assignments such as ``layers = tf.keras.layers`` at the top of the file."""
        found = []
        for statement in self._document.tree.module.body:
            for small in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
                match small:
                    case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=cst.Attribute() as value):
                        written = self.resolve(value)
                        if written is not None and len(self.bindings[name]) == 1:
                            found.append(Reach(name, written, small))
        return found


def dotted(node: cst.CSTNode | None) -> str | None:
    """Return the text of a dotted name, or ``None`` where the expression is not one."""
    match node:
        case cst.Name():
            return node.value
        case cst.Attribute():
            head = dotted(node.value)
            return None if head is None else f"{head}.{node.attr.value}"
    return None


def _plain_import(node: cst.Import) -> list[Reach]:
    found = []
    for alias in node.names:
        written = dotted(alias.name) or ""
        if alias.asname is not None:
            found.append(Reach(dotted(alias.asname.name) or "", written, node))
        else:
            root = written.partition(".")[0]
            found.append(Reach(root, root, node))
    return found


def _from_import(node: cst.ImportFrom) -> list[Reach]:
    module = dotted(node.module)
    if module is None or node.relative:
        return []
    if isinstance(node.names, cst.ImportStar):
        return [Reach("*", module, node, star=True)]
    found = []
    for alias in node.names:
        name = dotted(alias.name) or ""
        bound = name if alias.asname is None else dotted(alias.asname.name) or ""
        found.append(Reach(bound, f"{module}.{name}", node))
    return found


@lru_cache(maxsize=2)
def names_of(document: Document) -> Names:
    """Return the names of a document; the changes of one file share them."""
    return Names(document)
