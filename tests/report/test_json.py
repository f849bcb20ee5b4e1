from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from keraslint.findings import Applicability, Confidence, Diagnostic, Edit, FileReport, Finding, Fix, Related, Report, Severity
from keraslint.layout import SourceText
from keraslint.report import statistics
from keraslint.report.json import as_json
from keraslint.report.style import Style
from keraslint.source import Place, Span

LOSS = Span("m.py", None, 3, 10, 3, 15)
FINDING = Finding(
    "KL109",
    "regression-loss-on-classifier",
    Place.at(LOSS),
    "a regression loss on a classifier",
    related=(Related(Place.at(Span("m.py", None, 1, 1, 1, 6)), "the model"),),
    fix=Fix("use binary_crossentropy", (), Applicability.UNSAFE, (Edit(LOSS, '"bce"'),)),
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    setup=0,
    notes=("a note",),
    category="suspicious",
    url="https://example.org/x",
)
PROBLEM = Diagnostic("invalid-syntax", "expected ':'", Span("n.ipynb", 3, 2, 5, 2, 5))
SOURCES = {("m.py", None): SourceText("model = 1\nmodel.compile(\n    loss='mse',\n)\n")}


def rows(*files: FileReport) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = json.loads(as_json(Report(files, 2, "0.1.0"), SOURCES, Style()))
    return shown


def test_a_finding() -> None:
    path = str(Path("m.py").absolute())
    (row,) = rows(FileReport("m.py", (FINDING,)))
    assert row == {
        "category": "suspicious",
        "cell": None,
        "code": "KL109",
        "confidence": "medium",
        "end_location": {"column": 15, "row": 3},
        "filename": path,
        "fix": {
            "applicability": "unsafe",
            "edits": [
                {"cell": None, "content": '"bce"', "end_location": {"column": 15, "row": 3}, "location": {"column": 10, "row": 3}}
            ],
            "message": "use binary_crossentropy",
        },
        "location": {"column": 10, "row": 3},
        "message": "a regression loss on a classifier",
        "name": "regression-loss-on-classifier",
        "noqa_row": 4,
        "notes": ["a note"],
        "related": [
            {
                "cell": None,
                "end_location": {"column": 6, "row": 1},
                "filename": path,
                "location": {"column": 1, "row": 1},
                "message": "the model",
            }
        ],
        "setup": 0,
        "severity": "warning",
        "url": "https://example.org/x",
    }


def test_a_diagnostic_has_the_same_keys() -> None:
    finding, problem = rows(FileReport("m.py", (FINDING,)), FileReport("n.ipynb", (), (PROBLEM,)))
    assert problem.keys() == finding.keys()
    assert (problem["code"], problem["cell"], problem["severity"]) == ("invalid-syntax", 3, "error")
    assert problem["fix"] is problem["noqa_row"] is problem["url"] is None


def test_nothing() -> None:
    assert as_json(Report((), 0, "0.1.0"), {}, Style()) == "[]\n"


def test_standard_input_has_no_folder() -> None:
    at = Place.at(Span("-", None, 1, 1, 1, 2))
    (row,) = rows(FileReport("-", (Finding("KL109", "x", at, "message"),)))
    assert row["filename"] == "-"


def test_statistics() -> None:
    other = Finding("KL201", "learning-rate-too-high", Place.at(LOSS), "message")
    report = Report((FileReport("m.py", (FINDING, other, other)), FileReport("n.ipynb", (), (PROBLEM,))), 2, "0.1.0")
    assert statistics.as_text(report, Style()) == (
        "2\tKL201\t[ ] learning-rate-too-high\n"
        "1\tKL109\t[ ] regression-loss-on-classifier\n"
        "1\tinvalid-syntax\t[ ] invalid-syntax\n"
    )
    assert "1\tKL109\t[*] regression" in statistics.as_text(report, Style(unsafe_fixes=True))
    assert json.loads(statistics.as_json(report, Style(unsafe_fixes=True)))[1] == {
        "code": "KL109",
        "name": "regression-loss-on-classifier",
        "count": 1,
        "fixable": True,
        "fixable_count": 1,
    }
