"""Optimizers that are one of several."""

import pytest

from keraslint.interp.run import interpret
from keraslint.syntax import Tree, parse

PROGRAM = """
import keras

if hasattr(keras.optimizers, "legacy"):
    optimizer = {0}
else:
    optimizer = {1}
model = keras.Sequential([keras.layers.Dense(1)])
model.compile(optimizer, "mse")
"""


@pytest.mark.parametrize(
    ("one", "other", "kind", "rate", "momentum"),
    [
        ("keras.optimizers.legacy.SGD(0.05)", "keras.optimizers.SGD(learning_rate=0.05, momentum=0.9)", "SGD", 0.05, None),
        ("keras.optimizers.SGD(0.1, 0.9)", "keras.optimizers.SGD(0.2, momentum=0.9)", "SGD", None, 0.9),
        ("keras.optimizers.SGD(0.1)", "keras.optimizers.Adam(0.1)", None, 0.1, None),
        ("keras.optimizers.Adam()", "'adam'", "Adam", 0.001, None),
        ("keras.optimizers.Adam()", "made()", None, None, None),
        ("keras.optimizers.legacy.SGD(lr=0.3)", "keras.optimizers.legacy.SGD(0.3)", "SGD", 0.3, 0.0),
        ("keras.optimizers.legacy.SGD()", "keras.optimizers.SGD(momentum=0.9)", "SGD", 0.01, None),
    ],
)
def test_what_both_have_in_common(one: str, other: str, kind: str | None, rate: float | None, momentum: float | None) -> None:
    (setup,) = interpret(Tree("example.py", parse(PROGRAM.format(one, other)))).setups
    optimizer = setup.compile.optimizer
    found = optimizer.kind, optimizer.learning_rate, optimizer["momentum"]
    assert [fact.value if fact.known else None for fact in found] == [kind, rate, momentum]
    assert optimizer.learning_rate.site is None


def test_outputs_that_are_stacked_are_as_linear_as_their_parts() -> None:
    stacked = (
        "ends = [keras.layers.Dense(3)(start) for _ in range(2)]\nmodel = keras.Model(start, keras.ops.stack(ends, axis=1))\n"
    )
    text = f"import keras\nstart = keras.Input((4,))\n{stacked}model.compile('adam', 'mse')\n"
    (setup,) = interpret(Tree("example.py", parse(text))).setups
    assert setup.head is not None
    assert setup.head.activation.value == "linear"
