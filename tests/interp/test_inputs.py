"""The inputs of models, where a program makes them in a loop over something that is not known."""

from keraslint.interp.run import interpret
from keraslint.ir import Model
from keraslint.syntax import Tree, parse

NAMED = """
import keras

inputs = {}
for name, column in frame.items():
    inputs[name] = keras.Input((1,), name=name)
head = keras.Model(inputs, keras.layers.Concatenate()(list(inputs.values())))
model = keras.Model(inputs, keras.layers.Dense(1)(head(inputs)))
model.compile("sgd", "mse")
"""


def test_a_dict_of_inputs_that_is_not_known_whole() -> None:
    (setup,) = interpret(Tree("example.py", parse(NAMED))).setups
    assert isinstance(setup.model, Model)
    assert not setup.model.complete
    (called,) = [layer for layer in setup.model.layers if layer.name == "Model"]
    assert called.inputs, "what it is called on is not known, but it is something"


def test_a_dict_of_inputs_that_is() -> None:
    text = NAMED.replace("frame.items()", "{'a': 1, 'b': 2}.items()")
    (setup,) = interpret(Tree("example.py", parse(text))).setups
    assert isinstance(setup.model, Model)
    assert setup.model.complete
    assert len(setup.model.inputs) == 2
