from __future__ import annotations

from collections.abc import Iterable

import pytest

from keraslint.findings import Severity
from keraslint.rules import Meta, Rule, Tier
from keraslint.select import UnknownSelector, choose


def rule(code: str, name: str, category: str = "correctness", tier: Tier = Tier.ON) -> Rule:
    return Rule(name, Meta(code, Severity.WARNING, category, "0.1", tier=tier), lambda _: (), f"pack.family.{name}")


RULES = (
    rule("KL101", "softmax-on-single-unit", tier=Tier.CORE),
    rule("KL102", "crossentropy-on-raw-output"),
    rule("KL201", "learning-rate-too-high", "suspicious", Tier.CORE),
    rule("KL209", "implicit-hyperparameters", "pedantic", Tier.OPT_IN),
)


def chosen(select: Iterable[str] = (), ignore: Iterable[str] = (), extend: Iterable[str] = ()) -> list[str]:
    return [rule.code for rule in choose(RULES, select, ignore, extend)]


def test_the_default_leaves_out_what_has_to_be_asked_for() -> None:
    assert chosen() == ["KL101", "KL102", "KL201"]


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("KL101", ["KL101"]),
        ("KL1", ["KL101", "KL102"]),
        ("KL", ["KL101", "KL102", "KL201", "KL209"]),
        ("learning-rate-too-high", ["KL201"]),
        ("pedantic", ["KL209"]),
        ("core", ["KL101", "KL201"]),
        ("ALL", ["KL101", "KL102", "KL201", "KL209"]),
    ],
)
def test_what_a_selector_means(selector: str, expected: list[str]) -> None:
    assert chosen([selector]) == expected
    assert chosen(["ALL"], [selector]) == [rule.code for rule in RULES if rule.code not in expected]


def test_extend_adds_to_the_default_and_to_a_selection() -> None:
    assert chosen(extend=["KL209"]) == ["KL101", "KL102", "KL201", "KL209"]
    assert chosen(["KL1"], extend=["KL209"]) == ["KL101", "KL102", "KL209"]


def test_the_more_specific_selector_decides() -> None:
    assert chosen(["KL101"], ["KL1"]) == ["KL101"]
    assert chosen(["KL1"], ["KL101"]) == ["KL102"]
    assert chosen(["KL10"], ["KL1"]) == ["KL101", "KL102"]
    assert chosen(["correctness"], ["core"]) == ["KL101", "KL102"]
    assert chosen(["core"], ["correctness"]) == ["KL201"]
    assert chosen(ignore=["ALL"]) == []


def test_between_equals_ignoring_wins() -> None:
    assert chosen(["KL101"], ["KL101"]) == []
    assert chosen(["KL101"], ["softmax-on-single-unit"]) == []


@pytest.mark.parametrize(
    ("selector", "suggestion"),
    [
        ("kl101", "KL101"),
        ("KL1011", "KL101"),
        ("softmax-on-a-single-unit", "softmax-on-single-unit"),
        ("corectness", "correctness"),
        ("all", "ALL"),
        ("zzzzzzzz", None),
        ("", None),
    ],
)
def test_an_unknown_selector_is_refused_with_the_closest_known_one(selector: str, suggestion: str | None) -> None:
    for arguments in ([selector], [], []), ([], [selector], []), ([], [], [selector]):
        with pytest.raises(UnknownSelector) as caught:
            chosen(*arguments)
        assert caught.value.suggestion == suggestion
        assert selector in str(caught.value)
