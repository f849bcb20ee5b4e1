"""Reports of files without some of their findings."""

from __future__ import annotations

from keraslint.findings import FileReport, Finding
from keraslint.source import Place, Span

FINDINGS = tuple(
    Finding(code, code.lower(), Place.at(Span("m.py", None, line, 1, line, 2)), "something is wrong")
    for line, code in enumerate(("KL101", "KL102", "KL101"), 1)
)


def test_findings_are_left_out() -> None:
    report = FileReport("m.py", FINDINGS)
    assert report.without(lambda finding: finding.code == "KL101").findings == FINDINGS[1:2]
    assert report.without(lambda finding: finding.code == "KL999") is report
