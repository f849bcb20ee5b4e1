"""Arguments are written, replaced, renamed and removed in the style of the call."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from keraslint.change import SetArgument, remove_argument, rename_argument, set_argument
from keraslint.ir import Fact, Site
from keraslint.replacement import Call
from keraslint.values import Origin

IMPORT = "import keras\n"

ADDED = {
    "into an empty call": ("opt = Adam()\n", "opt = Adam(learning_rate=0.001)\n"),
    "behind the last argument": ("opt = Adam(0.9, beta_1=0.8)\n", "opt = Adam(0.9, beta_1=0.8, learning_rate=0.001)\n"),
    "before a trailing comma": ("opt = Adam(beta_1=0.8,)\n", "opt = Adam(beta_1=0.8, learning_rate=0.001,)\n"),
    "on a line of its own": (
        "opt = Adam(\n    beta_1=0.8,\n    beta_2=0.9,\n)\n",
        "opt = Adam(\n    beta_1=0.8,\n    beta_2=0.9,\n    learning_rate=0.001,\n)\n",
    ),
    "on a line of its own, without a trailing comma": (
        "opt = Adam(\n\tbeta_1=0.8\n)\n",
        "opt = Adam(\n\tbeta_1=0.8,\n\tlearning_rate=0.001\n)\n",
    ),
    "under arguments that are aligned": (
        "opt = Adam(beta_1=0.8,\n           beta_2=0.9)\n",
        "opt = Adam(beta_1=0.8,\n           beta_2=0.9,\n           learning_rate=0.001)\n",
    ),
    "behind two on one line": (
        "opt = Adam(beta_1=0.8,\n           beta_2=0.9, epsilon=1)\n",
        "opt = Adam(beta_1=0.8,\n           beta_2=0.9, epsilon=1, learning_rate=0.001)\n",
    ),
    "below a comment": (
        "opt = Adam(\n    beta_1=0.8,  # slow\n)\n",
        "opt = Adam(\n    beta_1=0.8,  # slow\n    learning_rate=0.001,\n)\n",
    ),
    "below a comment, without a trailing comma": (
        "opt = Adam(\n    beta_1=0.8  # slow\n)\n",
        "opt = Adam(\n    beta_1=0.8,  # slow\n    learning_rate=0.001,\n)\n",
    ),
    "below an argument of several lines": (
        "opt = Adam(\n    beta_1=f(\n        1,\n    ),\n)\n",
        "opt = Adam(\n    beta_1=f(\n        1,\n    ),\n    learning_rate=0.001,\n)\n",
    ),
    "with Windows line endings": (
        "opt = Adam(\r\n    beta_1=0.8,\r\n)\r\n",
        "opt = Adam(\r\n    beta_1=0.8,\r\n    learning_rate=0.001,\r\n)\r\n",
    ),
    "not where a double star may give it": ("opt = Adam(**settings)\n", None),
    "not where a star may give it": ("opt = Adam(*settings)\n", None),
    "not behind a bare generator": ("opt = Adam(x for x in xs)\n", None),
}


@pytest.mark.parametrize(("before", "after"), ADDED.values(), ids=ADDED.keys())
def test_an_argument_is_added(scene: Any, before: str, after: str | None) -> None:
    program = scene(before)
    assert program.fixed(set_argument(program.fact("Adam", "learning_rate"), 0.001)) == after


def test_two_arguments_are_added(scene: Any) -> None:
    for before, after in [
        ("opt = Adam()\n", "opt = Adam(beta_1=0.5, epsilon=1e-7)\n"),
        ("opt = Adam(1)\n", "opt = Adam(1, beta_1=0.5, epsilon=1e-7)\n"),
        ("opt = Adam(\n    1\n)\n", "opt = Adam(\n    1,\n    beta_1=0.5,\n    epsilon=1e-7\n)\n"),
        ("opt = Adam(\n    1  # c\n)\n", "opt = Adam(\n    1,  # c\n    beta_1=0.5,\n    epsilon=1e-7,\n)\n"),
    ]:
        program = scene(before)
        changes = [set_argument(program.fact("Adam", "beta_1"), 0.5), set_argument(program.fact("Adam", "epsilon"), 1e-7)]
        assert program.fixed(*changes) == after


VALUES = {
    "a number": ("0.5", 1e-5, "1e-5"),
    "a large number": ("0.5", 1e20, "1e20"),
    "a string in the quotes that are there": ("'relu'", "softmax", "'softmax'"),
    "a string in double quotes": ('"relu"', "softmax", '"softmax"'),
    "a string in the quotes that others have": ("0.5", "softmax", '"softmax"'),
    "a string that holds the quotes": ("'relu'", "don't", '"don\'t"'),
    "nothing": ("0.5", None, "None"),
    "a truth value": ("0.5", True, "True"),
    "a quotient": ("0.5", Fraction(1, 255), "1 / 255"),
    "a tuple": ("0.5", (3, 3), "(3, 3)"),
    "a tuple of one": ("0.5", (3,), "(3,)"),
    "a list": ("0.5", ["mae", 1], '["mae", 1]'),
    "a mapping": ("0.5", {"a": 1, 2: None}, '{"a": 1, 2: None}'),
    "a call": ("0.5", Call("keras.initializers.HeNormal", {"seed": 3}), "keras.initializers.HeNormal(seed=3)"),
    "a value in parentheses": ("(0.5)", 1, "(1)"),
    "an infinity": ("0.5", float("inf"), 'float("inf")'),
}


@pytest.mark.parametrize(("written", "value", "expected"), VALUES.values(), ids=VALUES.keys())
def test_a_value_is_replaced(scene: Any, written: str, value: object, expected: str) -> None:
    program = scene(f"{IMPORT}layer = Dense(1, thing={written}, name=other)\n")
    after = f"{IMPORT}layer = Dense(1, thing={expected}, name=other)\n"
    assert program.fixed(set_argument(program.fact("Dense", "thing"), value)) == after


def test_a_positional_value_is_replaced(scene: Any) -> None:
    program = scene("opt = SGD( 0.5 , momentum = .9 )\n")
    assert (
        program.fixed(set_argument(program.fact("SGD", "learning_rate", position=0), 0.01))
        == "opt = SGD( 0.01 , momentum = .9 )\n"
    )


def test_an_unknown_kind_of_value_has_no_spelling(scene: Any) -> None:
    program = scene("opt = SGD(0.5)\n")
    assert program.fixed(set_argument(program.fact("SGD", "learning_rate", position=0), object())) is None


def test_a_change_without_its_fact_has_no_edit(scene: Any) -> None:
    program = scene("opt = SGD(0.5)\n")
    assert program.fixed(SetArgument(("compile", "optimizer", "arguments", "learning_rate"), 1)) is None


CONSTANTS = {
    "of one use is changed itself": (
        "RATE = 0.5  # too high\nopt = SGD(RATE)\n",
        "RATE = 0.001  # too high\nopt = SGD(RATE)\n",
        Origin.LITERAL,
    ),
    "of two uses stays": (
        "RATE = 0.5\nopt = SGD(RATE)\nprint(RATE)\n",
        "RATE = 0.5\nopt = SGD(0.001)\nprint(RATE)\n",
        Origin.LITERAL,
    ),
    "that is bound twice stays": (
        "RATE = 1\nRATE = 0.5\nopt = SGD(RATE)\n",
        "RATE = 1\nRATE = 0.5\nopt = SGD(0.001)\n",
        Origin.LITERAL,
    ),
    "behind another name stays": (
        "BASE = 0.5\nRATE = BASE\nopt = SGD(RATE)\nprint(BASE)\n",
        "BASE = 0.5\nRATE = BASE\nopt = SGD(0.001)\nprint(BASE)\n",
        Origin.LITERAL,
    ),
    "in an annotated assignment is changed": (
        "RATE: float = 0.5\nopt = SGD(RATE)\n",
        "RATE: float = 0.001\nopt = SGD(RATE)\n",
        Origin.LITERAL,
    ),
    "as a default is changed": (
        "def make(rate=0.5):\n    return SGD(rate)\n",
        "def make(rate=0.001):\n    return SGD(rate)\n",
        Origin.PARAMETER_DEFAULT,
    ),
    "as a default of several uses has no edit": (
        "def make(rate=0.5):\n    print(rate)\n    return SGD(rate)\n",
        None,
        Origin.PARAMETER_DEFAULT,
    ),
    "from a caller is changed there": (
        "def make(rate):\n    return SGD(rate)\nopt = make(0.5)\n",
        "def make(rate):\n    return SGD(rate)\nopt = make(0.001)\n",
        Origin.CALLER,
    ),
    "of a loop is changed in its list": (
        "for rate in [0.1, 0.5]:\n    opt = SGD(rate)\n",
        "for rate in [0.1, 0.001]:\n    opt = SGD(rate)\n",
        Origin.LOOP,
    ),
}


@pytest.mark.parametrize(("before", "after", "origin"), CONSTANTS.values(), ids=CONSTANTS.keys())
def test_a_constant(scene: Any, before: str, after: str | None, origin: Origin) -> None:
    program = scene(before)
    fact = program.fact("SGD", "learning_rate", position=0, origin=origin, source=program.place(program.code("0.5")))
    assert program.fixed(set_argument(fact, 0.001)) == after


REMOVED = {
    "the first": ("opt = Adam(decay=1, beta_1=0.8)\n", "opt = Adam(beta_1=0.8)\n"),
    "the middle one": ("opt = Adam(1, decay=1, beta_1=0.8)\n", "opt = Adam(1, beta_1=0.8)\n"),
    "the last": ("opt = Adam(1, decay=1)\n", "opt = Adam(1)\n"),
    "the last, before a comma": ("opt = Adam(1, decay=1,)\n", "opt = Adam(1,)\n"),
    "the only one": ("opt = Adam( decay=1, )\n", "opt = Adam()\n"),
    "one on a line of its own": (
        "opt = Adam(\n    beta_1=0.8,\n    decay=1,\n    epsilon=1,\n)\n",
        "opt = Adam(\n    beta_1=0.8,\n    epsilon=1,\n)\n",
    ),
    "the last line, without a trailing comma": (
        "opt = Adam(\n    beta_1=0.8,\n    decay=1\n)\n",
        "opt = Adam(\n    beta_1=0.8,\n)\n",
    ),
    "the last of aligned ones": ("opt = Adam(beta_1=0.8,\n           decay=1)\n", "opt = Adam(beta_1=0.8)\n"),
    "the first of aligned ones": ("opt = Adam(decay=1,\n           beta_1=0.8)\n", "opt = Adam(beta_1=0.8)\n"),
    "one between lines": (
        "opt = Adam(1, decay=1,\n           beta_1=0.8)\n",
        "opt = Adam(1,\n           beta_1=0.8)\n",
    ),
    "one behind a comment": (
        "opt = Adam(1,  # why\n           decay=1)\n",
        "opt = Adam(1,  # why\n           )\n",
    ),
    "one of several lines": (
        "opt = Adam(\n    decay=f(\n        1,\n    ),\n    beta_1=1,\n)\n",
        "opt = Adam(\n    beta_1=1,\n)\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), REMOVED.values(), ids=REMOVED.keys())
def test_an_argument_is_removed(scene: Any, before: str, after: str | None) -> None:
    program = scene(before)
    assert program.fixed(remove_argument(program.fact("Adam", "decay"))) == after


def test_a_positional_argument_is_removed_only_from_the_end(scene: Any) -> None:
    program = scene("x = Conv2D(32, 3, 3)\n")
    assert program.fixed(remove_argument(program.fact("Conv2D", "strides", position=2))) == "x = Conv2D(32, 3)\n"
    assert program.fixed(remove_argument(program.fact("Conv2D", "kernel_size", position=1))) is None


def test_what_is_not_written_cannot_be_removed_or_renamed(scene: Any) -> None:
    program = scene("opt = Adam(beta_1=0.8)\n")
    assert program.fixed(remove_argument(program.fact("Adam", "decay"))) is None
    assert program.fixed(rename_argument(program.fact("Adam", "decay"), "rate")) is None


def test_neighbours_are_removed_together(scene: Any) -> None:
    for before, after in [
        ("opt = Adam(lr=1, decay=2, epsilon=3)\n", "opt = Adam(lr=1)\n"),
        ("opt = Adam(decay=2, epsilon=3, lr=1)\n", "opt = Adam(lr=1)\n"),
        ("opt = Adam(decay=2, lr=1, epsilon=3)\n", "opt = Adam(lr=1)\n"),
        ("opt = Adam(decay=2, epsilon=3)\n", "opt = Adam()\n"),
        ("opt = Adam(\n    decay=2,\n    lr=1,\n    epsilon=3,\n)\n", "opt = Adam(\n    lr=1,\n)\n"),
    ]:
        program = scene(before)
        changes = [remove_argument(program.fact("Adam", "decay")), remove_argument(program.fact("Adam", "epsilon"))]
        assert program.fixed(*changes) == after


def test_one_argument_goes_and_another_comes(scene: Any) -> None:
    for before, after in [
        ("opt = Adam(lr=1, decay=2)\n", "opt = Adam(lr=1, epsilon=3)\n"),
        ("opt = Adam(decay=2)\n", "opt = Adam(epsilon=3)\n"),
        ("opt = Adam(\n    lr=1,\n    decay=2,\n)\n", "opt = Adam(\n    lr=1,\n    epsilon=3,\n)\n"),
    ]:
        program = scene(before)
        changes = [remove_argument(program.fact("Adam", "decay")), set_argument(program.fact("Adam", "epsilon"), 3)]
        assert program.fixed(*changes) == after


def test_an_argument_is_renamed(scene: Any) -> None:
    program = scene("opt = Adam( lr = 1e-3, decay=0)\n")
    changes = [rename_argument(program.fact("Adam", "lr"), "learning_rate"), remove_argument(program.fact("Adam", "decay"))]
    assert program.fixed(*changes) == "opt = Adam( learning_rate = 1e-3)\n"


def test_a_positional_argument_gets_a_keyword(scene: Any) -> None:
    program = scene("x = Conv2D(32, 3, 3)\n")
    assert program.fixed(rename_argument(program.fact("Conv2D", "x", position=2), "strides")) == "x = Conv2D(32, 3, strides=3)\n"
    assert program.fixed(rename_argument(program.fact("Conv2D", "x", position=1), "kernel_size")) is None


def test_no_argument_is_given_twice(scene: Any) -> None:
    program = scene("opt = Adam(lr=1, learning_rate=2)\n")
    assert program.fixed(rename_argument(program.fact("Adam", "lr"), "learning_rate")) is None


def test_two_changes_of_one_text_have_no_edit(scene: Any) -> None:
    program = scene("opt = Adam(lr=1)\n")
    fact = program.fact("Adam", "lr")
    assert program.fixed(set_argument(fact, 2), set_argument(fact, 3)) is None
    assert program.fixed(set_argument(fact, 2), set_argument(fact, 2)) == "opt = Adam(lr=2)\n"


def test_a_value_without_a_call_is_replaced_where_it_stands(scene: Any) -> None:
    program = scene("losses = ['mse', 'mae']\n")
    fact = Fact("mse", program.place(program.code("'mse'")), path=("compile", "losses", 0))
    assert program.fixed(set_argument(fact, "hinge")) == "losses = ['hinge', 'mae']\n"


def test_arguments_that_come_out_of_a_mapping_or_stand_in_no_call_have_no_edit(scene: Any) -> None:
    program = scene("opt = Adam(**{'lr': 1})\n")
    site = Site(program.place(program.call("Adam")), "lr", "lr")
    assert program.fixed(set_argument(Fact(1, program.place(program.code("1")), site=site), 2)) is None
    nowhere = Site(program.place(program.code("1")), "lr", "lr")
    assert program.fixed(set_argument(Fact(1, program.place(program.code("1")), site=nowhere), 2)) is None


def test_a_constant_that_comes_out_of_a_computation_stays(scene: Any) -> None:
    program = scene("RATE = f(0.5)\nopt = SGD(RATE)\n")
    sources = {"source": program.place(program.code("0.5"))}
    assert (
        program.fixed(set_argument(program.fact("SGD", "learning_rate", position=0, **sources), 1))
        == "RATE = f(0.5)\nopt = SGD(1)\n"
    )
    program = scene("RATE = {'a': 0.5}\nopt = SGD(RATE)\n")
    sources = {"source": program.place(program.code("0.5"))}
    after = program.fixed(set_argument(program.fact("SGD", "learning_rate", position=0, **sources), 1))
    assert after == "RATE = {'a': 0.5}\nopt = SGD(1)\n"
