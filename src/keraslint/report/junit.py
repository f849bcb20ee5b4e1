"""The report as the result of a test run, which many tools show: a test suite for each file, a failure for each finding."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from keraslint.findings import Report
from keraslint.layout import Sources
from keraslint.report.items import Item, items_of
from keraslint.report.style import Style, printable

PACKAGE: Final = "org.keraslint"


def junit(report: Report, sources: Sources, style: Style) -> str:
    """Return the findings as XML; a clean run is one test that passes, so that it shows up."""
    del style
    suites = [(file.path, list(items_of(file, sources))) for file in report.files]
    count = sum(len(listed) for _, listed in suites)
    root = Element("testsuites", _counts("keraslint", max(count, 1), count))
    for path, listed in suites:
        _suite(root, path, listed)
    if not suites:
        suite = SubElement(root, "testsuite", {**_counts("keraslint", 1, 0), "package": PACKAGE})
        SubElement(suite, "testcase", {"name": f"{PACKAGE}.clean", "classname": "keraslint"})
    indent(root, "    ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _counts(name: str, tests: int, failures: int) -> dict[str, str]:
    return {"name": name, "tests": str(tests), "failures": str(failures), "errors": "0", "skipped": "0"}


def _suite(root: Element, path: str, listed: Sequence[Item]) -> None:
    whole = printable(os.path.abspath(path))
    suite = SubElement(root, "testsuite", {**_counts(whole, len(listed), len(listed)), "package": PACKAGE})
    for item in listed:
        _case(suite, whole, item)


def _case(suite: Element, path: str, item: Item) -> None:
    span = item.span
    cell = "" if span.cell is None else f"cell {span.cell}, "
    attributes = {"name": f"{PACKAGE}.{item.code}", "classname": os.path.splitext(path)[0], "line": str(item.line)}
    if item.column is not None:
        attributes["column"] = str(item.column)
    case = SubElement(suite, "testcase", attributes)
    SubElement(SubElement(case, "properties"), "property", {"name": "severity", "value": item.severity.name.lower()})
    failure = SubElement(case, "failure", {"message": item.told})
    failure.text = f"{cell}line {span.line}, col {span.column}, {item.told}"
