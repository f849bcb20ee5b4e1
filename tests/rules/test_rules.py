"""Every rule of the built-in pack: its documentation, its examples, its fixes, and the cases of its Markdown file."""

from pathlib import Path

import pytest

from keraslint import testing
from keraslint.rules import Fixes, Rule, load

HERE = Path(__file__).parent
RULES = load()
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


@every_rule
def test_the_documentation_is_complete(rule: Rule) -> None:
    testing.check_documentation(rule)


@every_rule
def test_the_bad_examples_give_one_finding_and_the_good_ones_none(rule: Rule) -> None:
    testing.check_examples(rule, RULES)


@every_rule
def test_the_fixes_repair_the_examples(rule: Rule) -> None:
    testing.check_fixes(rule, RULES)


@every_rule
def test_the_examples_show_the_fix(rule: Rule) -> None:
    found = [finding for example in rule.documentation.examples for finding in testing.lint(example.bad, RULES).findings]
    assert rule.meta.fixes is Fixes.NEVER or any(finding.fix is not None for finding in found)


@every_rule
def test_after_its_changes_the_rule_is_silent(rule: Rule) -> None:
    testing.check_counterfactuals(rule, RULES)


@every_rule
def test_the_rule_has_cases_with_and_without_findings(rule: Rule) -> None:
    path = HERE / f"{rule.name}.md"
    assert path.is_file(), f"{path.name} is missing"
    found = testing.cases(path)
    assert any(case.silent for case in found)
    assert any(not case.silent for case in found)


NOT_MEASURED = {"style", "security", "restriction", "pedantic"}
"""Categories of rules about what no experiment can show."""


@every_rule
def test_the_module_says_what_the_rule_predicts(rule: Rule) -> None:
    assert rule.meta.prediction is not None or rule.category in NOT_MEASURED or rule.on_comments


@pytest.mark.parametrize(
    ("rule", "case"),
    [
        pytest.param(rule, case, id=f"{rule.name}: {case.title}")
        for rule in RULES
        if (HERE / f"{rule.name}.md").is_file()
        for case in testing.cases(HERE / f"{rule.name}.md")
    ],
)
def test_cases(rule: Rule, case: testing.Case) -> None:
    testing.check_case(case, rule, RULES)


def test_every_case_file_belongs_to_a_rule() -> None:
    names = {rule.name for rule in RULES}
    assert {path.stem for path in HERE.glob("*.md")} <= names


def test_rules_are_named_by_rules_that_exist() -> None:
    names = {rule.name for rule in RULES}
    for rule in RULES:
        assert names.issuperset(rule.meta.yields_to), rule.name
        for compound in rule.meta.compounds:
            assert names.issuperset(compound.others), rule.name


PRECEDENCE = [
    ("KL101", "KL105"),
    ("KL101", "KL106"),
    ("KL101", "KL110"),
    ("KL105", "KL106"),
    ("KL105", "KL110"),
    ("KL105", "KL112"),
    ("KL104", "KL102"),
    ("KL302", "KL306"),
    ("KL311", "KL108"),
    ("KL311", "KL111"),
]


@pytest.mark.parametrize(("higher", "lower"), PRECEDENCE)
def test_a_defect_is_reported_by_one_rule(higher: str, lower: str) -> None:
    rules = {rule.code: rule for rule in RULES}
    assert rules[higher].name in rules[lower].meta.yields_to


@every_rule
def test_code_name_and_folder_agree(rule: Rule) -> None:
    folders = {"0": "comments", "1": "loss", "2": "optimizer", "3": "data", "4": "architecture", "5": "shapes", "6": "training"}
    folders |= {"7": "performance", "8": "migration", "9": "persistence"}
    assert rule.family == folders[rule.code[2]]
