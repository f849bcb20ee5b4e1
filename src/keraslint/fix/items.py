"""Adding to and taking from a comma-separated sequence (arguments, elements of a list) in the style in which it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import libcst as cst

from keraslint.fix.document import CannotLower, Document
from keraslint.fix.splice import Splice, insertion

Item = cst.Arg | cst.BaseElement


@dataclass(slots=True)
class Items:
    """A sequence with what is to be done to it.

    ``first`` and ``last`` are the offsets just inside its brackets; ``lone_comma`` tells a tuple, where a lone
    item needs its comma.
    """

    document: Document
    nodes: Sequence[Item]
    first: int
    last: int
    removed: set[int] = field(default_factory=set)
    appended: list[str] = field(default_factory=list)
    lone_comma: bool = False

    def splices(self) -> list[Splice]:
        """Return what the removals and additions come down to in the text."""
        appended = list(dict.fromkeys(self.appended))
        kept = [index for index in range(len(self.nodes)) if index not in self.removed]
        if not kept:
            return [Splice(self.first, self.last, ", ".join(appended))] if self.removed or appended else []
        if self.lone_comma and self.removed and len(kept) == 1:
            raise CannotLower("a tuple of one needs its comma")
        found = [splice for run in self._runs() for splice in self._remove(*run)]
        for content in appended:
            found.extend(self.after(kept[-1], content))
        return found

    def before(self, index: int, content: str) -> list[Splice]:
        """Put a new item in front of one."""
        start, _ = self.span(index)
        lines = self.document.lines
        if lines.starts_line(start):
            return [insertion(self._above_comments(start), f"{content},{self.document.newline}{lines.indentation(start)}")]
        following = self.span(index + 1)[0] if index + 1 < len(self.nodes) else start
        if index == 0 and lines.starts_line(following):
            return [insertion(start, f"{content},{self.document.newline}{lines.indentation(following)}")]
        return [insertion(start, f"{content}, ")]

    def after(self, index: int, content: str) -> list[Splice]:
        """Put a new item behind one."""
        lines, newline = self.document.lines, self.document.newline
        start, end = self.span(index)
        comma = self._comma_end(index)
        if not self._on_own_line(index):
            return [insertion(end, f", {content}")]
        own_line = f"{newline}{lines.indentation(start)}{content}"
        line_end = lines.end_of_line(end if comma is None else comma)
        rest = self.document.text[end if comma is None else comma : line_end].strip()
        alone = not rest or rest.startswith("#")
        if comma is not None:
            return [insertion(line_end if alone else comma, f"{own_line},")]
        if alone and rest:
            return [insertion(end, ","), insertion(line_end, f"{own_line},")]
        return [insertion(end, f",{own_line}")]

    def _above_comments(self, start: int) -> int:
        """Return where the comments start that stand right above an item and speak of it; its own start where there are none."""
        lines, text = self.document.lines, self.document.text
        found, line = start, lines.position(start)[0] - 1
        while line > 0 and lines.starts[line - 1] > self.first:
            above = lines.starts[line - 1] + len(lines.indentation(lines.starts[line - 1]))
            if not text.startswith("#", above):
                break
            found, line = above, line - 1
        return found

    def span(self, index: int) -> tuple[int, int]:
        """Return start and end of an item, without its comma."""
        return self.document.extent(self.nodes[index])

    def _comma_end(self, index: int) -> int | None:
        comma = self.nodes[index].comma
        return self.document.extent(comma)[1] if isinstance(comma, cst.Comma) else None

    def _on_own_line(self, index: int) -> bool:
        """Say whether an item starts a line that the item before it does not reach."""
        return self.document.lines.starts_line(self.span(index)[0])

    def _runs(self) -> list[tuple[int, int]]:
        """Return first and last index of every stretch of items to remove."""
        runs: list[tuple[int, int]] = []
        for index in sorted(self.removed):
            if runs and runs[-1][1] == index - 1:
                runs[-1] = (runs[-1][0], index)
            else:
                runs.append((index, index))
        return runs

    def _remove(self, first: int, last: int) -> list[Splice]:
        lines, text = self.document.lines, self.document.text
        start, end = self.span(first)[0], self.span(last)[1]
        comma = self._comma_end(last)
        stop = end if comma is None else comma
        rest = text[stop : lines.end_of_line(stop)].strip()
        if lines.starts_line(start) and (not rest or rest.startswith("#")):
            return [Splice(lines.start_of_line(start), lines.start_of_next_line(stop), "")]
        following = self.span(last + 1)[0] if last + 1 < len(self.nodes) else None
        if following is not None and (first == 0 or lines.position(following)[0] == lines.position(end)[0]):
            return [Splice(start, following, "")]
        previous = self.span(first - 1)[1]
        if "#" in text[previous:start]:
            return [Splice(start, end if following is None and comma is None else stop, "")]
        return [Splice(previous, end, "")]


class Sequences:
    """The sequences that the changes of one fix touch, each once, so that their removals and additions know of each other."""

    def __init__(self, document: Document) -> None:
        """Start with none."""
        self._document = document
        self._found: dict[cst.CSTNode, Items] = {}

    def arguments(self, call: cst.Call) -> Items:
        """Return the arguments of a call."""
        if call not in self._found:
            first, end = self._document.extent(call.whitespace_before_args)[0], self._document.extent(call)[1]
            self._found[call] = Items(self._document, call.args, first, end - 1)
        return self._found[call]

    def elements(self, display: cst.List | cst.Tuple) -> Items:
        """Return the elements of a list or of a tuple in parentheses.

        Raises:
            CannotLower: the tuple has no parentheses.
        """
        if display not in self._found:
            brackets = (display.lbracket, display.rbracket) if isinstance(display, cst.List) else self._parentheses(display)
            first, last = self._document.extent(brackets[0])[1], self._document.extent(brackets[1])[0]
            self._found[display] = Items(self._document, display.elements, first, last, lone_comma=isinstance(display, cst.Tuple))
        return self._found[display]

    def splices(self) -> list[Splice]:
        """Return what all removals and additions come down to in the text."""
        return [splice for items in self._found.values() for splice in items.splices()]

    @staticmethod
    def _parentheses(display: cst.Tuple) -> tuple[cst.CSTNode, cst.CSTNode]:
        if not display.lpar:
            raise CannotLower("a tuple without parentheses")
        return display.lpar[-1], display.rpar[0]
