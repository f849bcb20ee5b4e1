"""The programs in examples/: what a newcomer sees first, and exactly that."""

from pathlib import Path

import pytest

from keraslint import testing
from keraslint.findings import Confidence, Finding, Severity
from keraslint.rules import load

EXAMPLES = Path(__file__).parents[2] / "examples"
RULES = [rule for rule in load() if rule.default]

EXPECTED = {
    "as_posted.py": ["KL709", "KL201", "KL801", "KL801", "KL109", "KL301"],
    "blue_vs_red.py": ["KL709", "KL201", "KL109", "KL301"],
    "blue_vs_red_removed_arguments.py": ["KL709", "KL201", "KL801", "KL801", "KL109", "KL601", "KL301"],
}


def lint(name: str) -> testing.Linted:
    return testing.lint((EXAMPLES / name).read_text(encoding="utf-8"), RULES, name)


def one(linted: testing.Linted, code: str) -> Finding:
    return next(finding for finding in linted.findings if finding.code == code)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_findings(name: str) -> None:
    found = sorted(lint(name).findings, key=lambda finding: (finding.at.span.line, finding.at.span.column, finding.code))
    assert [finding.code for finding in found] == EXPECTED[name]


def test_every_example_that_is_about_faults_is_listed() -> None:
    assert {path.name for path in EXAMPLES.glob("*.py")} >= set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_last_finding_says_how_all_of_them_act_together(name: str) -> None:
    linted = lint(name)
    (note,) = one(linted, "KL301").notes
    named = [f"{code} (line {one(linted, code).at.span.line})" for code in ("KL201", "KL109", "KL301")]
    assert note.startswith(f"{named[0]}, {named[1]} and {named[2]} act together: one repair alone is hardly enough")
    assert [finding.code for finding in linted.findings if finding.notes] == ["KL301"]


def test_the_findings_stand_at_their_own_places() -> None:
    linted = lint("blue_vs_red.py")
    lines = linted.text.splitlines()

    def marked(code: str) -> str:
        span = one(linted, code).at.span
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]

    assert marked("KL201") == "0.1"
    assert marked("KL109") == '"mean_squared_error"'
    assert marked("KL301") == "images"


def test_the_range_of_the_images_is_traced_back() -> None:
    linted = lint("blue_vs_red.py")
    finding = one(linted, "KL301")
    assert "0..255" in finding.message
    assert finding.confidence is Confidence.HIGH
    first = finding.related[0]
    assert "the values come from here" in first.message
    assert "rng.integers(96, 256" in linted.text.splitlines()[first.place.span.line - 1]


def test_the_bare_snippet_is_judged_with_care() -> None:
    finding = one(lint("as_posted.py"), "KL301")
    assert finding.confidence is Confidence.MEDIUM
    assert finding.message.startswith("no scaling of these images is visible")


def test_what_the_removed_arguments_do_is_told_apart() -> None:
    findings = [finding for finding in lint("as_posted.py").findings if finding.code == "KL801"]
    assert [finding.severity for finding in findings] == [Severity.ERROR, Severity.WARNING]


def test_with_all_fixes_nothing_is_left() -> None:
    text = (EXAMPLES / "blue_vs_red.py").read_text(encoding="utf-8")
    while (linted := testing.lint(text, RULES)).findings:
        text = testing.fixed(linted, linted.findings[0])
    assert "learning_rate=0.001" in text
    assert "/ 255.0" in text
    assert '"binary_crossentropy"' in text
