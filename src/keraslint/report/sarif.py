"""The report in SARIF 2.1.0, as the code scanning of GitHub wants it and other viewers read it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from keraslint.findings import Confidence, Report, Severity
from keraslint.home import REPOSITORY
from keraslint.layout import Sources
from keraslint.report.items import Item, relative, root, worst_first
from keraslint.report.linehash import line_hashes
from keraslint.report.style import Style, printable
from keraslint.source import Span

Json: TypeAlias = dict[str, Any]

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
BASE: Final = "%SRCROOT%"
LONGEST: Final = 1024
"""How long the descriptions of a rule may be."""

LEVELS: Final[Mapping[Severity, str]] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
PROBLEMS: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "recommendation",
}
PRECISIONS: Final[Mapping[Confidence, str]] = {
    Confidence.CONFIRMED: "very-high",
    Confidence.HIGH: "high",
    Confidence.MEDIUM: "medium",
    Confidence.LOW: "low",
}

KINDS: Final = {
    "invalid-syntax": "The file, or a cell of it, is not valid Python.",
    "io-error": "The file cannot be read.",
    "over-budget": "The file costs more time or memory than one file may.",
    "internal-error": "keraslint itself failed on the file.",
}
"""What the diagnostics say that are not findings of a rule."""


def sarif(report: Report, sources: Sources, style: Style) -> str:
    """Return the findings as a SARIF log, the worst first: a host that has a limit keeps those."""
    del style
    listed = worst_first(report, sources)
    codes = list(dict.fromkeys(item.code for item in listed))
    known = {row["code"]: row for row in report.rules}
    files = _Files(sources)
    run: Json = {
        "tool": {"driver": _driver(report.version, [_rule(code, known.get(code, {}), listed) for code in codes])},
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": "keraslint/"},
        "originalUriBaseIds": {BASE: {"uri": Path(root()).as_uri() + "/"}},
        "invocations": [_invocation(listed)],
        "results": [_result(item, codes.index(item.code), files) for item in listed],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


class _Files:
    """What results need of files: the fingerprints of their lines, and pieces of their text."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._hashes: dict[str, list[str]] = {}

    def hash_of(self, item: Item) -> str:
        """Return the fingerprint of the line of an item."""
        path = item.span.file
        if path not in self._hashes:
            source = self._sources.get((path, item.span.cell))
            self._hashes[path] = line_hashes("" if source is None else source.whole)
        hashes = self._hashes[path]
        return hashes[min(item.line, len(hashes)) - 1]

    def text_of(self, span: Span) -> str:
        """Return the text of a span; empty where it is not at hand."""
        source = self._sources.get((span.file, span.cell))
        lines = [] if source is None else source.lines[span.line - 1 : span.end_line]
        if not lines:
            return ""
        lines[-1] = lines[-1][: span.end_column - 1]
        lines[0] = lines[0][span.column - 1 :]
        return printable("\n".join(lines)) if len(lines) == 1 else "\n".join(map(printable, lines))

    def line_of(self, span: Span) -> int:
        """Return the line of the file on which a span starts."""
        source = self._sources.get((span.file, span.cell))
        return span.line if source is None else source.physical_line(span.line)


def _driver(version: str, rules: Sequence[Json]) -> Json:
    return {
        "name": "keraslint",
        "informationUri": REPOSITORY,
        "version": version,
        "semanticVersion": version,
        "rules": list(rules),
    }


def _rule(code: str, row: Mapping[str, Any], listed: Iterable[Item]) -> Json:
    first = next(item for item in listed if item.code == code)
    summary = row.get("summary") or KINDS.get(code) or first.name
    explanation = row.get("explanation") or summary
    severity = Severity[row["severity"].upper()] if row else first.severity
    confidence = Confidence[row["confidence"].upper()] if row else first.confidence
    tags = [word for word in (row.get("category"), row.get("family")) if word]
    return {
        "id": code,
        **({"name": first.name} if first.name != code else {}),
        "shortDescription": {"text": _cut(summary)},
        "fullDescription": {"text": _cut(explanation)},
        "help": {"text": explanation, "markdown": explanation},
        **({"helpUri": row["url"]} if row.get("url") else {}),
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": {
            **({"tags": tags} if tags else {}),
            "precision": PRECISIONS[confidence],
            "problem.severity": PROBLEMS[severity],
        },
    }


def _invocation(listed: Iterable[Item]) -> Json:
    crashes = [item for item in listed if item.code == "internal-error"]
    notes = [{"level": "error", "message": {"text": item.message}} for item in crashes]
    return {"executionSuccessful": not crashes, "toolExecutionNotifications": notes}


def _result(item: Item, index: int, files: _Files) -> Json:
    related = [_related(number, one.place.span, one.message, files) for number, one in enumerate(item.related, 1)]
    text = ". ".join((item.message_with_cell, *item.notes))
    result: Json = {
        "ruleId": item.code,
        "ruleIndex": index,
        "level": LEVELS[item.severity],
        "message": {"text": _escaped(text)},
        "locations": [_location(item, files)],
        "partialFingerprints": {"primaryLocationLineHash": files.hash_of(item)},
        "properties": {"confidence": item.confidence.name.lower()},
    }
    if related:
        result["relatedLocations"] = related
    if item.fix is not None and item.fix.edits and item.span.cell is None:
        result["fixes"] = [_fix(item)]
    return result


def _location(item: Item, files: _Files) -> Json:
    """Return where an item is; for a notebook the line of its JSON text, with the cell as a logical place."""
    snippet = files.text_of(item.span)
    shown = {"snippet": {"text": snippet}} if snippet else {}
    if item.span.cell is None:
        return {"physicalLocation": _physical(item.span.file, {**_region(item.span), **shown})}
    cell = f"cell {item.span.cell}"
    return {
        "physicalLocation": _physical(item.span.file, {"startLine": item.line, **shown}),
        "logicalLocations": [{"name": cell, "fullyQualifiedName": f"{cell}, line {item.span.line}", "kind": "member"}],
    }


def _related(number: int, span: Span, message: str, files: _Files) -> Json:
    region = _region(span) if span.cell is None else {"startLine": files.line_of(span)}
    text = message if span.cell is None else f"{message} (cell {span.cell}, line {span.line})"
    return {"id": number, "physicalLocation": _physical(span.file, region), "message": {"text": _escaped(printable(text))}}


def _physical(path: str, region: Json) -> Json:
    where = relative(path)
    inside = {"uri": quote(where), "uriBaseId": BASE} if not Path(where).is_absolute() else {"uri": Path(where).as_uri()}
    return {"artifactLocation": inside, "region": region}


def _region(span: Span) -> Json:
    return {"startLine": span.line, "startColumn": span.column, "endLine": span.end_line, "endColumn": span.end_column}


def _fix(item: Item) -> Json:
    assert item.fix is not None
    replacements = [
        {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.content}} for edit in item.fix.edits or ()
    ]
    where = _physical(item.span.file, {})["artifactLocation"]
    return {"description": {"text": item.help}, "artifactChanges": [{"artifactLocation": where, "replacements": replacements}]}


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _escaped(text: str) -> str:
    """Return a message in which nothing is taken for a link."""
    return text.replace("](", "]\\(")
