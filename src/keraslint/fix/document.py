"""A parsed file as an editor needs it: offsets of nodes, parents, statements, comments, what the names in it stand for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Final

import libcst as cst

from keraslint.nodes import children
from keraslint.source import Place
from keraslint.syntax import Tree

NEWLINE: Final = re.compile(r"\r\n|\r|\n")
"""What ends a line for Python's tokenizer, and nothing else does: not a form feed, not U+2028."""


class CannotLower(Exception):
    """A change has no text edit that is certain to be right; the message says why."""


class Lines:
    """The lines of a text, to convert between offsets and (line, column), both from 1."""

    def __init__(self, text: str) -> None:
        """Find the line starts of ``text``."""
        self.text = text
        self.starts = [0, *(match.end() for match in NEWLINE.finditer(text))]

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a position.

        Raises:
            IndexError: the text has no such line.
        """
        if line < 1:
            raise IndexError(line)
        return min(self.starts[line - 1] + column - 1, len(self.text))

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def start_of_line(self, offset: int) -> int:
        """Return where the line of ``offset`` starts."""
        return self.starts[bisect_right(self.starts, offset) - 1]

    def end_of_line(self, offset: int) -> int:
        """Return where the line of ``offset`` ends, before its line ending."""
        found = NEWLINE.search(self.text, offset)
        return len(self.text) if found is None else found.start()

    def start_of_next_line(self, offset: int) -> int:
        """Return where the line behind that of ``offset`` starts; the end of the text where there is none."""
        found = NEWLINE.search(self.text, offset)
        return len(self.text) if found is None else found.end()

    def indentation(self, offset: int) -> str:
        """Return the white space with which the line of ``offset`` starts."""
        start = self.start_of_line(offset)
        line = self.text[start : self.end_of_line(offset)]
        return line[: len(line) - len(line.lstrip(" \t\f"))]

    def starts_line(self, offset: int) -> bool:
        """Say whether only white space stands before ``offset`` on its line."""
        return not self.text[self.start_of_line(offset) : offset].strip(" \t\f")


class Document:
    """A tree with its text. Everything is computed when it is first asked for."""

    def __init__(self, tree: Tree, text: str) -> None:
        """Hold ``tree``, which must be the tree of ``text``."""
        self.tree = tree
        self.text = text
        self.lines = Lines(text)

    @cached_property
    def editable(self) -> bool:
        """Whether positions in the tree are positions in the text."""
        return self.tree.mirrors(self.text)

    @cached_property
    def newline(self) -> str:
        """The line ending to write."""
        found = NEWLINE.search(self.text)
        return "\n" if found is None else found.group()

    @cached_property
    def parents(self) -> dict[cst.CSTNode, cst.CSTNode]:
        """The parent of every node that is not layout."""
        found: dict[cst.CSTNode, cst.CSTNode] = {}
        stack: list[cst.CSTNode] = [self.tree.module]
        while stack:
            node = stack.pop()
            for child in children(node):
                found[child] = node
                stack.append(child)
        return found

    @cached_property
    def comments(self) -> list[tuple[int, int]]:
        """Start and end of every comment but those behind the last statement, in order."""
        footer = {line.comment for line in self.tree.module.footer}
        return sorted(self.extent(node) for node in self.tree.nodes() if type(node) is cst.Comment and node not in footer)

    def extent(self, node: cst.CSTNode) -> tuple[int, int]:
        """Return start and end offset of a node, without parentheses around it."""
        line, column, end_line, end_column = self.tree.extent(node)
        return self.lines.offset(line, column + 1), self.lines.offset(end_line, end_column + 1)

    def own_extent(self, node: cst.CSTNode) -> tuple[int, int]:
        """Return start and end offset of a node with the parentheses that are part of it, which LibCST counts as around it."""
        if isinstance(node, cst.Tuple | cst.GeneratorExp) and node.lpar:
            return self.extent(node.lpar[-1])[0], self.extent(node.rpar[0])[1]
        return self.extent(node)

    def outer_extent(self, node: cst.BaseExpression) -> tuple[int, int]:
        """Return start and end offset of an expression with the parentheses around it."""
        start, end = self.extent(node)
        if node.lpar:
            start = self.extent(node.lpar[0])[0]
        if node.rpar:
            end = self.extent(node.rpar[-1])[1]
        return start, end

    def code(self, node: cst.CSTNode) -> str:
        """Return the text of a node, without parentheses around it."""
        start, end = self.extent(node)
        return self.text[start:end]

    def node(self, place: Place | None) -> cst.CSTNode:
        """Return the node of a place.

        Raises:
            CannotLower: the place is not known, or not a node of this file.
        """
        node = None if place is None else place.node
        if not isinstance(node, cst.CSTNode) or (node not in self.parents and node is not self.tree.module):
            raise CannotLower("it is not known where this is written in the file")
        return node

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Walk the nodes around ``node``, inside out."""
        parent = self.parents.get(node)
        while parent is not None:
            yield parent
            parent = self.parents.get(parent)

    def function_of(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """Return the innermost function, lambda or class body in which ``node`` is run; ``None`` at module level."""
        inner = node
        for ancestor in self.ancestors(node):
            if isinstance(ancestor, cst.FunctionDef | cst.ClassDef) and inner is ancestor.body:
                return ancestor
            if isinstance(ancestor, cst.Lambda):
                return ancestor
            inner = ancestor
        return None

    def repeated(self, node: cst.CSTNode) -> bool:
        """Say whether ``node`` stands in a loop or comprehension of its function, so that one text is run several times."""
        for ancestor in self.ancestors(node):
            if isinstance(ancestor, cst.For | cst.While | cst.BaseComp):
                return True
            if isinstance(ancestor, cst.FunctionDef | cst.Lambda | cst.ClassDef):
                return False
        return False

    def comments_in(self, start: int, end: int) -> list[str]:
        """Return the comments that lie between two offsets."""
        return [self.text[first:last] for first, last in self.comments if start <= first and last <= end]


@lru_cache(maxsize=2)
def document(tree: Tree, text: str) -> Document:
    """Return the document of a tree; the fixes of one file share it."""
    return Document(tree, text)
