"""Findings of one file that have one cause are told together, with few words about the other places."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from keraslint.cli import main
from keraslint.findings import Applicability, Confidence, Edit, FileReport, Finding, Fix, Severity
from keraslint.report.places import how_many_more, other_places
from keraslint.source import Place, Span
from keraslint.together import told_together

PROGRAM = """\
import keras
from keras import backend as K

one = keras.optimizers.Adam(lr=0.1)
two = keras.optimizers.SGD(lr=0.1)


def loss(y_true, y_pred):
    return K.sum(K.square(y_true - y_pred)) / K.sum(y_true)
"""


def _span(line: int, cell: int | None = None) -> Span:
    return Span("a.py", cell, line, 1, line, 4)


def _finding(line: int, message: str = "m", cell: int | None = None, code: str = "KL801") -> Finding:
    return Finding(code, "rule", Place.at(_span(line, cell)), message)


def _fix(line: int, content: str, title: str = "Use it", applicability: Applicability = Applicability.SAFE) -> Fix:
    return Fix(title, (), applicability, (Edit(_span(line), content),))


def _told(*findings: Finding) -> tuple[Finding, ...]:
    return told_together(FileReport("a.py", findings)).findings


def test_findings_that_say_the_same_are_one() -> None:
    (one,) = _told(_finding(3), _finding(5), _finding(9))
    assert one.at.span.line == 3
    assert list(other_places(one)) == ["the same in lines 5 and 9"]
    assert how_many_more(one) == " (and 2 more places in this file)"


def test_findings_that_say_something_else_are_told_by_themselves() -> None:
    findings = (_finding(3, "a"), _finding(4, "b"), _finding(5, "a", code="KL802"))
    assert _told(*findings) == findings


def test_a_cause_goes_over_the_words_and_the_worst_of_it_is_told_in_full() -> None:
    ignored = replace(_finding(2, "decay is ignored"), cause="c", severity=Severity.WARNING)
    refused = replace(_finding(4, "lr is refused"), cause="c", severity=Severity.ERROR)
    (one,) = _told(ignored, refused, replace(ignored, at=Place.at(_span(7))))
    assert (one.message, one.severity) == ("lr is refused", Severity.ERROR)
    assert list(other_places(one)) == ["lines 2 and 7: decay is ignored"]


def test_what_is_less_sure_is_not_mixed_with_what_is_sure() -> None:
    assert len(_told(_finding(1), replace(_finding(2), confidence=Confidence.MEDIUM))) == 2


def test_lines_of_a_notebook_are_named_by_cell() -> None:
    (one,) = _told(_finding(1, cell=2), _finding(4, cell=2), _finding(1, cell=5), _finding(3, cell=5))
    assert list(other_places(one)) == ["the same in cell 2, line 4; cell 5, lines 1 and 3"]


def test_the_fix_repairs_every_place() -> None:
    (one,) = _told(replace(_finding(1), fix=_fix(1, "a")), _finding(2), replace(_finding(3), fix=_fix(3, "b")))
    assert one.fix is not None
    assert (one.fix.title, [edit.content for edit in one.fix.edits or ()]) == ("Use it", ["a", "b"])


def test_fixes_that_may_be_applied_at_once_go_before_the_others() -> None:
    (one,) = _told(
        replace(_finding(1), fix=_fix(1, "a", applicability=Applicability.UNSAFE)),
        replace(_finding(2), fix=_fix(2, "b", "Use b")),
        replace(_finding(3), fix=_fix(3, "c", "Use c")),
    )
    assert one.fix is not None
    assert (one.fix.title, one.fix.applicability) == ("Use b, and the like at the other places", Applicability.SAFE)
    assert [edit.content for edit in one.fix.edits or ()] == ["b", "c"]


def test_of_fixes_that_get_in_each_others_way_the_later_has_to_wait() -> None:
    (one,) = _told(replace(_finding(1), fix=_fix(1, "a")), replace(_finding(1, code="KL801"), fix=_fix(1, "b")))
    assert one.fix is not None
    assert [edit.content for edit in one.fix.edits or ()] == ["a"]


@pytest.fixture
def program(tmp_path: Path) -> str:
    path = tmp_path / "old.py"
    path.write_text(PROGRAM, encoding="utf-8")
    return str(path)


def test_a_report_has_one_finding_for_each_cause(program: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--isolated", "--no-cache", "--output-format", "json", program])
    found = json.loads(capsys.readouterr().out)
    assert [(one["code"], one["location"]["row"]) for one in found] == [("KL801", 4), ("KL810", 9)]
    assert [place["location"]["row"] for place in found[0]["related"]] == [5]
    main(["check", "--isolated", "--no-cache", program])
    text = capsys.readouterr().out
    assert "= also: line 5: SGD(lr=0.1) is refused by Keras 3" in text
    assert "= also: the same in line 9" in text
    assert "Found 2 errors." in text


def test_every_place_is_told_where_that_is_asked_for(program: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--isolated", "--no-cache", "--every-place", "--output-format", "concise", program])
    assert capsys.readouterr().out.count("KL8") == 5


def test_all_places_are_fixed(program: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--isolated", "--no-cache", "--fix", program])
    assert "Found 5 errors (5 fixed, 0 remaining)." in capsys.readouterr().out
    assert "lr=" not in Path(program).read_text(encoding="utf-8").replace("learning_rate=", "")
