"""What came of a file as plain data, for the cache: what a report needs of it, which is less than what a fix or a proof would."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from keraslint.discover import shorten
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
from keraslint.ondisk import OnDisk
from keraslint.outcome import Outcome
from keraslint.source import Place, Span

KINDS: Final = {kind.value: kind for kind in Applicability}


def encode(outcome: Outcome) -> Any:
    """Return what came of a file as plain data; ``None`` where there is nothing to say."""
    report = outcome.report
    if not (report.findings or report.diagnostics or outcome.has_foreign_form or outcome.spared):
        return None
    return _Encoder(report.path).outcome(outcome)


def decode(path: str, record: Any) -> Outcome:
    """Return what came of the file at ``path``.

    Raises:
        ValueError: the data are not what ``encode`` makes.
    """
    if record is None:
        return Outcome(FileReport(path))
    try:
        return _Decoder(path).outcome(record)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError("this is no record of what came of a file") from error


class _Encoder:
    """Writes paths down so that they are good from another working directory: the file itself as nothing, others in full."""

    def __init__(self, path: str) -> None:
        self._path = path

    def outcome(self, outcome: Outcome) -> dict[str, Any]:
        report = outcome.report
        return {
            "findings": [self._finding(finding) for finding in report.findings],
            "diagnostics": [[one.kind, one.message, self._span(one.span)] for one in report.diagnostics],
            "sources": [[self._file(path), cell, source.text] for (path, cell), source in outcome.sources.items()],
            "foreign": outcome.has_foreign_form,
            "spared": outcome.spared,
        }

    def _file(self, path: str) -> str:
        return "" if path == self._path else str(Path(path).absolute())

    def _finding(self, finding: Finding) -> dict[str, Any]:
        return {
            "code": finding.code,
            "name": finding.name,
            "at": self._span(finding.at.span),
            "message": finding.message,
            "related": [[self._span(related.place.span), related.message] for related in finding.related],
            "fix": None if finding.fix is None else self._fix(finding.fix),
            "severity": int(finding.severity),
            "confidence": int(finding.confidence),
            "setup": finding.setup,
            "notes": list(finding.notes),
            "category": finding.category,
            "url": finding.url,
            "about": None if finding.about is None else self._span(finding.about.span),
            "cause": finding.cause,
        }

    def _fix(self, fix: Fix) -> list[Any]:
        edits = None if fix.edits is None else [[self._span(edit.span), edit.content] for edit in fix.edits]
        return [fix.title, fix.applicability.value, edits]

    def _span(self, span: Span) -> list[Any]:
        return [self._file(span.file), span.cell, span.line, span.column, span.end_line, span.end_column]


class _Decoder:
    """Reads what an encoder has written, for the working directory of now."""

    def __init__(self, path: str) -> None:
        self._path = path

    def outcome(self, record: Any) -> Outcome:
        findings = tuple(self._finding(item) for item in record["findings"])
        diagnostics = tuple(
            Diagnostic(str(kind), str(message), self._span(span)) for kind, message, span in record["diagnostics"]
        )
        sources = {(self._file(name), _cell(cell)): self._source(cell, text) for name, cell, text in record["sources"]}
        foreign = record["foreign"] is True
        spared = int(record["spared"])
        return Outcome(FileReport(self._path, findings, diagnostics), sources, has_foreign_form=foreign, spared=spared)

    def _file(self, name: Any) -> str:
        return shorten(str(name)) if name else self._path

    def _source(self, cell: Any, text: Any) -> SourceText:
        return SourceText(str(text)) if cell is None else SourceText(str(text), int(cell), OnDisk(self._path))

    def _finding(self, item: Any) -> Finding:
        return Finding(
            code=str(item["code"]),
            name=str(item["name"]),
            at=Place.at(self._span(item["at"])),
            message=str(item["message"]),
            related=tuple(Related(Place.at(self._span(span)), str(message)) for span, message in item["related"]),
            fix=None if item["fix"] is None else self._fix(item["fix"]),
            severity=Severity(item["severity"]),
            confidence=Confidence(item["confidence"]),
            setup=None if item["setup"] is None else int(item["setup"]),
            notes=tuple(map(str, item["notes"])),
            category=str(item["category"]),
            url=str(item["url"]),
            about=None if item["about"] is None else Place.at(self._span(item["about"])),
            cause=str(item["cause"]),
        )

    def _fix(self, item: Any) -> Fix:
        title, applicability, edits = item
        made = None if edits is None else tuple(Edit(self._span(span), str(content)) for span, content in edits)
        return Fix(str(title), (), KINDS[applicability], made)

    def _span(self, item: Any) -> Span:
        file, cell, line, column, end_line, end_column = item
        return Span(self._file(file), _cell(cell), int(line), int(column), int(end_line), int(end_column))


def _cell(cell: Any) -> int | None:
    return None if cell is None else int(cell)
