"""The report for people who did not run it: one page that needs nothing else, with code, models and filters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any, Final

from keraslint.findings import FileReport, Report, Severity
from keraslint.layout import Sources
from keraslint.report import graph
from keraslint.report.excerpts import Block, Mark, blocks
from keraslint.report.items import Item, items_of, relative
from keraslint.report.style import Style, markup
from keraslint.report.text import applies, counted
from keraslint.source import Span

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
        f"<p>{markup(item.message)}</p>{''.join(_excerpts(item, sources, level))}{''.join(_remarks(item, style))}</article>"
    )


def _remarks(item: Item, style: Style) -> Iterator[str]:
    if item.fix is not None:
        how = f"--fix{' --unsafe-fixes' if not applies(item.fix, style) else ''}" if item.fix.edits else "by hand"
        yield f'<p class="help">{markup(item.fix.title)} <code>{how}</code></p>'
    for note in item.notes:
        yield f'<p class="note">{markup(note)}</p>'


def _excerpts(item: Item, sources: Sources, level: str) -> Iterator[str]:
    """Show the code with all places of a finding marked, the places in one text in one excerpt."""
    related = item.finding.related if item.finding is not None else ()
    marks = [Mark(item.span), *(Mark(other.place.span, other.message) for other in related)]
    for block in blocks(marks, sources):
        if block.rows:
            first = block.marks[0]
            elsewhere = "" if first.main else f'<p class="related">{markup(first.span.file)}, {_where(first.span)}</p>'
            yield f"{elsewhere}<pre>{''.join(_rows(block, level))}</pre>"
        yield from (f'<p class="related">{_where(mark.span)}: {markup(mark.label)}</p>' for mark in block.hidden if not mark.main)


def _rows(block: Block, level: str) -> Iterator[str]:
    previous = block.rows[0]
    for row in block.rows:
        if row > previous + 1:
            yield '<span class="row">...</span>\n'
        previous = row
        marks = block.at(row)
        yield f'<span class="row">{row}</span>{_marked(block.lines[row - 1], marks, level)}\n'
        yield from (f'<span class="row"></span><span class="said">{markup(mark.label)}</span>\n' for mark in marks if mark.label)


def _marked(line: str, marks: list[Mark], level: str) -> str:
    """Return a line of code with its marks; of two that overlap, only the main one is drawn, or the first."""
    drawn: list[tuple[int, int, str]] = []
    for mark in marks:
        start, end = mark.span.column - 1, mark.span.end_column - 1 if mark.span.end_line == mark.span.line else len(line)
        if all(end <= before or after <= start for before, after, _ in drawn):
            drawn.append((start, end, level if mark.main else "other"))
    parts, done = [], 0
    for start, end, tone in sorted(drawn):
        parts.append(f'{markup(line[done:start])}<mark class="{tone}">{markup(line[start:end])}</mark>')
        done = end
    return "".join(parts) + markup(line[done:])


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
