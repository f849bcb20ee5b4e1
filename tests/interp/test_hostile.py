"""Programs that nobody would write but for trouble: the interpreter comes to an end, and says what it does not follow."""

from __future__ import annotations

import pytest

from keraslint.interp.run import interpret
from keraslint.syntax import Tree, parse

START = "import keras\nfrom keras import layers\n"
END = "\nmodel.compile('sgd', 'mse')\n"

PROGRAMS = {
    "a list that holds itself": "l = []\nl.append(l)\nmodel = keras.Sequential(l)",
    "a list that holds itself twice": "l = []\nl += [l, l]\nmodel = keras.Sequential(l)",
    "a dictionary that holds itself": "d = {}\nd['d'] = d\nmodel = keras.Sequential([layers.Dense(d)])",
    "a list in a layer in the list": "l = []\nl.append(layers.Dense(3, kernel_initializer=l))\nmodel = keras.Sequential(l)",
    "lists of lists that double": "l = [1]\n" + "l = [l, l]\n" * 40 + "model = keras.Sequential([layers.Dense(l)])",
    "a model with lists that double": "class L(keras.Model):\n    def __init__(self):\n        super().__init__()\n"
    "        parts = [layers.Dense(3)]\n" + "        parts = [parts, parts]\n" * 40 + "        self.parts = parts\n"
    "    def call(self, x):\n        return x\nimport numpy as np\nmodel = L()\nmodel.held = model\nmodel(np.ones((2, 3)))",
    "a model that holds itself": "model = keras.Sequential()\nmodel.add(layers.Dense(3))\nmodel.add(model)",
    "endless loops": "model = keras.Sequential()\nfor i in range(10**12):\n    for j in range(10**12):\n"
    "        model.add(layers.Dense(i))\nwhile True:\n    model.add(layers.Dense(3))",
    "mutual recursion": "def f(x):\n    return g(x)\ndef g(x):\n    return f(x)\nmodel = keras.Sequential([f(1)])",
    "huge numbers": "x = 2 ** (2 ** 40)\ny = 1 << 10**9\nz = 'a' * 10**9\nw = [0] * 10**9\n"
    "model = keras.Sequential([layers.Dense(x)])",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_comes_to_an_end(name: str) -> None:
    program = interpret(Tree("m.py", parse(START + PROGRAMS[name] + END)))
    followed = name != "a model that holds itself"
    assert len(program.setups) == followed
    assert bool(program.notes) != followed


LOSSES = {
    "products that double": "    v0 = y_pred * y_pred\n"
    + "".join(f"    v{n + 1} = v{n} * v{n}\n" for n in range(40))
    + "    return 1 / v40\n",
    "names bound by way of each other": "    a = b * y_pred\n    b = a * y_pred\n    return y_pred / b\n",
    "sums that double": "    v0 = keras.ops.sum(y_pred)\n"
    + "".join(f"    v{n + 1} = v{n} + v{n}\n" for n in range(40))
    + "    return v40\n",
}


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_is_read_to_its_end(name: str) -> None:
    model = "model = keras.Sequential([layers.Dense(1)])\nmodel.compile('sgd', loss)\n"
    program = interpret(Tree("m.py", parse(f"{START}def loss(y_true, y_pred):\n{LOSSES[name]}{model}")))
    assert [event.name for event in program.events if event.kind == "loss"] == ["loss"]
