"""The verdicts on findings in real programs, and the report that is made of them."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

TOOLS = Path(__file__).parent.parent.parent / "tools"
sys.path.insert(0, str(TOOLS))

from adjudicate import corpora, verdicts  # noqa: E402 - the path to the tools comes first
from adjudicate.replay import Found, Replay  # noqa: E402
from adjudicate.report import report  # noqa: E402

KEY = verdicts.Key("some/where", "one.py", 0, 3, 1, "KL109")


def test_the_verdicts_are_in_order_and_come_back_as_they_were(tmp_path: Path) -> None:
    kept = TOOLS / "adjudicate" / "verdicts.jsonl"
    known = verdicts.load(kept)
    assert all(one.reason for one in known.values())
    verdicts.save(tmp_path / "again.jsonl", known.values())
    assert (tmp_path / "again.jsonl").read_text(encoding="utf-8") == kept.read_text(encoding="utf-8")


def test_verdicts_speak_of_repositories_in_the_list() -> None:
    listed = {one.repository for one in corpora.load(TOOLS / "adjudicate" / "corpora.jsonl")}
    assert {key.repository for key in verdicts.load(TOOLS / "adjudicate" / "verdicts.jsonl")} <= listed


def test_a_word_that_is_no_verdict_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "verdicts.jsonl"
    verdicts.save(path, [verdicts.Verdict(KEY, "perhaps", "it rained")])
    with pytest.raises(ValueError, match="perhaps"):
        verdicts.load(path)


def test_the_report_counts_and_names_what_is_false_new_and_gone() -> None:
    other = KEY._replace(line=9)
    gone = KEY._replace(line=20)
    known = {
        KEY: verdicts.Verdict(KEY, "false", "the targets are numbers"),
        gone: verdicts.Verdict(gone, "true", "the labels are classes"),
    }
    found = [Found(KEY, "student", "warning", "m"), Found(other, "student", "error", "m")]
    run = Replay(found, known, Counter({"student": 1000}), {"some/where"})
    text = report(run)
    assert "| KL109 | 0 | 1 | 0 | 1 | 0.0 % |" in text
    assert "| student | 1000 | 2 | 2.00 |" in text
    assert "KL109 some/where one.py line 3: the targets are numbers" in text
    assert "- true: KL109 some/where one.py 0:20: the labels are classes" in text
