"""The formats with a line for each finding that other tools read: pylint, azure, github; and grouped, which people read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from keraslint.findings import Report, Severity
from keraslint.layout import Sources
from keraslint.report import text
from keraslint.report.items import Item, items, items_of, relative, worst_first
from keraslint.report.style import SEVERITY_COLOURS, Style, printable, shown_path, where

SHOWN_BY_GITHUB: Final = 10
"""How many errors, and how many warnings, GitHub shows of one step; it drops the others without a word."""

GITHUB_LEVELS: Final[Mapping[Severity, str]] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
AZURE_LEVELS: Final[Mapping[Severity, str]] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "warning"}


def grouped(report: Report, sources: Sources, style: Style) -> str:
    """Show a heading for each file, and a line for each of its findings."""
    blocks = []
    for file in report.files:
        listed = list(items_of(file, sources))
        widest = max((len(_place(item)) for item in listed), default=0)
        rows = [f"  {_place(item):<{widest}} {_rest(item, style)}\n" for item in listed]
        blocks.append(f"{style.paint(shown_path(file.path), 'bold')}:\n{''.join(rows)}\n")
    return "".join(blocks)


def pylint(report: Report, sources: Sources, style: Style) -> str:
    """Show ``path:line: [CODE] message``, as pylint's parseable output."""
    del style
    return "".join(f"{_safe_path(item)}:{item.line}: [{item.code}] {item.message_with_cell}\n" for item in items(report, sources))


def azure(report: Report, sources: Sources, style: Style) -> str:
    """Show logging commands of Azure Pipelines, in which a semicolon and a bracket mean something."""
    del style
    return "".join(_azure(item) for item in items(report, sources))


def _azure(item: Item) -> str:
    properties = {
        "type": AZURE_LEVELS[item.severity],
        "sourcepath": relative(item.span.file),
        "linenumber": item.line,
        "columnnumber": item.column or 1,
        "code": item.code,
    }
    listed = "".join(f"{name}={_azure_value(str(value))};" for name, value in properties.items())
    return f"##vso[task.logissue {listed}]{_azure_data(item.message_with_cell)}\n"


def _azure_data(value: str) -> str:
    return printable(value).replace("%", "%AZP25")


def _azure_value(value: str) -> str:
    return _azure_data(value).replace(";", "%3B").replace("]", "%5D")


def github(report: Report, sources: Sources, style: Style) -> str:
    """Show workflow commands of GitHub, the worst first, and then the lines that a reader of the log expects."""
    listed = worst_first(report, sources)
    commands = "".join(_annotation(item) for item in listed)
    shown = sum(min(SHOWN_BY_GITHUB, sum(item.severity is level for item in listed)) for level in Severity)
    cut = f"GitHub shows {shown} of {len(listed)} annotations; all of them are listed here.\n" if shown < len(listed) else ""
    return commands + text.concise(report, sources, style) + cut


def _annotation(item: Item) -> str:
    columns = {} if item.column is None else {"col": item.column}
    ends = {"endLine": item.end_line}
    if item.end_column is not None and item.end_line == item.line:
        ends["endColumn"] = item.end_column
    title = f"keraslint ({item.code})"
    properties = {"title": title, "file": relative(item.span.file), "line": item.line, **columns, **ends}
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    help_line = f"\n  help: {item.help}" if item.help else ""
    body = f"{where(item.span)}: {item.code} {item.told}{help_line}"
    return f"::{GITHUB_LEVELS[item.severity]} {listed}::{_data(body)}\n"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(printable(value)).replace(":", "%3A").replace(",", "%2C")


def _place(item: Item) -> str:
    cell = "" if item.span.cell is None else f"cell {item.span.cell}:"
    return f"{cell}{item.span.line}:{item.span.column}"


def _rest(item: Item, style: Style) -> str:
    code = style.paint(item.code, SEVERITY_COLOURS[item.severity])
    mark = style.paint("[*] ", "cyan") if text.applies(item.fix, style) else ""
    return f"{code}{'' if item.is_finding else ':'} {mark}{item.told}"


def _safe_path(item: Item) -> str:
    return shown_path(item.span.file)
