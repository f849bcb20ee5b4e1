"""Positions cost two thirds of a parse: a program without findings is linted without them."""

from __future__ import annotations

import pytest

from keraslint import testing
from keraslint.rules import Rule, load

RULES = [rule for rule in load() if rule.default]

NEEDED = {
    "KL001": "comments count for the lines of statements",
    "KL002": "the same",
    "KL103": "its example sets an environment variable in front of an import, which KL814 looks at",
    "KL114": "an argument is a bare name where it is as long as the name",
    "KL814": "an environment variable is set before or behind an import",
}
"""The rules that need positions to find out that nothing is wrong, and why."""


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.code not in NEEDED], ids=lambda rule: rule.name)
def test_the_good_examples_are_linted_without_positions(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(_module: object) -> None:
        raise AssertionError(f"{rule.name}: positions were asked for")

    monkeypatch.setattr("keraslint.syntax.write", asked)
    for example in rule.documentation.examples:
        assert not testing.lint(example.good, RULES).findings
