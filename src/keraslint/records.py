"""What came of a file as plain data, for the cache: what a report needs of it, which is less than what a fix or a proof would."""

from __future__ import annotations

from typing import Any, Final

from keraslint.findings import (
    Applicability,
    Confidence,
    Diagnostic,
    Edit,
    FileReport,
    Finding,
    Fix,
    Related,
    Severity,
)
from keraslint.layout import SourceText
from keraslint.outcome import Outcome
from keraslint.source import Place, Span

KINDS: Final = {kind.value: kind for kind in Applicability}


def encode(outcome: Outcome) -> Any:
    """Return what came of a file as plain data; ``None`` where there is nothing to say."""
    report = outcome.report
    if not report.findings and not report.diagnostics and not outcome.has_foreign_form:
        return None
    return {
        "findings": [_finding(finding) for finding in report.findings],
        "diagnostics": [[one.kind, one.message, _span(one.span)] for one in report.diagnostics],
        "sources": [[path, cell, source.text] for (path, cell), source in outcome.sources.items()],
        "foreign": outcome.has_foreign_form,
    }


def decode(path: str, record: Any) -> Outcome:
    """Return what came of the file at ``path``.

    Raises:
        ValueError: the data are not what ``encode`` makes.
    """
    if record is None:
        return Outcome(FileReport(path))
    try:
        findings = tuple(_as_finding(item) for item in record["findings"])
        diagnostics = tuple(Diagnostic(str(kind), str(message), _as_span(span)) for kind, message, span in record["diagnostics"])
        sources = {(str(name), _as_cell(cell)): SourceText(str(text)) for name, cell, text in record["sources"]}
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError("this is no record of what came of a file") from error
    return Outcome(FileReport(path, findings, diagnostics), sources, has_foreign_form=record.get("foreign") is True)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "at": _span(finding.at.span),
        "message": finding.message,
        "related": [[_span(related.place.span), related.message] for related in finding.related],
        "fix": None if finding.fix is None else _fix(finding.fix),
        "severity": int(finding.severity),
        "confidence": int(finding.confidence),
        "setup": finding.setup,
        "notes": list(finding.notes),
        "category": finding.category,
        "url": finding.url,
    }


def _as_finding(item: Any) -> Finding:
    return Finding(
        code=str(item["code"]),
        name=str(item["name"]),
        at=Place.at(_as_span(item["at"])),
        message=str(item["message"]),
        related=tuple(Related(Place.at(_as_span(span)), str(message)) for span, message in item["related"]),
        fix=None if item["fix"] is None else _as_fix(item["fix"]),
        severity=Severity(item["severity"]),
        confidence=Confidence(item["confidence"]),
        setup=None if item["setup"] is None else int(item["setup"]),
        notes=tuple(map(str, item["notes"])),
        category=str(item["category"]),
        url=str(item["url"]),
    )


def _fix(fix: Fix) -> list[Any]:
    edits = None if fix.edits is None else [[_span(edit.span), edit.content] for edit in fix.edits]
    return [fix.title, fix.applicability.value, edits]


def _as_fix(item: Any) -> Fix:
    title, applicability, edits = item
    made = None if edits is None else tuple(Edit(_as_span(span), str(content)) for span, content in edits)
    return Fix(str(title), (), KINDS[applicability], made)


def _span(span: Span) -> list[Any]:
    return [span.file, span.cell, span.line, span.column, span.end_line, span.end_column]


def _as_span(item: Any) -> Span:
    file, cell, line, column, end_line, end_column = item
    return Span(str(file), _as_cell(cell), int(line), int(column), int(end_line), int(end_column))


def _as_cell(cell: Any) -> int | None:
    return None if cell is None else int(cell)
