"""What the last layer of a model applies, where no argument of it says so."""

import pytest

from keraslint.interp.run import interpret
from keraslint.ir import Head
from keraslint.syntax import Tree, parse

PROGRAM = """
import keras
import tensorflow as tf
from keras import layers

class Own(keras.Layer):
    pass

model = keras.Sequential([keras.Input((6, 4)), {layer}])
model.compile("adam", "mse")
"""


def head_of(layer: str) -> Head:
    """Return the head of a model that ends in ``layer``."""
    program = interpret(Tree("m.py", parse(PROGRAM.format(layer=layer))))
    found = program.setups[0].head
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("layer", "activation"),
    [
        ("tf.compat.v1.keras.layers.CuDNNLSTM(5)", "tanh"),
        ("tf.compat.v1.keras.layers.CuDNNGRU(5)", "tanh"),
        ("layers.RNN(layers.LSTMCell(5))", "tanh"),
        ("layers.RNN(layers.GRUCell(5, activation='sigmoid'))", "sigmoid"),
        ("layers.Bidirectional(layers.RNN(layers.SimpleRNNCell(5, activation='relu')))", "relu"),
        ("layers.TimeDistributed(layers.Dense(5, activation='softmax'))", "softmax"),
    ],
)
def test_the_activation_is_that_of_what_is_inside(layer: str, activation: str) -> None:
    found = head_of(layer)
    assert (found.activation.value, found.units.value) == (activation, 10 if "Bidirectional" in layer else 5)


@pytest.mark.parametrize("layer", ["layers.RNN(Own())", "layers.RNN([layers.LSTMCell(3), layers.LSTMCell(4)])"])
def test_what_other_cells_apply_is_not_known(layer: str) -> None:
    assert not head_of(layer).activation.known
