"""How a rule's docstring is cut into sections."""

from dataclasses import replace

import pytest

from keraslint.documentation import HEADINGS, Example, code_blocks, parse_documentation
from keraslint.rules import load

PROGRAM = "```python\nx = 1\n```"


def docstring(**texts: str) -> str:
    bodies = {"Example": PROGRAM, "Use instead": PROGRAM.replace("1", "2")} | {
        key.replace("_", " "): text for key, text in texts.items()
    }
    return "A rule.\n\n" + "\n\n".join(f"## {heading}\n{bodies.get(heading, 'Text.')}" for heading in HEADINGS)


def test_the_parts() -> None:
    parsed = parse_documentation(docstring(References="- one\n- two"))
    assert parsed.summary == "A rule."
    assert [heading for heading, _ in parsed.sections] == list(HEADINGS)
    assert parsed.section("References") == "- one\n- two"
    assert parsed.section("Colophon") == ""
    assert parsed.examples == (Example("x = 1\n", "x = 2\n"),)
    assert parsed.problems == ()


def test_what_stands_before_the_first_heading_is_left_out() -> None:
    assert parse_documentation("A rule.\n\nMore.\n\n## What it does\nThis.").sections == (("What it does", "This."),)


def test_a_heading_inside_a_program_is_part_of_the_program() -> None:
    parsed = parse_documentation("A rule.\n\n## Example\n```python\n## not a heading\nx = 1\n```\n")
    assert parsed.section("Example").count("\n") == 3


def test_an_argument_for_the_fix_may_follow() -> None:
    text = docstring().replace("## When it", "## Fix safety\nSafe.\n\n## When it")
    assert parse_documentation(text).problems == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (docstring().replace("A rule.", "A rule"), "sentence that sums the rule up"),
        (docstring().replace("## References", "## Sources"), "the headings are"),
        (docstring(References=""), "nothing stands under 'References'"),
        (docstring(Example="None."), "0 programs under 'Example' and 1"),
        (docstring(Example=f"{PROGRAM}\n{PROGRAM}"), "2 programs under 'Example' and 1"),
    ],
)
def test_what_is_missing_is_said(text: str, problem: str) -> None:
    assert any(problem in found for found in parse_documentation(text).problems)


def test_only_python_counts_as_a_program() -> None:
    assert code_blocks("```\nno\n```\n```console\nno\n```\n```python\nyes\n```") == ("yes\n",)


def test_the_explanation_has_what_the_rule_predicts_and_what_it_acts_together_with() -> None:
    rules = {rule.code: rule for rule in load()}
    text = rules["KL109"].explanation
    assert text.startswith("## What it does\n\nFinds ")
    assert "## What an experiment should show\n\nThe repair makes this lower, by a factor of 2 or more: updates" in text
    assert "- With `unscaled-input` and `learning-rate-too-high`: one repair alone is hardly enough, scale the input" in text
    assert "The repair makes this higher, by 0.05 or more: accuracy" in rules["KL101"].explanation
    assert "Together with" not in rules["KL101"].explanation
    bare = replace(rules["KL101"], meta=replace(rules["KL101"].meta, prediction=None))
    assert "experiment" not in bare.explanation
