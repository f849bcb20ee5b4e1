"""The ready-made models of Keras 2."""

import pytest

from keraslint.interp.run import interpret
from keraslint.ir import Model
from keraslint.syntax import Tree, parse

HEAD = """
import tensorflow as tf
from tensorflow import keras

linear = tf.compat.v1.keras.experimental.LinearModel({0})
deep = keras.Sequential([keras.layers.Dense(8, "relu"), keras.layers.Dense({1})])
model = {2}
model.compile("sgd", "mse")
"""


@pytest.mark.parametrize(
    ("linear", "deep", "model", "expected"),
    [
        ("", "1", "linear", (1, "linear")),
        ("3, activation='softmax'", "3", "linear", (3, "softmax")),
        ("", "1", "keras.experimental.WideDeepModel(linear, deep)", (None, "linear")),
        ("", "1", "keras.experimental.WideDeepModel(linear, deep, activation='sigmoid')", (None, "sigmoid")),
        ("", "1, 'relu'", "keras.experimental.WideDeepModel(linear, deep)", (None, None)),
    ],
)
def test_what_it_gives(linear: str, deep: str, model: str, expected: tuple[int | None, str | None]) -> None:
    (setup,) = interpret(Tree("example.py", parse(HEAD.format(linear, deep, model)))).setups
    assert isinstance(setup.model, Model)
    assert setup.head is not None
    units, activation = setup.head.units, setup.head.activation
    assert (units.value if units.known else None, activation.value if activation.known else None) == expected
