"""Whole objects are replaced, removed and added."""

from __future__ import annotations

from typing import Any

import pytest

from keraslint.change import (
    RenameAttribute,
    append_element,
    remove_component,
    replace_call,
    replace_component,
    replace_import,
    set_argument,
    set_parameter,
)
from keraslint.ir import Component, Fact
from keraslint.replacement import Call
from keraslint.values import Origin


def test_a_string_is_replaced_in_its_quotes(scene: Any) -> None:
    program = scene("model.compile('sgd', loss='mse')\n")
    change = replace_component(program.component("'mse'"), "binary_crossentropy")
    assert program.fixed(change) == "model.compile('sgd', loss='binary_crossentropy')\n"


def test_an_object_is_replaced_by_a_string(scene: Any) -> None:
    program = scene('model.compile("sgd", loss=keras.losses.MeanSquaredError(reduction="sum"))\n')
    change = replace_component(program.component('keras.losses.MeanSquaredError(reduction="sum")'), "mae")
    assert program.fixed(change) == 'model.compile("sgd", loss="mae")\n'


def test_a_string_is_replaced_by_an_object(scene: Any) -> None:
    program = scene("from tensorflow import keras\nmodel.compile('sgd', loss='mse')\n")
    loss = Call("keras.losses.SparseCategoricalCrossentropy", {"from_logits": True})
    expected = (
        "from tensorflow import keras\nmodel.compile('sgd', loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))\n"
    )
    assert program.fixed(replace_component(program.component("'mse'"), loss)) == expected


def test_an_object_with_a_name_is_replaced_where_it_is_made(scene: Any) -> None:
    program = scene("import keras\nloss = keras.losses.MSE()\nprint(loss)\nmodel.compile(loss=loss)\n")
    change = replace_component(program.component("keras.losses.MSE()"), Call("keras.losses.MAE"))
    assert program.fixed(change) == "import keras\nloss = keras.losses.MAE()\nprint(loss)\nmodel.compile(loss=loss)\n"


def test_a_name_becomes_a_string_only_where_nothing_else_uses_it(scene: Any) -> None:
    program = scene("loss = MSE()\nmodel.compile(loss=loss)\n")
    assert program.fixed(replace_component(program.component("MSE()"), "mae")) == 'loss = MSE()\nmodel.compile(loss="mae")\n'
    program = scene("loss = MSE()\nmodel.compile(loss=loss)\nloss(a, b)\n")
    assert program.fixed(replace_component(program.component("MSE()"), "mae")) is None


def test_a_whole_list_is_not_one_of_its_elements(scene: Any) -> None:
    program = scene("model.compile(metrics=[f, g])\n")
    assert program.fixed(replace_component(program.component("[f, g]"), "mae")) is None


def test_what_is_left_to_its_default_is_not_replaced(scene: Any) -> None:
    program = scene("model.compile(loss='mse')\n")
    assert program.fixed(replace_component(program.component("model.compile(loss='mse')"), "sgd")) is None


def test_an_optimizer_that_is_a_string_becomes_an_object(scene: Any) -> None:
    program = scene("import tensorflow as tf\nmodel.compile('adam', 'mse')\n")
    rate = Fact(0.001, program.place(program.code("'adam'")), Origin.DEFAULT)
    part = Component("keras.optimizers.Adam", {"learning_rate": rate}, place=program.place(program.code("'adam'")))
    expected = "import tensorflow as tf\nmodel.compile(tf.keras.optimizers.Adam(learning_rate=0.01), 'mse')\n"
    assert program.fixed(set_parameter(part, "learning_rate", 0.01)) == expected
    assert program.fixed(set_argument(rate, 0.01)) is None


METRICS = {
    "from a list": ("model.compile(metrics=['acc', 'mae'])\n", "model.compile(metrics=['acc'])\n"),
    "from the front of a list": ("model.compile(metrics=['mae', 'acc'])\n", "model.compile(metrics=['acc'])\n"),
    "from a list of one": ("model.compile(metrics=['mae'])\n", "model.compile(metrics=[])\n"),
    "alone": ("model.compile(loss='mse', metrics='mae')\n", "model.compile(loss='mse')\n"),
    "from a tuple": ("model.compile(metrics=('acc', 'mae', 'mse'))\n", "model.compile(metrics=('acc', 'mse'))\n"),
    "not from a tuple of two": ("model.compile(metrics=('acc', 'mae'))\n", None),
    "not from a bare tuple": ("metrics = 'acc', 'mae', 'mse'\n", None),
    "not from a mapping": ("model.compile(metrics={'a': 'mae'})\n", None),
    "from lines": ("metrics = [\n    'mae',\n    'acc',\n]\n", "metrics = [\n    'acc',\n]\n"),
}


@pytest.mark.parametrize(("before", "after"), METRICS.values(), ids=METRICS.keys())
def test_a_metric_is_removed(scene: Any, before: str, after: str | None) -> None:
    program = scene(before)
    assert program.fixed(remove_component(program.component("'mae'"))) == after


def test_a_callback_with_a_name_is_removed_where_it_is_used(scene: Any) -> None:
    program = scene("stop = Early()\nmodel.fit(x, callbacks=[log, stop])\n")
    assert program.fixed(remove_component(program.component("Early()"))) == "stop = Early()\nmodel.fit(x, callbacks=[log])\n"


APPENDED = {
    "to a list": ('model.compile(metrics=["mae"])\n', 'model.compile(metrics=["mae", "mse"])\n'),
    "to an empty list": ("model.compile(metrics=[])\n", 'model.compile(metrics=["mse"])\n'),
    "to nothing": ("model.compile()\n", 'model.compile(metrics=["mse"])\n'),
    "to one": ("model.compile(metrics='mae')\n", "model.compile(metrics=['mae', 'mse'])\n"),
    "to a list with a name": ("m = ['mae']\nmodel.compile(metrics=m)\n", "m = ['mae', 'mse']\nmodel.compile(metrics=m)\n"),
    "not to what is shared": ("m = ['mae']\nprint(m)\nmodel.compile(metrics=m)\n", None),
}


@pytest.mark.parametrize(("before", "after"), APPENDED.values(), ids=APPENDED.keys())
def test_an_element_is_appended(scene: Any, before: str, after: str | None) -> None:
    program = scene(before)
    assert program.fixed(append_element(program.fact("compile", "metrics"), "mse")) == after


CALLS = {
    "of a method": ("model.fit_generator(g, workers=2)\n", "fit", "model.fit(g, workers=2)\n"),
    "of a function": (
        "import keras\nkeras.utils.np_utils.fit_generator(y)\n",
        "keras.utils.to_categorical",
        "import keras\nkeras.utils.to_categorical(y)\n",
    ),
    "of an imported class by its import": (
        "from keras.optimizers.legacy import fit_generator\nfit_generator(1)\n",
        "keras.optimizers.fit_generator",
        "from keras.optimizers import fit_generator\nfit_generator(1)\n",
    ),
    "of an imported class, one of several": (
        "from tf_keras.optimizers.legacy import SGD, fit_generator as F, Adam\nF(1)\n",
        "keras.optimizers.fit_generator",
        "from tf_keras.optimizers.legacy import SGD, Adam\nfrom tf_keras.optimizers import fit_generator as F\nF(1)\n",
    ),
}


@pytest.mark.parametrize(("before", "kind", "after"), CALLS.values(), ids=CALLS.keys())
def test_a_call_is_replaced(scene: Any, before: str, kind: str, after: str) -> None:
    program = scene(before)
    call = program.call("F" if "F(" in before else "fit_generator")
    component = Component("keras.old", place=program.place(call), path=("components", 0))
    assert program.fixed(replace_call(component, kind)) == after


IMPORTS = {
    "alone": (
        "from keras.utils.np_utils import to_categorical\n",
        "keras.utils.to_categorical",
        "from keras.utils import to_categorical\n",
    ),
    "under another name": (
        "from keras.layers import Convolution2D\n",
        "keras.layers.Conv2D",
        "from keras.layers import Conv2D as Convolution2D\n",
    ),
    "that has a name of its own": (
        "from tensorflow.keras.layers.experimental import preprocessing as pre\n",
        "keras.layers",
        "from tensorflow.keras import layers as pre\n",
    ),
    "the last of several": (
        "if new:\n    from keras.layers import Dense, Convolution2D\n",
        "keras.layers.Conv2D",
        "if new:\n    from keras.layers import Dense\n    from keras.layers import Conv2D as Convolution2D\n",
    ),
    "of a module": ("import keras.utils.np_utils as u\n", "keras.utils", "import keras.utils as u\n"),
    "not of a dotted name": ("import keras.utils.np_utils\n", "keras.utils", None),
    "not of a relative one": ("from .keras import thing\n", "keras.thing", None),
}


@pytest.mark.parametrize(("before", "name", "after"), IMPORTS.values(), ids=IMPORTS.keys())
def test_an_import_is_replaced(scene: Any, before: str, name: str, after: str | None) -> None:
    program = scene(before)
    alias = [node for node in program.nodes if type(node).__name__ == "ImportAlias"][-1]
    assert program.fixed(replace_import("old", name, program.place(alias))) == after


def test_what_is_no_such_thing_is_not_replaced(scene: Any) -> None:
    program = scene("from a import f\nf(1)\nmodel.fit(2)\n")
    number, call = program.code("1"), program.call("f")
    assert program.fixed(replace_call(Component("k", place=program.place(number)), "keras.f")) is None
    assert program.fixed(replace_call(Component("k", place=program.place(call)), "method")) is None
    assert program.fixed(replace_call(Component("k", place=program.place(call)), "keras.g")) is None
    assert program.fixed(replace_import("f", "keras.f", program.place(number))) is None
    assert program.fixed(RenameAttribute(("events", 0), "y", program.place(number))) is None
    assert program.fixed(append_element(Fact(None), "mse")) is None


def test_an_object_in_parentheses_gets_a_neighbour_inside_the_list(scene: Any) -> None:
    program = scene("model.compile(metrics=('mae'))\n")
    assert program.fixed(append_element(program.fact("compile", "metrics"), "mse")) == "model.compile(metrics=[('mae'), 'mse'])\n"


def test_an_attribute_is_renamed(scene: Any) -> None:
    program = scene("model.optimizer.lr = 0.1\n")
    change = RenameAttribute(("events", 0), "learning_rate", program.place(program.code("model.optimizer.lr")))
    assert program.fixed(change) == "model.optimizer.learning_rate = 0.1\n"


def test_a_key_is_renamed(scene: Any) -> None:
    program = scene("print(history.history['acc'])\n")
    change = RenameAttribute(("events", 0), "accuracy", program.place(program.code("history.history['acc']")))
    assert program.fixed(change) == "print(history.history['accuracy'])\n"


def test_a_key_that_a_name_holds_is_not_renamed(scene: Any) -> None:
    program = scene("print(history.history[key])\n")
    change = RenameAttribute(("events", 0), "accuracy", program.place(program.code("history.history[key]")))
    assert program.fixed(change) is None
