"""Models that are written and read again by the same program."""

from pathlib import Path

import pytest

from keraslint.interp.run import interpret
from keraslint.ir import Model, Setup
from keraslint.syntax import Tree, parse

MODEL = """
import keras
from keras.models import load_model, model_from_json, save_model

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, activation="softmax")])
best = keras.callbacks.ModelCheckpoint("best.keras", save_best_only=True)
weights = keras.callbacks.ModelCheckpoint("best.weights.h5", save_weights_only=True)
each = keras.callbacks.ModelCheckpoint("{epoch}.keras")
folder = "models"
"""

COMPILE = """
again.compile("adam", "categorical_crossentropy")
"""


def last_setup(text: str) -> Setup:
    return interpret(Tree("example.py", parse(MODEL + text + COMPILE))).setups[-1]


@pytest.mark.parametrize(
    "text",
    [
        "model.save('m.keras')\nagain = load_model('m.keras')",
        "path = f'{folder}/m.h5'\nmodel.save(path)\nagain = keras.models.load_model(path, compile=False)",
        "save_model(model, 'm.keras')\nagain = keras.saving.load_model('m.keras')",
        "model.fit(x, y, callbacks=[keras.callbacks.EarlyStopping(), best])\nagain = load_model('best.keras')",
        "model.fit(x, y, callbacks=best)\nmodel.add(keras.layers.Dense(9))\nagain = load_model('best.keras')",
        "again = model_from_json(model.to_json())",
        "again = keras.Sequential.from_config(model.get_config())",
        "model.save('m.keras')\nmodel.add(keras.layers.Dense(9))\nagain = load_model('m.keras')",
        "model.save('m.keras')\nagain = load_model('m.keras')\nmodel.add(keras.layers.Dense(9))",
        "x = model.layers[0].output\nfunctional = keras.Model(model.inputs, x)\nfunctional.save('f')\nagain = load_model('f')",
    ],
)
def test_what_is_saved_is_what_is_loaded(text: str) -> None:
    setup = last_setup(text)
    assert isinstance(setup.model, Model)
    assert setup.head is not None
    assert (setup.head.units.value, setup.head.activation.value) == (4, "softmax")


@pytest.mark.parametrize(
    "text",
    [
        "again = load_model('m.keras')",
        "model.save(unknown)\nagain = load_model(unknown)",
        "model.save('m.keras')\nagain = load_model('other.keras')",
        "model.fit(x, y)\nagain = load_model('best.keras')",
        "model.fit(x, y, callbacks=[weights])\nagain = load_model('best.weights.h5')",
        "model.fit(x, y, callbacks=[each])\nagain = load_model('1.keras')",
        "again = model_from_json(open('m.json').read())",
        "class Net(keras.Model):\n    def call(self, x):\n        return x\nnet = Net()\nnet.save('n')\nagain = load_model('n')",
        "load_model('one').save('two')\nagain = load_model('two')",
    ],
)
def test_what_was_there_before_is_not_known(text: str) -> None:
    assert not isinstance(last_setup(text).model, Model)


def test_either_of_two_models_is_neither() -> None:
    setup = last_setup("if chance():\n    model.save('m')\nelse:\n    keras.Sequential([]).save('m')\nagain = load_model('m')")
    assert not isinstance(setup.model, Model)


@pytest.mark.keras
@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_checkpoint_writes_the_model_whole(tmp_path: Path) -> None:
    keras = pytest.importorskip("keras")
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, activation="softmax")])
    model.compile("adam", "categorical_crossentropy")
    path = str(tmp_path / "best.keras")
    x, y = keras.ops.ones((2, 3)), keras.ops.ones((2, 4))
    model.fit(x, y, validation_data=(x, y), callbacks=keras.callbacks.ModelCheckpoint(path, save_best_only=True), verbose=0)
    model.add(keras.layers.Dense(9))
    (layer,) = keras.models.load_model(path).layers
    assert (layer.units, layer.activation) == (4, keras.activations.softmax)
