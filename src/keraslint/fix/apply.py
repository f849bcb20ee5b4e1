"""Carrying out edits: as many fixes in one pass as do not get in each other's way."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any, Final, TypeVar

from keraslint.findings import Applicability, Edit, Finding, Fix
from keraslint.fix.document import Lines
from keraslint.syntax import SyntaxFailure, parse

Carrier = TypeVar("Carrier", Finding, Fix)

SAFE: Final = frozenset({Applicability.SAFE})
UNSAFE: Final = frozenset({Applicability.SAFE, Applicability.UNSAFE})

Cell = int | None


def parses(text: str) -> bool:
    """Say whether a text is a Python module."""
    try:
        parse(text)
    except SyntaxFailure:
        return False
    return True


def apply_edits(
    text: str,
    carriers: Iterable[Carrier],
    allowed: Container[Applicability] = SAFE,
    valid: Callable[[str], bool] = parses,
) -> tuple[str, tuple[Carrier, ...]]:
    """Apply the fixes of findings (or fixes) to the text of a file; return the new text and those that were applied.

    Fixes whose applicability is not ``allowed`` are left out, and so are those that would change what an earlier one has changed:
    lint the new text again to get at them. A fix is applied in whole or not at all; edits that several fixes share are made once.
    ``valid`` must hold of the result; a fix that breaks it is dropped.
    """
    texts, applied = apply_to_cells({None: text}, carriers, allowed, lambda cells: valid(cells[None]))
    return texts[None], applied


def apply_to_cells(
    cells: Mapping[Cell, str],
    carriers: Iterable[Carrier],
    allowed: Container[Applicability],
    valid: Callable[[Mapping[Cell, str]], bool],
) -> tuple[dict[Cell, str], tuple[Carrier, ...]]:
    """Do what ``apply_edits`` does, for the cells of a notebook by number, which are the ``cell`` of the edits' spans."""
    lines = {cell: Lines(text) for cell, text in cells.items()}
    candidates = [carrier for carrier in carriers if _fix(carrier) is not None and _wanted(_fix(carrier), allowed, lines)]
    candidates.sort(key=lambda carrier: min(_position(edit) for edit in _edits(carrier)))
    chosen: list[Carrier] = []
    taken: set[Edit] = set()
    for carrier in candidates:
        new = [edit for edit in _edits(carrier) if edit not in taken]
        if not any(edit.clashes(other) for edit in new for other in taken):
            chosen.append(carrier)
            taken.update(new)
    result = _carry_out(lines, chosen)
    if chosen and not valid(result):
        chosen = _one_by_one(lines, chosen, valid)
        result = _carry_out(lines, chosen)
    return result, tuple(chosen)


def _one_by_one(
    lines: Mapping[Cell, Lines], carriers: list[Carrier], valid: Callable[[Mapping[Cell, str]], bool]
) -> list[Carrier]:
    """Return the fixes after each of which the text is still valid."""
    kept: list[Carrier] = []
    for carrier in carriers:
        if valid(_carry_out(lines, [*kept, carrier])):
            kept.append(carrier)
    return kept


def _carry_out(lines: Mapping[Cell, Lines], carriers: Iterable[Any]) -> dict[Cell, str]:
    edits = {edit for carrier in carriers for edit in _edits(carrier)}
    return {cell: splice(text, [edit for edit in edits if edit.span.cell == cell]) for cell, text in lines.items()}


def splice(lines: Lines, edits: Iterable[Edit]) -> str:
    """Return the text with edits made, none of which may overlap another."""
    parts: list[str] = []
    done = 0
    for start, end, content in sorted((*_offsets(lines, edit), edit.content) for edit in edits):
        parts += [lines.text[done:start], content]
        done = end
    return "".join([*parts, lines.text[done:]])


def _offsets(lines: Lines, edit: Edit) -> tuple[int, int]:
    span = edit.span
    return lines.offset(span.line, span.column), lines.offset(span.end_line, span.end_column)


def _fix(carrier: Any) -> Fix | None:
    return carrier.fix if isinstance(carrier, Finding) else carrier


def _edits(carrier: Any) -> tuple[Edit, ...]:
    fix = _fix(carrier)
    assert fix is not None
    return fix.edits or ()


def _wanted(fix: Fix | None, allowed: Container[Applicability], lines: Mapping[Cell, Lines]) -> bool:
    """Say whether a fix may be applied and has edits that lie in the text and leave each other alone."""
    if fix is None or not fix.edits or fix.applicability is Applicability.DISPLAY or fix.applicability not in allowed:
        return False
    if not all(_inside(edit, lines) for edit in fix.edits):
        return False
    edits = list(dict.fromkeys(fix.edits))
    return not any(edit.clashes(other) for index, edit in enumerate(edits) for other in edits[:index])


def _inside(edit: Edit, lines: Mapping[Cell, Lines]) -> bool:
    text = lines.get(edit.span.cell)
    return text is not None and 1 <= edit.span.line <= edit.span.end_line <= len(text.starts)


def _position(edit: Edit) -> tuple[int, int, int]:
    return edit.span.cell or 0, edit.span.line, edit.span.column
