"""Findings in the terms of the protocol. What a code action needs travels with the diagnostic: nothing is linted again for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from lsprotocol import converters, types

from keraslint.findings import Applicability, Confidence, Diagnostic, Edit, Finding, Fix, Severity
from keraslint.server.reading import Reading

SOURCE: Final = "keraslint"

SEVERITIES: Final = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}

REFUTED: Final = "refuted"

_CONVERTER: Final = converters.get_converter()


def by_uri(reading: Reading) -> dict[str, list[types.Diagnostic]]:
    """Return what there is to say about each text of a document, those without anything included."""
    said: dict[str, list[types.Diagnostic]] = {uri: [] for uri in reading.document.uris.values()}
    for finding in reading.findings:
        location = reading.document.location(finding.at.span)
        said.setdefault(location.uri, []).append(_finding(reading, finding, location.range))
    for diagnostic in reading.diagnostics:
        location = reading.document.location(diagnostic.span)
        said.setdefault(location.uri, []).append(_problem(diagnostic, location.range))
    return said


def _finding(reading: Reading, finding: Finding, where: types.Range) -> types.Diagnostic:
    verdict = None if finding.setup is None else reading.verdicts.get((finding.code, finding.setup))
    refuted = verdict is not None and verdict.word == REFUTED
    return types.Diagnostic(
        range=where,
        message=_message(finding) if verdict is None else f"{verdict.word} ({verdict.evidence}): {_message(finding)}",
        severity=types.DiagnosticSeverity.Hint if refuted else SEVERITIES[finding.severity],
        code=finding.code,
        code_description=types.CodeDescription(finding.url) if finding.url else None,
        source=SOURCE,
        related_information=[
            types.DiagnosticRelatedInformation(reading.document.location(related.place.span), related.message)
            for related in finding.related
        ],
        data=_data(reading, finding),
    )


def _message(finding: Finding) -> str:
    parts = [finding.message]
    if finding.fix is not None:
        parts.append(f"help: {finding.fix.title}")
    parts.extend(f"note: {note}" for note in finding.notes)
    if finding.confidence is not Confidence.HIGH:
        parts.append(f"note: {finding.confidence.name.lower()} confidence")
    return "\n".join(parts)


def _data(reading: Reading, finding: Finding) -> dict[str, Any]:
    """Return what a code action needs, as plain data: clients send it back as it came."""
    fix = finding.fix if finding.fix is not None and finding.fix.edits else None
    return {
        "code": finding.code,
        "name": finding.name,
        "title": fix.title if fix is not None else "",
        "safe": fix is not None and fix.applicability is Applicability.SAFE,
        "edits": _plain(text_edits(reading, fix)) if fix is not None and _appliable(fix) else {},
    }


def _appliable(fix: Fix) -> bool:
    return fix.applicability is not Applicability.DISPLAY


def text_edits(reading: Reading, fix: Fix) -> dict[str, list[types.TextEdit]]:
    """Return the edits of a fix by the text in which they are."""
    return edits_by_uri(reading, fix.edits or ())


def edits_by_uri(reading: Reading, edits: Iterable[Edit]) -> dict[str, list[types.TextEdit]]:
    """Return edits by the text in which they are."""
    found: dict[str, list[types.TextEdit]] = {}
    for edit in edits:
        location = reading.document.location(edit.span)
        found.setdefault(location.uri, []).append(types.TextEdit(location.range, edit.content))
    return found


def _plain(edits: dict[str, list[types.TextEdit]]) -> Any:
    return _CONVERTER.unstructure(edits)


def _problem(diagnostic: Diagnostic, where: types.Range) -> types.Diagnostic:
    return types.Diagnostic(
        range=where,
        message=diagnostic.message,
        severity=types.DiagnosticSeverity.Error,
        code=diagnostic.kind,
        source=SOURCE,
    )
