"""The second pass: some documents of a slice are linted, each by itself, and what there is to say becomes rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, NamedTuple

from keraslint import precompiled, show
from keraslint.analysis import crash
from keraslint.discover import STDIN
from keraslint.findings import Diagnostic, Finding
from keraslint.outcome import Outcome
from keraslint.scale.charge import Charge, engine_of
from keraslint.scale.executors.patience import at_most, is_threaded
from keraslint.scale.inputs import Document, Slice, read
from keraslint.scale.sift import UNREADABLE
from keraslint.source import Span
from keraslint.weight import heavy_allowed


class Row(NamedTuple):
    """A document as it was sifted: its row in the slice, its repository and path, and the key of its content."""

    row: int
    repository: str
    path: str
    key: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents of a slice that are linted in one go."""

    number: int
    part: Slice
    rows: tuple[Row, ...]

    def apart(self) -> list[Batch]:
        """Return the documents one by one."""
        return [Batch(self.number, self.part, (row,)) for row in self.rows]


def lint(charge: Charge, batch: Batch) -> list[dict[str, Any]]:
    """Return what came of each document of a batch as plain data, in the order of their rows.

    Raises:
        OSError: the slice cannot be read any more.
        Failure: the settings mean nothing here.
    """
    precompiled.install()
    wanted = {row.row: row for row in batch.rows}
    made = []
    for document in read(batch.part):
        row = wanted.pop(document.row, None)
        if row is not None:
            with at_most(charge.seconds):
                made.append(_linted(charge, document, row.key, batch.part))
            if not wanted:
                break
    return made + [missing(batch.part, row, "it is no longer there") for row in wanted.values()]


def missing(part: Slice, row: Row, reason: str) -> dict[str, Any]:
    """Return what is recorded of a document that was not linted."""
    return _rows(row.row, [_error(part, Document(row.row, row.repository, row.path, reason), row.key, UNREADABLE, reason, None)])


def _linted(charge: Charge, document: Document, key: str, part: Slice) -> dict[str, Any]:
    if isinstance(document.content, str) or document.key != key:
        reason = document.content if isinstance(document.content, str) else "it has changed since it was first read"
        return _rows(document.row, [_error(part, document, key, UNREADABLE, reason, None)])
    path = document.path or f"row_{document.row}.py"
    # What is too heavy for this process is linted in a fork of it; where there can be none, the process itself is put at risk.
    with heavy_allowed() if is_threaded() else nullcontext():
        outcome = engine_of(charge).take(f"./{path}" if path == STDIN else path, document.content)
    diagnostics = list(outcome.report.diagnostics)
    try:
        setups = _setups(outcome, key)
    except Exception as error:  # noqa: BLE001 - a fault of ours in the description must not cost the findings
        diagnostics.append(crash(path, "the description", error))
        setups = []
    errors = [_of_diagnostic(part, document, key, diagnostic) for diagnostic in diagnostics]
    return {
        **_rows(document.row, errors),
        "linted": int(bool(outcome.programs)),
        "findings": [_finding(finding, key) for finding in outcome.report.findings],
        "setups": setups,
        "coverage": show.coverage(outcome.programs),
    }


def _rows(row: int, errors: list[dict[str, Any]]) -> dict[str, Any]:
    return {"row": row, "linted": 0, "findings": [], "setups": [], "errors": errors, "coverage": {}}


def _error(part: Slice, document: Document, key: str, kind: str, message: str, line: int | None) -> dict[str, Any]:
    return {
        "input": part.source,
        "repository": document.repository,
        "path": document.path or f"row {document.row}",
        "content": key,
        "kind": kind,
        "message": message,
        "line": line,
    }


def _of_diagnostic(part: Slice, document: Document, key: str, found: Diagnostic) -> dict[str, Any]:
    return _error(part, document, key, found.kind, found.message, found.span.line)


def _finding(finding: Finding, key: str) -> dict[str, Any]:
    fix = finding.fix
    return {
        "content": key,
        "code": finding.code,
        "name": finding.name,
        "category": finding.category,
        "severity": finding.severity.name.lower(),
        "confidence": finding.confidence.name.lower(),
        "message": finding.message,
        "notes": list(finding.notes),
        "related": [f"{_place(related.place.span)}: {related.message}" for related in finding.related],
        **_location(finding.at.span),
        "fix": None if fix is None else fix.title,
        "applicability": None if fix is None else fix.applicability.value,
        "setup": finding.setup,
    }


def _location(span: Span) -> dict[str, Any]:
    return {"cell": span.cell, "line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}


def _place(span: Span) -> str:
    return f"{span.line}:{span.column}" if span.cell is None else f"cell {span.cell}, {span.line}:{span.column}"


def _setups(outcome: Outcome, key: str) -> list[dict[str, Any]]:
    """Return what was recovered of each setup: what one asks for most in columns, and all of it as ``keraslint show`` has it."""
    shown = show.file_facts(outcome.report.path, outcome.programs)["setups"]
    return [_setup(number, setup, key) for number, setup in enumerate(shown)]


def _setup(number: int, setup: dict[str, Any], key: str) -> dict[str, Any]:
    model = setup["model"]
    losses = setup["loss"]
    return {
        "content": key,
        "setup": number,
        "cell": setup["cell"],
        "line": (setup["location"] or {}).get("row"),
        "framework": setup["framework"],
        "known": setup["known"],
        "model": model.get("kind"),
        "layers": [layer["kind"] for layer in model.get("layers", ())],
        "losses": [_text(loss["kind"]) for loss in losses] if isinstance(losses, list) else [],
        "optimizer": _text(setup["optimizer"]["kind"]),
        "learning_rate": _number(setup["optimizer"]["learning_rate"]),
        "uses": [use["method"] for use in setup["uses"]],
        "facts": json.dumps(setup, sort_keys=True, separators=(",", ":")),
    }


def _text(fact: dict[str, Any]) -> str | None:
    value = fact.get("value")
    return value if isinstance(value, str) else None


def _number(fact: dict[str, Any]) -> float | None:
    value = fact.get("value")
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def total(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    """Add counts up."""
    made: Counter[str] = Counter()
    for one in counts:
        made.update(one)
    return dict(made)


def whole(answers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Put what came of single documents together, in the order of their rows."""
    ordered = sorted(answers, key=lambda answer: answer["row"])
    return {
        "linted": sum(answer["linted"] for answer in ordered),
        **{name: [row for answer in ordered for row in answer[name]] for name in ("findings", "setups", "errors")},
        "coverage": total(answer["coverage"] for answer in ordered),
    }
