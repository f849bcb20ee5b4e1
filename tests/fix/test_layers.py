"""Layers are taken out of and put into models, however the model is written."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from keraslint.change import insert_after, insert_before, remove_layer

HEAD = "from keras import Input, Model, Sequential, layers\n"
LIST = f"""{HEAD}model = Sequential([
    Input((4,)),
    # the hidden one
    layers.Dense(8, activation="relu"),  # wide
    layers.Dropout(0.5),
    layers.Dense(1),
])
"""
ADDS = f"""{HEAD}model = Sequential()
model.add(Input((4,)))
model.add(layers.Dense(8))
model.add(layers.Dropout(0.5))
model.add(layers.Dense(1))
"""
CHAIN = f"""{HEAD}inputs = Input((4,))
x = layers.Dense(8)(inputs)
x = layers.Dropout(0.5)(x)
outputs = layers.Dense(1)(x)
model = Model(inputs, outputs)
"""
NAMED = f"""{HEAD}drop = layers.Dropout(0.5)
inputs = Input((4,))
x = layers.Dense(8)(inputs)
y = drop(x)
model = Model(inputs, layers.Dense(1)(y))
"""
NESTED = f"{HEAD}inputs = Input((4,))\nmodel = Model(inputs, layers.Dense(1)(layers.Dropout(0.5)(layers.Dense(8)(inputs))))\n"

DROPOUT = "layers.Dropout(0.5)"

REMOVED = {
    "list": (LIST, None, f"    {DROPOUT},\n", ""),
    "adds": (ADDS, None, f"model.add({DROPOUT})\n", ""),
    "chain": (CHAIN, f"{DROPOUT}(x)", f"x = {DROPOUT}(x)\n", ""),
    "nested calls": (NESTED, None, f"{DROPOUT}(layers.Dense(8)(inputs))", "layers.Dense(8)(inputs)"),
    "named layer": (NAMED, "drop(x)", "y = drop(x)", "y = x"),
    "list on one line": (f"m = Sequential([a, {DROPOUT}, b])\n", None, f"{DROPOUT}, ", ""),
    "list with a name in it": (f"drop = {DROPOUT}\nm = Sequential([a, drop, b])\n", None, "drop, b", "b"),
    "add with a name": (f"drop = {DROPOUT}\nm.add(drop)\nm.add(b)\n", None, "m.add(drop)\n", ""),
    "the only statement of a block": (f"if deep:\n    m.add({DROPOUT})  # c\n", None, f"m.add({DROPOUT})", "pass"),
    "one of several on a line": (f"m.add(a); m.add({DROPOUT}); m.add(b)\n", None, f"m.add({DROPOUT}); ", ""),
    "the last of several on a line": (f"m.add(a); m.add({DROPOUT})\n", None, f"; m.add({DROPOUT})", ""),
    "a block on one line": (f"if deep: m.add({DROPOUT})\n", None, f"m.add({DROPOUT})", "pass"),
    "the last line, not ended": (f"m.add(a)\nm.add({DROPOUT})", None, f"\nm.add({DROPOUT})", ""),
}


@pytest.mark.parametrize(("text", "call", "old", "new"), REMOVED.values(), ids=REMOVED.keys())
def test_a_layer_is_removed(scene: Any, text: str, call: str | None, old: str, new: str) -> None:
    program = scene(text)
    assert text.count(old) == 1
    assert program.fixed(remove_layer(program.layer(DROPOUT, call=call))) == text.replace(old, new)


KEPT = {
    "in a loop": (f"for i in range(3):\n    m.add({DROPOUT})\n", None),
    "in a comprehension": (f"m = Sequential([{DROPOUT} for _ in range(3)])\n", None),
    "called in a loop": (f"drop = {DROPOUT}\nfor i in r:\n    x = drop(x)\n", "drop(x)"),
    "with several inputs": (f"x = {DROPOUT}([a, b])\n", None),
    "called on nothing": (f"x = {DROPOUT}()\n", None),
    "alone": (f"drop = {DROPOUT}\nuse(drop)\nkeep(drop)\n", None),
}


@pytest.mark.parametrize(("text", "call"), KEPT.values(), ids=KEPT.keys())
def test_a_layer_is_not_removed(scene: Any, text: str, call: str | None) -> None:
    program = scene(text)
    assert program.fixed(remove_layer(program.layer(DROPOUT, call=call))) is None


def test_the_layer_that_declares_the_input_is_not_removed(scene: Any) -> None:
    program = scene("m = Sequential([Flatten(input_shape=(2, 2)), Dense(1)])\n")
    assert program.fixed(remove_layer(program.layer("Flatten(input_shape=(2, 2))"))) is None
    program = scene("m = Sequential([Embedding(input_dim=9, output_dim=2), Dense(1)])\n")
    assert program.fixed(remove_layer(program.layer("Embedding(input_dim=9, output_dim=2)"))) == "m = Sequential([Dense(1)])\n"


NEW = "layers.BatchNormalization()"
HIDDEN = "layers.Dense(8)"

AFTER = {
    "list": (LIST, 'layers.Dense(8, activation="relu")', None, "# wide\n", f"# wide\n    {NEW},\n"),
    "adds": (ADDS, HIDDEN, None, f"({HIDDEN})\n", f"({HIDDEN})\nmodel.add({NEW})\n"),
    "chain": (CHAIN, HIDDEN, f"{HIDDEN}(inputs)", f"{HIDDEN}(inputs)\n", f"{HIDDEN}(inputs)\nx = {NEW}(x)\n"),
    "nested calls": (NESTED, HIDDEN, None, f"{HIDDEN}(inputs)", f"{NEW}({HIDDEN}(inputs))"),
    "the input of a list": (LIST, "Input((4,))", None, "Input((4,)),\n", f"Input((4,)),\n    {NEW},\n"),
    "the input of a chain": (CHAIN, "Input((4,))", None, f"{HIDDEN}(inputs)", f"{HIDDEN}({NEW}(inputs))"),
    "the last of a list": (LIST, "layers.Dense(1)", None, "layers.Dense(1),\n", f"layers.Dense(1),\n    {NEW},\n"),
    "a statement among others": (f"{HEAD}m.add({HIDDEN}); m.add(b)\n", HIDDEN, None, f"({HIDDEN})", f"({HIDDEN}); m.add({NEW})"),
    "a returned tensor": (f"{HEAD}def f(x):\n    return {HIDDEN}(x)\n", HIDDEN, None, f"{HIDDEN}(x)", f"{NEW}({HIDDEN}(x))"),
}


@pytest.mark.parametrize(("text", "layer", "call", "old", "new"), AFTER.values(), ids=AFTER.keys())
def test_a_layer_is_inserted_behind_another(scene: Any, text: str, layer: str, call: str | None, old: str, new: str) -> None:
    program = scene(text)
    assert text.count(old) == 1
    change = insert_after(program.layer(layer, call=call), "keras.layers.BatchNormalization")
    assert program.fixed(change) == text.replace(old, new)


BEFORE = {
    "list": (LIST, "layers.Dense(1)", None, "    layers.Dense(1)", f"    {NEW},\n    layers.Dense(1)"),
    "under a comment": (LIST, 'layers.Dense(8, activation="relu")', None, "    # the", f"    {NEW},\n    # the"),
    "adds": (ADDS, HIDDEN, None, f"model.add({HIDDEN})", f"model.add({NEW})\nmodel.add({HIDDEN})"),
    "chain": (CHAIN, HIDDEN, f"{HIDDEN}(inputs)", "(inputs)", f"({NEW}(inputs))"),
    "chain that rebinds": (CHAIN, DROPOUT, f"{DROPOUT}(x)", f"x = {DROPOUT}", f"x = {NEW}(x)\nx = {DROPOUT}"),
    "named layer": (NAMED, DROPOUT, "drop(x)", "drop(x)", f"drop({NEW}(x))"),
    "list on one line": (f"{HEAD}m = Sequential([{HIDDEN}, b])\n", HIDDEN, None, f"[{HIDDEN}", f"[{NEW}, {HIDDEN}"),
    "list that is aligned": (
        f"{HEAD}m = Sequential([{HIDDEN},\n                b])\n",
        HIDDEN,
        None,
        f"[{HIDDEN}",
        f"[{NEW},\n                {HIDDEN}",
    ),
    "a statement among others": (f"{HEAD}m.add({HIDDEN}); m.add(b)\n", HIDDEN, None, "m.add(l", f"m.add({NEW}); m.add(l"),
}


@pytest.mark.parametrize(("text", "layer", "call", "old", "new"), BEFORE.values(), ids=BEFORE.keys())
def test_a_layer_is_inserted_before_another(scene: Any, text: str, layer: str, call: str | None, old: str, new: str) -> None:
    program = scene(text)
    assert text.count(old) == 1
    change = insert_before(program.layer(layer, call=call), "keras.layers.BatchNormalization")
    assert program.fixed(change) == text.replace(old, new)


FIRST = {
    "an argument of the first layer": (
        "layers.Conv2D(8, 3, input_shape=(8, 8, 1))",
        "layers.Rescaling(1 / 255, input_shape=(8, 8, 1)), layers.Conv2D(8, 3)",
    ),
    "an argument on a line of its own": (
        "layers.Dense(\n    8,\n    input_dim=4,\n)",
        "layers.Rescaling(1 / 255, input_dim=4), layers.Dense(\n    8,\n)",
    ),
    "the only argument": (
        "layers.Flatten(input_shape=(8, 8))",
        "layers.Rescaling(1 / 255, input_shape=(8, 8)), layers.Flatten()",
    ),
}


@pytest.mark.parametrize(("layer", "expected"), FIRST.values(), ids=FIRST.keys())
def test_the_first_layer_takes_over_the_input(scene: Any, layer: str, expected: str) -> None:
    program = scene(f"{HEAD}m = Sequential([{layer}, b])\n")
    change = insert_before(program.layer(layer), "keras.layers.Rescaling", scale=Fraction(1, 255))
    assert program.fixed(change) == f"{HEAD}m = Sequential([{expected}, b])\n"


def test_a_layer_without_arguments_takes_over_the_input(scene: Any) -> None:
    layer = "layers.Dense(2, input_shape=(4,))"
    program = scene(f"{HEAD}m = Sequential([{layer}, b])\n")
    after = program.fixed(insert_before(program.layer(layer), "keras.layers.Flatten"))
    assert after == f"{HEAD}m = Sequential([layers.Flatten(input_shape=(4,)), layers.Dense(2), b])\n"


NOT_INSERTED = {
    "before the input": (LIST, "Input((4,))", None, False),
    "in a loop": (f"{HEAD}for i in r:\n    m.add({HIDDEN})\n", HIDDEN, None, True),
    "behind several outputs": (f"{HEAD}a, b = {HIDDEN}(x)\n", HIDDEN, None, True),
    "before several inputs": (f"{HEAD}a = {HIDDEN}([x, y])\n", HIDDEN, None, False),
    "nowhere": (f"{HEAD}layer = {HIDDEN}\nf(layer)\ng(layer)\n", HIDDEN, None, True),
    "behind an input of several layers": (
        f"{HEAD}i = Input((4,))\na = {HIDDEN}(i)\nb = {HIDDEN}(i)\n",
        "Input((4,))",
        None,
        True,
    ),
    "behind an input without a name": (f"{HEAD}f(Input((4,)), 1)\n", "Input((4,))", None, True),
}


@pytest.mark.parametrize(("text", "layer", "call", "after"), NOT_INSERTED.values(), ids=NOT_INSERTED.keys())
def test_a_layer_is_not_inserted(scene: Any, text: str, layer: str, call: str | None, after: bool) -> None:
    program = scene(text)
    insert = insert_after if after else insert_before
    assert program.fixed(insert(program.layer(layer, call=call), "keras.layers.BatchNormalization")) is None


ONCE = {
    "a function that makes the model": (
        f"def build():\n    m = Sequential()\n    m.add({DROPOUT})\n    return m\na = build()\nb = build()\n",
        True,
    ),
    "a loop that makes the model": (f"for i in r:\n    m = Sequential([{DROPOUT}, b])\n", True),
    "a function that is called once": (f"def block(m):\n    m.add({DROPOUT})\nblock(a)\n", True),
    "a function that is called twice": (f"def block(m):\n    m.add({DROPOUT})\nblock(a)\nblock(b)\n", False),
    "a function that is called in a loop": (f"def block(m):\n    m.add({DROPOUT})\nfor i in r:\n    block(a)\n", False),
    "a method that is called twice": (
        f"class A:\n    def block(self, m):\n        m.add({DROPOUT})\n    def go(self):\n        self.block(1); self.block(2)\n",
        False,
    ),
    "a function that calls itself": (f"def block(m):\n    m.add({DROPOUT})\n    block(m)\n", False),
    "a function that nothing calls": (f"def block(m):\n    m.add({DROPOUT})\n", True),
}


@pytest.mark.parametrize(("text", "removed"), ONCE.values(), ids=ONCE.keys())
def test_text_that_makes_several_layers_of_one_model_stays(scene: Any, text: str, removed: bool) -> None:
    program = scene(text)
    assert (program.fixed(remove_layer(program.layer(DROPOUT))) is not None) == removed


def test_only_the_first_layer_hands_its_input_over(scene: Any) -> None:
    second = "layers.Dense(2, input_shape=(4,))"
    program = scene(f"{HEAD}m = Sequential([a, {second}])\n")
    change = insert_before(program.layer(second), "keras.layers.Flatten")
    later = type(change)(("model", "layers", 1), change.layer, place=change.place)
    assert program.fixed(later) == f"{HEAD}m = Sequential([a, layers.Flatten(), {second}])\n"


def test_a_model_does_not_hand_its_input_over(scene: Any) -> None:
    base = "VGG16(include_top=False, input_shape=(64, 64, 3))"
    program = scene(f"{HEAD}from keras.applications import VGG16\nm = Sequential([{base}, a])\n")
    assert program.fixed(insert_before(program.layer(base), "keras.layers.Flatten")) is None
