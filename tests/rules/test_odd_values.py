"""Rules survive whatever value stands where they expect another one: a dictionary, a list, an array, an object."""

from __future__ import annotations

import random
from typing import Any

import pytest

from keraslint import testing
from keraslint.codec import decode, encode
from keraslint.ir import Component, Program
from keraslint.rules import Rule, load
from keraslint.values import Array, Interval

RULES = [rule for rule in load() if rule.check.__code__.co_varnames[0] in {"setup", "program"}]

ODD: tuple[Any, ...] = (
    {"a": 1}, {}, (), (1, "two", None), ((1,), {"b": (2,)}), Array((None, 3), "float32", interval=Interval(0, 1)),
    Component("keras.layers.Dense"), None, True, -1, 0, 3.5, float("nan"), float("inf"), "", "softmax", "no such thing",
)  # fmt: skip

TRIALS = 12
"""How many facts are altered for each rule, one at a time, drawn by a generator with a fixed seed."""


ARGUMENTS = frozenset({"arguments", "unexpected", "call_keywords"})


def facts(data: Any, *, arguments: bool = False) -> list[dict[str, Any]]:
    """Find the facts about arguments in an encoded program, which may be anything that a program writes."""
    found: list[dict[str, Any]] = []
    if isinstance(data, dict):
        if data.get("$") == "Fact":
            return [data] if arguments else []
        for name, part in data.items():
            found.extend(facts(part, arguments=arguments or name in ARGUMENTS))
    elif isinstance(data, list):
        for part in data:
            found.extend(facts(part, arguments=arguments))
    return found


def run(rule: Rule, program: Program) -> None:
    subjects = [program] if rule.on_program else list(program.setups)
    for subject in subjects:
        for draft in rule.drafts(subject):
            assert draft.message


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_survives_odd_values(rule: Rule) -> None:
    chance = random.Random(rule.code)
    programs = [encode(testing.lint(example.bad, ()).program) for example in rule.documentation.examples]
    for _ in range(TRIALS):
        data = chance.choice(programs)
        places = facts(data["value"])
        if not places:
            continue
        place, odd = chance.choice(places), chance.choice(ODD)
        before = dict(place)
        place["value"] = encode(odd)["value"]
        try:
            run(rule, decode(data))
        finally:
            place.clear()
            place.update(before)
