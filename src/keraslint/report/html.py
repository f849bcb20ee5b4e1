"""The report for people who did not run it: one page that needs nothing else, with code, models and filters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any, Final

from keraslint.findings import FileReport, Report, Severity
from keraslint.layout import Sources
from keraslint.report import graph
from keraslint.report.items import Item, items_of, relative
from keraslint.report.style import Style, markup
from keraslint.report.text import applies, counted
from keraslint.source import Span

CONTEXT: Final = 2
"""How many lines are shown around a finding."""

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
"""What the page may load: nothing. Text of a linted file that got past the escaping could not send anything anywhere."""


def html(report: Report, sources: Sources, style: Style) -> str:
    """Return the page."""
    listed = [(file, list(items_of(file, sources))) for file in report.files]
    everything = [item for _, found in listed for item in found]
    sections = "".join(_file(file, found, report, sources, style) for file, found in listed)
    nothing = '<p class="clean">All checks passed!</p>' if not everything else ""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>keraslint report</title>'
        f"<style>{_part('page.css')}</style></head><body>\n"
        f"{_head(report, everything)}{_filters(everything)}<main>{nothing}{sections}</main>{_rules(report, everything)}"
        f"<script>{_part('page.js')}</script></body></html>\n"
    )


def _part(name: str) -> str:
    return (files("keraslint.report") / "page" / name).read_text(encoding="utf-8")


def _head(report: Report, everything: list[Item]) -> str:
    counts = "".join(
        f'<span class="count {level.name.lower()}">{counted(number, level.name.lower())}</span>'
        for level in reversed(Severity)
        if (number := sum(item.severity is level for item in everything))
    )
    return (
        f"<header><h1>keraslint</h1><p>{counted(report.checked, 'file')} looked at, "
        f"{counted(len(everything), 'finding')} in {counted(len(report.files), 'file')}</p><p>{counts}</p></header>"
    )


def _filters(everything: list[Item]) -> str:
    if not everything:
        return ""
    codes = sorted({(item.code, item.name) for item in everything})
    levels = [level.name.lower() for level in reversed(Severity) if any(item.severity is level for item in everything)]
    boxes = "".join(f'<label><input type="checkbox" data-severity="{level}" checked>{level}</label>' for level in levels)
    options = "".join(f'<option value="{markup(code)}">{markup(code)} {markup(name)}</option>' for code, name in codes)
    return (
        f'<nav>{boxes}<label>rule <select id="rule"><option value="">all rules</option>{options}</select></label>'
        '<label>search <input id="search" type="search" placeholder="file, message"></label><output id="shown"></output></nav>'
    )


def _file(file: FileReport, found: list[Item], report: Report, sources: Sources, style: Style) -> str:
    blocks = "".join(_finding(item, sources, style) for item in found)
    return (
        f'<section class="file"><h2>{markup(relative(file.path))} <small>{counted(len(found), "finding")}</small></h2>'
        f"{blocks}{''.join(_models(report.models.get(file.path, {}), found))}</section>"
    )


def _finding(item: Item, sources: Sources, style: Style) -> str:
    level = item.severity.name.lower()
    code = f'<a href="{markup(item.url)}">{markup(item.code)}</a>' if item.url.startswith("https://") else markup(item.code)
    return (
        f'<article class="finding {level}" data-severity="{level}" data-rule="{markup(item.code)}">'
        f'<h3><span class="badge">{level}</span> {code} {markup(item.name)} <small>{_where(item.span)}, '
        f"{item.confidence.name.lower()} confidence</small></h3>"
        f"<p>{markup(item.message)}</p>{_excerpt(item.span, sources, level)}{''.join(_remarks(item, sources, style))}</article>"
    )


def _remarks(item: Item, sources: Sources, style: Style) -> Iterator[str]:
    for related in item.related:
        yield f'<p class="related">{_where(related.place.span)}: {markup(related.message)}</p>'
        yield _excerpt(related.place.span, sources, "other", context=0)
    if item.fix is not None:
        how = f"--fix{' --unsafe-fixes' if not applies(item.fix, style) else ''}" if item.fix.edits else "by hand"
        yield f'<p class="help">{markup(item.fix.title)} <code>{how}</code></p>'
    for note in item.notes:
        yield f'<p class="note">{markup(note)}</p>'


def _excerpt(span: Span, sources: Sources, level: str, context: int = CONTEXT) -> str:
    source = sources.get((span.file, span.cell))
    lines = [] if source is None else source.lines
    rows = [row for row in range(span.line - context, span.line + context + 1) if 1 <= row <= len(lines)]
    if span.line not in rows:
        return ""
    return f"<pre>{''.join(_row(row, lines[row - 1], span, level) for row in rows)}</pre>"


def _row(row: int, line: str, span: Span, level: str) -> str:
    number = f'<span class="row">{row}</span>'
    if row != span.line:
        return f"{number}{markup(line)}\n"
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    before, marked, after = line[: span.column - 1], line[span.column - 1 : end], line[end:]
    return f'{number}{markup(before)}<mark class="{level}">{markup(marked)}</mark>{markup(after)}\n'


def _models(facts: Mapping[str, Any], found: list[Item]) -> Iterator[str]:
    marks = [
        graph.Mark(item.span.cell, item.span.line, item.span.column, item.severity.name.lower())
        for item in sorted(found, key=lambda item: item.severity)
    ]
    for setup in facts.get("setups", ()):
        model = setup["model"]
        drawn = graph.svg(model, marks) if "layers" in model else ""
        if drawn:
            where = f"line {model['location']['row']}" if model.get("location") else "model"
            summary = (
                f"{markup(model['kind'].rpartition('.')[2])} model, {markup(where)}: {counted(len(model['layers']), 'layer')}"
            )
            yield f"<details><summary>{summary}</summary>{drawn}</details>"


def _rules(report: Report, everything: list[Item]) -> str:
    """Explain the rules that have found something."""
    found = {item.code for item in everything}
    rows = "".join(
        f"<dt>{markup(row['code'])} {markup(row['name'])}</dt><dd>{markup(row['summary'])}</dd>"
        for row in report.rules
        if row["code"] in found
    )
    return f"<footer><h2>Rules</h2><dl>{rows}</dl></footer>" if rows else ""


def _where(span: Span) -> str:
    cell = "" if span.cell is None else f"cell {span.cell}, "
    return f"{cell}line {span.line}"
