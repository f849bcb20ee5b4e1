"""Data are transformed once, for every use: behind the statement that defines them, or where they are used."""

from __future__ import annotations

from typing import Any

import pytest

from keraslint.change import TransformData, transform_data
from keraslint.values import Array, Role, Step

LOAD = "(x_train, y_train), (x_test, y_test) = mnist.load_data()\n"
TRAIN = "x_train = x_train / 255.0\n"
TEST = "x_test = x_test / 255.0\n"
USES = "show(x_train)\nmodel.fit(x_train, y_train, validation_data=(x_test, y_test))\nmodel.evaluate(x_test, y_test)\n"

EVERY_USE = {
    "train and test, once each": (
        f"{LOAD}{USES}",
        f"{LOAD}{TRAIN}{TEST}{USES}",
    ),
    "behind the last definition": (
        f"{LOAD}x_train = x_train.reshape(-1, 784)\nmodel.fit(x_train, y_train, validation_data=(x_test, y_test))\n",
        f"{LOAD}{TEST}x_train = x_train.reshape(-1, 784)\n{TRAIN}model.fit(x_train, y_train, validation_data=(x_test, y_test))\n",
    ),
    "what derives from the data is transformed with them": (
        f"{LOAD}model.fit(x_train, y_train)\nx_val = x_train[:10]\nmodel.evaluate(x_val, y_val)\n",
        f"{LOAD}{TRAIN}model.fit(x_train, y_train)\nx_val = x_train[:10]\nmodel.evaluate(x_val, y_val)\n",
    ),
    "what derives from the data in place": (
        f"{LOAD}model.fit(x_train, y_train)\nmodel.evaluate(x_train[:10], y_train[:10])\n",
        f"{LOAD}{TRAIN}model.fit(x_train, y_train)\nmodel.evaluate(x_train[:10], y_train[:10])\n",
    ),
    "what derives from the data over two steps": (
        f"{LOAD}model.fit(x_train, y_train)\npart = x_train[:10]\nx = part[:5]\nmodel.evaluate(x, y)\n",
        f"{LOAD}{TRAIN}model.fit(x_train, y_train)\npart = x_train[:10]\nx = part[:5]\nmodel.evaluate(x, y)\n",
    ),
    "new data under the same name": (
        f"{LOAD}model.fit(x_train, y_train)\nx_train = load()\nmodel.evaluate(x_train, y_train)\n",
        f"{LOAD}{TRAIN}model.fit(x_train, y_train)\nx_train = load()\n{TRAIN}model.evaluate(x_train, y_train)\n",
    ),
    "an expression where it is used": (
        "model.fit(np.array(x), y)\nmodel.evaluate(a + b, y)\n",
        "model.fit(np.array(x) / 255.0, y)\nmodel.evaluate((a + b) / 255.0, y)\n",
    ),
    "a parameter where it is used": (
        "def train(x, y):\n    model.fit(x, y)\n    model.evaluate(x, y)\n",
        "def train(x, y):\n    model.fit(x / 255.0, y)\n    model.evaluate(x / 255.0, y)\n",
    ),
    "a global where it is used": (
        f"{LOAD}def train():\n    model.fit(x_train, y_train)\nmodel.evaluate((x_test), y)\n",
        f"{LOAD}{TEST}def train():\n    model.fit(x_train / 255.0, y_train)\nmodel.evaluate((x_test), y)\n",
    ),
    "what a branch defines where it is used": (
        "x = a()\nif big:\n    x = b()\nmodel.fit(x, y)\nmodel.evaluate(x, y)\n",
        "x = a()\nif big:\n    x = b()\nmodel.fit(x / 255.0, y)\nmodel.evaluate(x / 255.0, y)\n",
    ),
    "what the other branch defines where it is used": (
        "if big:\n    x = b()\nelse:\n    model.fit(x, y)\n    model.evaluate(x, y)\n",
        "if big:\n    x = b()\nelse:\n    model.fit(x / 255.0, y)\n    model.evaluate(x / 255.0, y)\n",
    ),
    "what a loop redefines where it is used": (
        "x = a()\nfor i in r:\n    model.fit(x, y)\n    x = b(x)\nmodel.evaluate(z.x, y)\n",
        "x = a()\nfor i in r:\n    model.fit(x / 255.0, y)\n    x = b(x)\nmodel.evaluate(z.x / 255.0, y)\n",
    ),
    "what a loop changes step by step where it is used": (
        "x = a()\nfor i in r:\n    x = b(x)\n    model.fit(x, y)\n    model.evaluate(x, y)\n",
        "x = a()\nfor i in r:\n    x = b(x)\n    model.fit(x / 255.0, y)\n    model.evaluate(x / 255.0, y)\n",
    ),
    "what a loop makes anew there": (
        "for i in r:\n    x = b(i)\n    model.fit(x, y)\n    model.evaluate(x, y)\n",
        "for i in r:\n    x = b(i)\n    x = x / 255.0\n    model.fit(x, y)\n    model.evaluate(x, y)\n",
    ),
    "what a with block opens there": (
        "with open_file() as f:\n    x = f['x']\nmodel.fit(x, y)\nmodel.evaluate(x, y)\n",
        "with open_file() as f:\n    x = f['x']\n    x = x / 255.0\nmodel.fit(x, y)\nmodel.evaluate(x, y)\n",
    ),
    "on a line of several statements": (
        "x = a(); model.fit(x, y); model.evaluate(x, y)\n",
        "x = a(); x = x / 255.0; model.fit(x, y); model.evaluate(x, y)\n",
    ),
    "after an annotated and an augmented assignment": (
        "x: object = a()\nz = b()\nz += 1\nmodel.fit(x, y)\nmodel.evaluate(z, y)\n",
        "x: object = a()\nx = x / 255.0\nz = b()\nz += 1\nz = z / 255.0\nmodel.fit(x, y)\nmodel.evaluate(z, y)\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), EVERY_USE.values(), ids=EVERY_USE.keys())
def test_the_data_of_every_use_are_transformed(scene: Any, before: str, after: str) -> None:
    program = scene(before)
    facts = [program.data("fit")]
    if "validation_data" in before:
        facts.append(program.data("fit", "validation_x"))
    if "evaluate" in before:
        facts.append(program.data("evaluate"))
    assert program.fixed(*(transform_data(fact, "divide", 255.0) for fact in facts)) == after


OPERATIONS = {
    "multiply": (2, "y = y * 2\n"),
    "subtract": (1, "y = y - 1\n"),
    "above": (0, 'y = (y > 0).astype("int32")\n'),
    "one_hot": (10, "y = keras.utils.to_categorical(y, 10)\n"),
    "standardize": (None, "mean, std = y.mean(axis=0), y.std(axis=0) + 1e-7\ny = (y - mean) / std\n"),
}


@pytest.mark.parametrize(("operation", "amount", "line"), [(k, *v) for k, v in OPERATIONS.items()], ids=OPERATIONS.keys())
def test_an_operation(scene: Any, operation: str, amount: float | None, line: str) -> None:
    program = scene("import keras\ny = load()\nmodel.fit(x, y)\n")
    after = program.fixed(transform_data(program.data("fit", "y"), operation, amount))
    assert after == f"import keras\ny = load()\n{line}model.fit(x, y)\n"


def test_an_operation_around_an_expression(scene: Any) -> None:
    program = scene("import keras\nmodel.fit(x, f(y))\n")
    after = program.fixed(transform_data(program.data("fit", "y"), "one_hot", 10))
    assert after == "import keras\nmodel.fit(x, keras.utils.to_categorical(f(y), 10))\n"
    assert program.fixed(transform_data(program.data("fit", "y"), "standardize")) is None
    assert program.fixed(transform_data(program.data("fit", "y"), "fold")) is None


def test_all_data_are_standardized_by_the_statistics_of_the_first(scene: Any) -> None:
    program = scene(f"{LOAD}mean = 3\nmodel.fit(x_train, y_train)\nmodel.evaluate(x_test, y_test)\nmodel.predict(g(x_new))\n")
    facts = [program.data("fit"), program.data("evaluate"), program.data("predict")]
    after = program.fixed(*(transform_data(fact, "standardize") for fact in facts))
    assert after == (
        f"{LOAD}x_train_mean, std = x_train.mean(axis=0), x_train.std(axis=0) + 1e-7\n"
        "x_train = (x_train - x_train_mean) / std\nx_test = (x_test - x_train_mean) / std\n"
        "mean = 3\nmodel.fit(x_train, y_train)\nmodel.evaluate(x_test, y_test)\n"
        "model.predict((g(x_new) - x_train_mean) / std)\n"
    )


def test_the_statistics_come_before_what_uses_them(scene: Any) -> None:
    program = scene("x_test = a()\nx_train = b()\nmodel.fit(x_train, y)\nmodel.evaluate(x_test, y)\n")
    after = program.fixed(*(transform_data(program.data(use), "standardize") for use in ("fit", "evaluate")))
    assert after == (
        "x_test = a()\nx_train = b()\nmean, std = x_train.mean(axis=0), x_train.std(axis=0) + 1e-7\n"
        "x_train = (x_train - mean) / std\nx_test = (x_test - mean) / std\nmodel.fit(x_train, y)\nmodel.evaluate(x_test, y)\n"
    )


def test_there_is_no_edit_where_the_names_are_taken(scene: Any) -> None:
    program = scene("mean = x_mean = 0\nx = b()\nmodel.fit(x, y)\n")
    assert program.fixed(transform_data(program.data("fit"), "standardize")) is None


def test_integers_in_a_tensor_do_not_divide_by_a_float(scene: Any) -> None:
    program = scene("x = load()\nmodel.fit(x, y)\n")
    for dtype, divides in (("uint8", False), (None, False), ("float32", True)):
        fact = program.data("fit", array=Array(dtype=dtype, container="tensor"))
        assert (program.fixed(transform_data(fact, "divide", 255.0)) is not None) == divides


def test_data_that_are_not_written_in_the_call_have_no_edit(scene: Any) -> None:
    program = scene("model.fit(x, y, validation_data=pair)\n")
    assert program.fixed(transform_data(program.data("fit", "validation_x"), "divide", 255.0)) is None
    assert program.fixed(TransformData(("uses", 0, "x"), "divide", 255.0)) is None
    piped = program.data("fit", "validation_x")
    assert program.fixed(TransformData(("uses", 0, "x"), "divide", 255.0, piped)) is None


MAYBE_TWICE = {
    "a parameter": "def evaluate(x):\n    model.evaluate(x, y)\nx_train = load()\nmodel.fit(x_train, y)\nevaluate(x_train)\n",
    "an attribute": "class A:\n    def go(self):\n        model.evaluate(self.x, y)\nx = load()\nmodel.fit(x, y)\n",
}


@pytest.mark.parametrize("text", MAYBE_TWICE.values(), ids=MAYBE_TWICE.keys())
def test_data_that_may_be_transformed_already_have_no_edit(scene: Any, text: str) -> None:
    program = scene(text)
    train, test = program.data("fit"), program.data("evaluate")
    assert program.fixed(transform_data(train, "divide", 255.0), transform_data(test, "divide", 255.0)) is None
    train = program.data("fit", array=Array(role=Role.TRAIN))
    test = program.data("evaluate", array=Array(role=Role.TEST))
    after = program.fixed(transform_data(train, "divide", 255.0), transform_data(test, "divide", 255.0))
    assert after is not None
    assert after.count("/ 255.0") == 2


ORIGINS = {
    "a loop": "x = load()\nmodel.fit(x, y)\nfor part in x:\n    model.evaluate(part, y)\n",
    "a comprehension": "x = load()\nmodel.fit(x, y)\nz = [model.evaluate(part, y) for part in x]\n",
    "a with block": "x = load()\nmodel.fit(x, y)\nwith open_file(x) as part:\n    model.evaluate(part, y)\n",
    "another function's view of a global": "x = load()\nmodel.fit(x, y)\ndef f():\n    model.evaluate(x[:5], y)\n",
}


@pytest.mark.parametrize("text", ORIGINS.values(), ids=ORIGINS.keys())
def test_what_comes_out_of_transformed_data_is_transformed(scene: Any, text: str) -> None:
    program = scene(text)
    changes = [transform_data(program.data(use), "divide", 255.0) for use in ("fit", "evaluate")]
    assert program.fixed(*changes) == text.replace("x = load()\n", "x = load()\nx = x / 255.0\n")


def test_the_shape_of_an_array_is_none_of_its_values(scene: Any) -> None:
    program = scene("x = load()\nz = other(x.shape, len(x))\nmodel.fit(x, y)\nmodel.evaluate(z, y)\n")
    changes = [transform_data(program.data(use), "divide", 255.0) for use in ("fit", "evaluate")]
    after = "x = load()\nx = x / 255.0\nz = other(x.shape, len(x))\nz = z / 255.0\nmodel.fit(x, y)\nmodel.evaluate(z, y)\n"
    assert program.fixed(*changes) == after


def test_data_that_were_changed_since_are_not_transformed_before(scene: Any) -> None:
    program = scene("x = load()\nmodel.fit(x, y)\nz = x * 2\nmodel.evaluate(z, y)\n")
    plain = Array(steps=(Step("load", "load"),))
    changed = Array(steps=(Step("load", "load"), Step("arithmetic", "numpy.multiply")))
    changes = [
        transform_data(program.data("fit", array=plain), "divide", 255.0),
        transform_data(program.data("evaluate", array=changed), "divide", 255.0),
    ]
    assert program.fixed(*changes) is None
