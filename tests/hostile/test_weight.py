"""What is heavy for the parser is told from the text alone, and what people write is not heavy."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keraslint import weight
from keraslint.syntax import parse
from keraslint.weight import TooHeavy, heavy_allowed, weigh

ROOT = Path(__file__).parents[2]

HEAVY = {
    "a sum": "x = " + " + ".join(["a"] * 5000),
    "a sum over lines": "x = (" + " +\n".join(["a"] * 5000) + ")",
    "attributes": "x = a" + ".b" * 5000,
    "calls": "x = a" + "()" * 3000,
    "subscripts": "x = a" + "[0]" * 2000,
    "many sums": ("x = " + " - ".join(["a"] * 700) + "\n") * 20,
    "powers": "x = " + " ** ".join(["a"] * 4000),
    "negations": "x = " + "not " * 5000 + "a",
    "functions": "x = " + "lambda: " * 3000 + "a",
    "alternatives": "x = " + "a if b else " * 3000 + "c",
    "a sum inside a call": "f(" + "+".join(["a"] * 5000) + ")",
    "patterns": "match a:\n  case " + "[" * 12 + "b" + "]" * 12 + ": pass",
    "mappings": "match a:\n  case " + "{1:" * 10 + "b" + "}" * 10 + ": pass",
    "classes that do not parse": "match a:\n  case " + "F(" * 10 + "b c" + ")" * 10 + ": pass",
    "many patterns": ("match a:\n  case " + "F(" * 7 + "b" + ")" * 7 + ": pass\n") * 60,
    "many deep brackets": ("x = " + "f(" * 190 + "a" + ")" * 190 + "\n") * 3,
    "a long text": "x = 1\n" * 60_000,
}

LIGHT = {
    "nothing": "",
    "a long list": "x = [" + "1, " * 50_000 + "]",
    "a long dictionary": "x = {" + "'a': b.c, " * 20_000 + "}",
    "many lines": "model.add(keras.layers.Dense(8))\n" * 9000,
    "one deep bracket": "x = " + "[" * 150 + "1" + "]" * 150,
    "a chain of a hundred": "x = a" + ".b()" * 100,
    "a sum of four hundred": "x = " + " + ".join(["1"] * 400),
    "the word case in deep code": "# in this case\nx = f(g(h([{1: (2, 3)}])))",
    "closing brackets": ")]}" * 1000,
}


@pytest.mark.parametrize("name", HEAVY)
def test_what_is_heavy_is_refused(name: str) -> None:
    assert weigh(HEAVY[name]).heavy
    with pytest.raises(TooHeavy):
        parse(HEAVY[name] + "\n")


@pytest.mark.parametrize("name", LIGHT)
def test_what_is_light_is_not(name: str) -> None:
    assert not weigh(LIGHT[name]).heavy


def test_no_source_of_this_project_is_heavy() -> None:
    paths = [path for folder in ("src", "rules", "tools", "tests", "examples") for path in (ROOT / folder).rglob("*.py")]
    assert len(paths) > 300
    assert not [path for path in paths if weigh(path.read_text(encoding="utf-8")).heavy]


@given(st.text(alphabet="ab.()[]{},=+\n:#' \t", max_size=300))
def test_any_text_is_weighed(text: str) -> None:
    found = weigh(text)
    assert found.length == len(text)
    assert 0 <= found.nesting <= len(text)
    assert found.seconds >= 0
    assert weigh(text * 3).seconds >= found.seconds


@pytest.mark.parametrize("depth", [0, 1, 7, 60])
def test_nesting_is_that_of_the_deepest_statement(depth: int) -> None:
    assert weigh("x = 1\n" + "(" * depth + ")" * depth + "\ny = 1\n").nesting == depth


def test_who_may_be_ended_may_parse_what_is_heavy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weight, "SLOW", 0.0)
    text = "x = a.b.c\n"
    with pytest.raises(TooHeavy):
        parse(text)
    with heavy_allowed():
        assert parse(text).code == text
    with pytest.raises(TooHeavy):
        parse(text)
