"""The report for the Code Quality widget of GitLab, which tells findings apart by their fingerprints alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from keraslint.findings import Report, Severity
from keraslint.layout import Sources
from keraslint.report.items import Item, items, relative
from keraslint.report.style import Style

LEVELS: Final[Mapping[Severity, str]] = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def gitlab(report: Report, sources: Sources, style: Style) -> str:
    """Return the findings as a JSON list."""
    del style
    return json.dumps([_issue(item) for item in items(report, sources)], indent=2) + "\n"


def _issue(item: Item) -> dict[str, Any]:
    return {
        "check_name": item.code,
        "description": f"{item.code}: {item.message_with_cell}",
        "severity": LEVELS[item.severity],
        "fingerprint": item.fingerprint,
        "location": {
            "path": relative(item.span.file),
            "positions": {"begin": _position(item.line, item.column), "end": _position(item.end_line, item.end_column)},
        },
    }


def _position(line: int, column: int | None) -> dict[str, int]:
    return {"line": line} if column is None else {"line": line, "column": column}
