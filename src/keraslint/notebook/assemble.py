"""Cells put together to one module that parses.

All cells are parsed at once, with a statement between each two that keeps them apart; each alone only when that fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from keraslint import syntax
from keraslint.findings import Diagnostic
from keraslint.fix.apply import parses
from keraslint.notebook.mend import forget, imported_names, mend
from keraslint.notebook.places import SEAM, TAB, Fragment, Places
from keraslint.source import Span


@dataclass(frozen=True, slots=True)
class Assembly:
    """A virtual module: its text and tree, the way back to the cells, what could not be taken in, and what was mended."""

    text: str
    tree: syntax.Tree
    places: Places
    problems: tuple[Diagnostic, ...]
    notes: tuple[str, ...]


def assemble(path: str, fragments: Iterable[Fragment], source: Callable[[], str]) -> Assembly:
    """Put cells together; one that does not parse is left out and reported. ``source`` gives the text of the whole notebook."""
    problems: list[Diagnostic] = []
    notes: list[str] = []
    placed = _place(fragments)
    text = _text(placed)
    module = _parse_whole(text, placed)
    if module is None:
        placed = _place(_settle(path, placed, source, problems, notes))
        text = _text(placed)
        try:
            module = syntax.parse(text)
        except syntax.SyntaxFailure as failure:  # each cell alone is within the limits of the parser, and all together are not
            at = Span(path, None, failure.line, failure.column, failure.line, failure.column)
            problems.append(Diagnostic("invalid-syntax", failure.message, Places(placed).locate(at)))
            placed, text = [], ""
            module = syntax.parse(text)
    places = Places(placed)
    return Assembly(text, syntax.Tree(path, module, places.locate), places, tuple(problems), tuple(notes))


def _place(fragments: Iterable[Fragment]) -> list[Fragment]:
    placed = []
    line = 1
    for fragment in fragments:
        placed.append(replace(fragment, start=line))
        line += len(fragment.code.lines) + 1
    return placed


def _text(fragments: Sequence[Fragment]) -> str:
    """Return the virtual module: the cells, and a seam between each two."""
    last = len(fragments) - 1
    parts = []
    for index, fragment in enumerate(fragments):
        parts += [fragment.code.text, f"pass  {SEAM}{fragment.cell.index}\n" if index < last else ""]
    return "".join(parts)


def _parse_whole(text: str, fragments: Sequence[Fragment]) -> Any:
    """Parse all cells at once. ``None`` where one of them alone would not parse, or only with its tabs expanded."""
    if any(fragment.code.lines[-1].endswith("\\") for fragment in fragments):  # which would join it with the seam
        return None
    try:
        module = syntax.parse(text)
    except syntax.SyntaxFailure:
        return None
    if "\t" in text and module.code != text:
        return None
    expected = [f"{SEAM}{fragment.cell.index}" for fragment in fragments[:-1]]
    return module if _seams(module) == expected else None


def _seams(module: Any) -> list[str]:
    """Return the seams that stand between statements of a module; one inside a string is not among them."""
    found = []
    for statement in module.body:
        behind = getattr(statement, "trailing_whitespace", None)
        if behind is not None and behind.comment is not None and behind.comment.value.startswith(SEAM):
            found.append(behind.comment.value)
    return found


def _settle(
    path: str, fragments: Iterable[Fragment], source: Callable[[], str], problems: list[Diagnostic], notes: list[str]
) -> Iterator[Fragment]:
    """Parse each cell alone, and mend those that do not parse or put in their place that what they bind is not known."""
    for fragment in fragments:
        cell, code = fragment.cell, fragment.code
        try:
            module = syntax.parse(code.text)
        except syntax.SyntaxFailure as failure:
            note = mend(code, parses)
            if note is None:
                problems.append(_problem(path, fragment, failure))
                forgotten = forget(code, imported_names(source()))
                if forgotten is not None:
                    yield Fragment(cell, forgotten)
                continue
            if note:
                notes.append(f"cell {cell.index}: {note}")
            yield fragment
        else:
            yield _expand(fragment) if "\t" in code.text and module.code != code.text else fragment


def _expand(fragment: Fragment) -> Fragment:
    """Expand the tabs of a cell, as the parser had to."""
    lines = [line.expandtabs(TAB) for line in fragment.code.lines]
    return replace(fragment, code=replace(fragment.code, lines=lines), expanded=True)


def _problem(path: str, fragment: Fragment, failure: syntax.SyntaxFailure) -> Diagnostic:
    line = min(failure.line, len(fragment.code.lines))
    at = Span(path, None, line, failure.column, line, failure.column)
    return Diagnostic("invalid-syntax", failure.message, Places([replace(fragment, start=1)]).locate(at))
