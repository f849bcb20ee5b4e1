"""The report for programs: an object for each finding and each diagnostic, as a list or line by line.

Keys are added, never renamed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from keraslint.findings import Diagnostic, Edit, Finding, Fix, Related, Report
from keraslint.layout import Sources
from keraslint.report.style import Style
from keraslint.source import Span


def as_json(report: Report, sources: Sources, style: Style) -> str:
    """Return the findings as a JSON list."""
    del style
    return json.dumps(_rows(report, sources), indent=2, sort_keys=True) + "\n"


def as_lines(report: Report, sources: Sources, style: Style) -> str:
    """Return the findings as JSON objects, one on a line."""
    del style
    return "".join(json.dumps(row, sort_keys=True, separators=(",", ":")) + "\n" for row in _rows(report, sources))


def _rows(report: Report, sources: Sources) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for file in report.files:
        rows.extend(_diagnostic(diagnostic) for diagnostic in file.diagnostics)
        rows.extend(_finding(finding, sources) for finding in file.findings)
    return rows


def _finding(finding: Finding, sources: Sources) -> dict[str, Any]:
    span = finding.at.span
    return {
        **_place(span),
        "code": finding.code,
        "name": finding.name,
        "message": finding.message,
        "severity": finding.severity.name.lower(),
        "confidence": finding.confidence.name.lower(),
        "category": finding.category,
        "fix": None if finding.fix is None else _fix(finding.fix),
        "noqa_row": _comment_row(span, sources),
        "notes": list(finding.notes),
        "related": [_related(related) for related in (*finding.related, *finding.also)],
        "setup": finding.setup,
        "url": finding.url or None,
    }


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        **_place(diagnostic.span),
        "code": diagnostic.kind,
        "name": diagnostic.kind,
        "message": diagnostic.message,
        "severity": "error",
        "confidence": "high",
        "category": None,
        "fix": None,
        "noqa_row": None,
        "notes": [],
        "related": [],
        "setup": None,
        "url": None,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {"applicability": fix.applicability.value, "edits": [_edit(edit) for edit in fix.edits or ()], "message": fix.title}


def _edit(edit: Edit) -> dict[str, Any]:
    return {
        "content": edit.content,
        "cell": edit.span.cell,
        "location": _start(edit.span),
        "end_location": _end(edit.span),
    }


def _related(related: Related) -> dict[str, Any]:
    return {**_place(related.place.span), "message": related.message}


def _place(span: Span) -> dict[str, Any]:
    # `Path.resolve` would follow links: the file is named as the user named it.
    filename = span.file if span.file == "-" else os.path.abspath(span.file)  # noqa: PTH100
    return {"filename": filename, "cell": span.cell, "location": _start(span), "end_location": _end(span)}


def _start(span: Span) -> Mapping[str, int]:
    return {"row": span.line, "column": span.column}


def _end(span: Span) -> Mapping[str, int]:
    return {"row": span.end_line, "column": span.end_column}


def _comment_row(span: Span, sources: Sources) -> int:
    source = sources.get((span.file, span.cell))
    return span.line if source is None else source.comment_row(span.line)
