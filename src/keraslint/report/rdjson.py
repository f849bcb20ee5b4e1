"""The report for reviewdog, whose columns count bytes of UTF-8."""

from __future__ import annotations

import json
from typing import Any, Final

from keraslint.findings import Edit, Report
from keraslint.home import REPOSITORY
from keraslint.layout import Sources
from keraslint.report.items import Item, items, relative
from keraslint.report.style import Style
from keraslint.source import Span

SOURCE: Final = {"name": "keraslint", "url": REPOSITORY}


def rdjson(report: Report, sources: Sources, style: Style) -> str:
    """Return the findings as one JSON object."""
    del style
    diagnostics = [_diagnostic(item, sources) for item in items(report, sources)]
    return json.dumps({"source": SOURCE, "severity": "WARNING", "diagnostics": diagnostics}, indent=2) + "\n"


def _diagnostic(item: Item, sources: Sources) -> dict[str, Any]:
    code = {"value": item.code, "url": item.url} if item.url else {"value": item.code}
    suggestions = [_suggestion(edit, sources) for edit in _edits(item)]
    return {
        "message": item.message_with_cell,
        "location": {"path": relative(item.span.file), "range": _range(item, sources)},
        "severity": item.severity.name,
        "code": code,
        **({"suggestions": suggestions} if suggestions else {}),
    }


def _edits(item: Item) -> tuple[Edit, ...]:
    """Return the edits that can be stated in lines and columns of the file, which those of a notebook cannot."""
    return item.fix.edits or () if item.fix is not None and item.span.cell is None else ()


def _range(item: Item, sources: Sources) -> dict[str, Any]:
    if item.span.cell is not None:
        return {"start": {"line": item.line}, "end": {"line": item.end_line}}
    return _in_bytes(item.span, sources)


def _suggestion(edit: Edit, sources: Sources) -> dict[str, Any]:
    return {"range": _in_bytes(edit.span, sources), "text": edit.content}


def _in_bytes(span: Span, sources: Sources) -> dict[str, Any]:
    return {
        "start": {"line": span.line, "column": _bytes_before(span, span.line, span.column, sources) + 1},
        "end": {"line": span.end_line, "column": _bytes_before(span, span.end_line, span.end_column, sources) + 1},
    }


def _bytes_before(span: Span, row: int, column: int, sources: Sources) -> int:
    source = sources.get((span.file, span.cell))
    line = source.lines[row - 1] if source is not None and row <= len(source.lines) else ""
    before = line[: column - 1]
    return len(before.encode("utf-8", "surrogatepass")) + (column - 1 - len(before))
