"""The work of lowering one fix: what its changes share, and what they come to."""

from __future__ import annotations

import libcst as cst

from keraslint.fix.document import CannotLower, Document
from keraslint.fix.items import Sequences
from keraslint.fix.names import Names, names_of
from keraslint.fix.spelling import Speller
from keraslint.fix.splice import Splice, insertion, merge
from keraslint.source import Place


class Job:
    """Collects what the changes of one fix do to the text of one file."""

    def __init__(self, document: Document) -> None:
        """Start with nothing to do in ``document``."""
        self.document = document
        self.names: Names = names_of(document)
        self.speller = Speller(document)
        self.sequences = Sequences(document)
        self._splices: list[Splice] = []

    def add(self, *splices: Splice) -> None:
        """Note replacements."""
        self._splices.extend(splices)

    def replace(self, node: cst.CSTNode, content: str) -> None:
        """Put ``content`` in the place of a node, inside the parentheses around it."""
        self.add(Splice(*self.document.own_extent(node), content))

    def insert(self, offset: int, content: str) -> None:
        """Put ``content`` at an offset."""
        self.add(insertion(offset, content))

    def splices(self) -> list[Splice]:
        """Return everything that is to be done, in order.

        Raises:
            CannotLower: two changes touch the same text.
        """
        return merge([*self.speller.imports, *self._splices, *self.sequences.splices()])

    def expression(self, place: Place | None) -> cst.BaseExpression:
        """Return the expression at a place.

        Raises:
            CannotLower: there is none.
        """
        node = self.document.node(place)
        if not isinstance(node, cst.BaseExpression):
            raise CannotLower("not an expression")
        return node
