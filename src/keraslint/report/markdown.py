"""The report as a Markdown table: for the summary of a job on GitHub (in ``$GITHUB_STEP_SUMMARY``), and for comments."""

from __future__ import annotations

import re
from typing import Final

from keraslint.findings import Report
from keraslint.layout import Sources
from keraslint.report.items import Item, relative, worst_first
from keraslint.report.style import Style, printable
from keraslint.report.text import counted

MOST: Final = 200
"""How many findings are listed: a summary has a limit of its own, and nobody reads more."""

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|~@&])")


def markdown(report: Report, sources: Sources, style: Style) -> str:
    """Return a heading and a table of the findings, the worst first."""
    del style
    listed = worst_first(report, sources)
    if not listed:
        return "### keraslint: all checks passed\n"
    rows = "".join(_row(item) for item in listed[:MOST])
    more = f"\n{len(listed) - MOST} more are not listed.\n" if len(listed) > MOST else ""
    head = "| severity | where | rule | message |\n|---|---|---|---|\n"
    return f"### keraslint found {counted(len(listed), 'error')}\n\n{head}{rows}{more}"


def _row(item: Item) -> str:
    code = f"[{item.code}]({item.url})" if item.url else item.code
    cell = "" if item.span.cell is None else f"cell {item.span.cell}:"
    where = f"{_plain(relative(item.span.file))}:{cell}{item.span.line}:{item.span.column}"
    return f"| {item.severity.name.lower()} | {where} | {code} {_plain(item.name)} | {_plain(item.told)} |\n"


def _plain(text: str) -> str:
    """Return a text of which nothing is taken for Markdown or HTML."""
    return _SPECIAL.sub(r"\\\1", printable(text))
