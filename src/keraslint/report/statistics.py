"""Findings counted by rule, most frequent first, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from keraslint.findings import Report
from keraslint.report.style import Style
from keraslint.report.text import applies


@dataclass(slots=True)
class Count:
    """How often a rule has found something, and how many of its findings ``--fix`` would remove."""

    code: str
    name: str
    count: int = 0
    fixable: int = 0


def count(report: Report, style: Style) -> list[Count]:
    """Count findings and diagnostics by code."""
    counts: dict[str, Count] = {}
    for code, name, fixable in _rows(report, style):
        entry = counts.setdefault(code, Count(code, name))
        entry.count += 1
        entry.fixable += fixable
    return sorted(counts.values(), key=lambda entry: (-entry.count, entry.code))


def _rows(report: Report, style: Style) -> Iterator[tuple[str, str, bool]]:
    for diagnostic in report.diagnostics:
        yield diagnostic.kind, diagnostic.kind, False
    for finding in report.findings:
        yield finding.code, finding.name, applies(finding.fix, style)


def as_text(report: Report, style: Style) -> str:
    """Return a line for each rule: count, code, whether it can be fixed, name."""
    counts = count(report, style)
    widest = max((len(str(entry.count)) for entry in counts), default=0)
    return "".join(f"{entry.count:>{widest}}\t{entry.code}\t[{'*' if entry.fixable else ' '}] {entry.name}\n" for entry in counts)


def as_json(report: Report, style: Style) -> str:
    """Return a JSON list with an object for each rule."""
    rows = [
        {
            "code": entry.code,
            "name": entry.name,
            "count": entry.count,
            "fixable": entry.fixable > 0,
            "fixable_count": entry.fixable,
        }
        for entry in count(report, style)
    ]
    return json.dumps(rows, indent=2) + "\n"
