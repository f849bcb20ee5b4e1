"""The places of findings that are told together, in words: few lines however many places there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from keraslint.findings import Finding
from keraslint.source import Span


def other_places(finding: Finding) -> Iterator[str]:
    """Walk what there is to say about the other places of a finding: where it is the same, and what else is where."""
    spans: dict[str, list[Span]] = {}
    for other in finding.also:
        spans.setdefault(other.message, []).append(other.place.span)
    yield from (f"the same in {_lines(same)}" for same in [spans.pop(finding.message, [])] if same)
    yield from (f"{_lines(places)}: {message}" for message, places in _in_order(spans))


def how_many_more(finding: Finding) -> str:
    """Return words for the end of a message that is told in one line; empty where it has one place."""
    more = len(finding.also)
    return f" (and {more} more place{'' if more == 1 else 's'} in this file)" if more else ""


def _in_order(spans: Mapping[str, list[Span]]) -> list[tuple[str, list[Span]]]:
    return sorted(spans.items(), key=lambda item: (item[1][0].cell or 0, item[1][0]))


def _lines(spans: Iterable[Span]) -> str:
    """Name lines: ``lines 3, 5 and 8``, in a notebook ``cell 4, lines 3 and 5; cell 7, line 1``."""
    places = sorted({(span.cell or 0, span.line) for span in spans})
    return "; ".join(_in_cell(cell, [line for _, line in group]) for cell, group in groupby(places, key=lambda place: place[0]))


def _in_cell(cell: int, lines: list[int]) -> str:
    *first, last = map(str, lines)
    named = f"lines {', '.join(first)} and {last}" if first else f"line {last}"
    return f"cell {cell}, {named}" if cell else named
