"""A change means the same on the facts and in the text: the changed setup is the setup of the changed program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest

from keraslint.change import (
    Change,
    InsertLayer,
    RemoveElement,
    ReplaceCall,
    SetArgument,
    TransformData,
    append_element,
    insert_after,
    insert_before,
    remove_argument,
    remove_component,
    remove_layer,
    rename_argument,
    rename_attribute,
    replace_call,
    replace_component,
    set_activation,
    set_argument,
    set_parameter,
    transform_data,
)
from keraslint.counterfactual import CannotApply, apply, apply_to_program
from keraslint.findings import Fix
from keraslint.fix.apply import UNSAFE, apply_edits
from keraslint.fix.lower import lower, why_not
from keraslint.interp.run import interpret
from keraslint.ir import Component, Event, Fact, Head, Layer, Model, Program, Setup, Use
from keraslint.replacement import Call
from keraslint.syntax import Tree, parse
from keraslint.values import Array, Interval, Reason, Unknown

HEAD = "import keras\nfrom keras import layers\n"
DATA = "(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()\n"
LIST = f"""{HEAD}{DATA}model = keras.Sequential([
    layers.Flatten(input_shape=(28, 28)),
    layers.Dense(64, activation="relu"),
    layers.Dropout(0.5),
    layers.Dense(1, activation="softmax"),
])
model.compile(optimizer="sgd", loss="mse", metrics=["accuracy", "mae"])
model.fit(x_train, y_train, epochs=5, validation_data=(x_test, y_test), callbacks=[keras.callbacks.EarlyStopping(patience=2)])
"""
ADDS = f"""{HEAD}model = keras.Sequential()
model.add(keras.Input((32, 32, 3)))
model.add(layers.Conv2D(8, 3, activation="relu"))
model.add(layers.MaxPooling2D())
model.add(layers.Flatten())
model.add(layers.Dense(10))
model.add(layers.Activation("sigmoid"))
model.compile(keras.optimizers.Adam(lr=0.5, decay=1e-6, beta_1=0.8), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
"""
CHAIN = f"""{HEAD}inputs = keras.Input((16,))
x = layers.Dense(8, activation="relu")(inputs)
x = layers.Dropout(0.5)(x)
y = layers.Dense(8)(x)
x = layers.Add()([x, y])
outputs = layers.Dense(3)(x)
outputs = layers.Softmax()(outputs)
model = keras.Model(inputs, outputs)
schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9)
model.compile(optimizer=keras.optimizers.SGD(schedule, momentum=0.9), loss="categorical_crossentropy", metrics="acc")
"""

NESTED = f"""{HEAD}base = keras.applications.VGG16(include_top=False, input_shape=(64, 64, 3))
model = keras.Sequential([base, layers.Dense(2)])
model.compile(loss="mse")
"""
AUTOENCODER = f"""{HEAD}{DATA}model = keras.Sequential([layers.Dense(4)])
model.compile(loss="mse")
model.fit(x_train, x_train)
model.evaluate(x_train, x_train)
model.predict(x_test)
"""
NORMED = f"""{HEAD}model = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.BatchNormalization()])
model.compile(loss="mse")
"""
METERED = f"""{HEAD}model = keras.Sequential([keras.Input((4,)), layers.Dense(1, activation="sigmoid")])
model.compile(loss="binary_crossentropy", metrics=["acc", keras.metrics.AUC(num_thresholds=10)])
"""
TWO_OUTPUTS = f"""{HEAD}inputs = keras.Input((4,))
one, two = layers.Dense(1, name="one")(inputs), layers.Dense(2, name="two")(inputs)
model = keras.Model(inputs, [one, two])
model.compile(loss=["mse", "mae"], metrics=[["mse"], ["mae", "mse"]])
"""
WRAPPED = f"""{HEAD}def build(n):
    model = keras.Sequential([keras.Input((7, 3)), layers.TimeDistributed(layers.Dense(2, activation="relu"))])
    model.compile(loss="mse")
    return model
one, two = build(1), build(2)
"""


def setup_of(text: str) -> Setup:
    return program_of(text).setups[0]


def program_of(text: str) -> Program:
    return interpret(Tree("case.py", parse(text)))


def described(setup: Setup) -> dict[str, Any]:
    """Return all that a setup says, without places, paths and identities."""
    assert isinstance(setup.model, Model)
    return {
        "model": graph(setup.model),
        "losses": [(loss.kind.value, loss.from_logits.value) for loss in setup.compile.losses],  # type: ignore[union-attr]
        "optimizer": (setup.compile.optimizer.kind.value, setup.compile.optimizer.learning_rate.value),
        "hyperparameters": plain(setup.compile.optimizer.component),
        "metrics": [(metric.kind.value, metric.log_name.value) for metric in setup.compile.metrics],  # type: ignore[union-attr]
        "compile": plain(setup.compile.call),
        "uses": [use(one) for one in setup.uses],
    }


def graph(model: Model) -> list[Any]:
    nodes: list[Any] = [
        (
            plain(layer.component),
            layer.inputs,
            layer.input_shapes,
            layer.output_shape,
            layer.output_dtype,
            layer.activation.value,
            layer.trainable.value,
            layer.parameters,
        )
        for layer in model.layers
    ]
    return [*nodes, model.outputs, model.inputs, [head(one) for one in model.heads]]


def head(one: Head | Unknown) -> Any:
    if isinstance(one, Unknown):
        return one.reason
    chain = tuple(fact.value for fact in one.activations)
    return one.layer.name, one.activation.value, chain, one.units.value, one.shape, [layer.name for layer in one.after]


def use(one: Use) -> Any:
    call = plain(one.call)[1]
    call = {name: value for name, value in call.items() if name not in {"x", "y", "validation_data", "callbacks"}}
    callbacks = [] if isinstance(one.callbacks, Unknown) else [plain(part) for part in one.callbacks]
    return call, array(one.x), array(one.y), array(one.validation_x), array(one.validation_y), callbacks


def array(fact: Fact[Array]) -> Any:
    if not isinstance(fact.value, Array):
        return None
    steps = [step.operation for step in fact.value.steps]
    return fact.value.shape, fact.value.dtype, fact.value.interval, fact.value.encoding, fact.value.classes, steps


def plain(value: Any) -> Any:
    match value:
        case Component():
            arguments = {name: plain(fact.value) for name, fact in value.arguments.items()}
            return value.kind, arguments, {name: plain(fact.value) for name, fact in value.unexpected.items()}
        case tuple():
            return tuple(plain(item) for item in value)
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case Array():
            return array(Fact(value))
        case Unknown():
            return value.reason
    return value


def layer(setup: Setup, index: int) -> Layer:
    assert isinstance(setup.model, Model)
    return setup.model.layers[index]


def loss(setup: Setup) -> Component:
    assert setup.compile.loss is not None
    return setup.compile.loss.component


def metric(setup: Setup, index: int) -> Component:
    assert not isinstance(setup.compile.metrics, Unknown)
    return setup.compile.metrics[index].component


def the_head(setup: Setup) -> Head:
    assert setup.head is not None
    return setup.head


CROSSENTROPY = Call("keras.losses.SparseCategoricalCrossentropy", {"from_logits": True})

CASES: dict[str, tuple[str, Callable[[Setup], list[Change]]]] = {
    "units": (LIST, lambda s: [set_argument(layer(s, 3)["units"], 10)]),
    "units in the middle": (LIST, lambda s: [set_argument(layer(s, 1)["units"], 16)]),
    "filters": (ADDS, lambda s: [set_argument(layer(s, 1)["filters"], 4)]),
    "padding that is not written": (ADDS, lambda s: [set_argument(layer(s, 1)["padding"], "same")]),
    "units of a shared path": (CHAIN, lambda s: [set_argument(layer(s, 5)["units"], 7)]),
    "the input shape": (LIST, lambda s: [set_argument(layer(s, 0)["input_shape"], (32, 32))]),
    "an activation": (LIST, lambda s: [set_activation(the_head(s), "sigmoid")]),
    "an activation behind a normalization": (NORMED, lambda s: [set_activation(the_head(s), "softmax")]),
    "one of two losses": (TWO_OUTPUTS, lambda s: [replace_component(s.compile.losses[1].component, "mse")]),  # type: ignore[union-attr, index]
    "no activation": (LIST, lambda s: [set_activation(the_head(s), None)]),
    "an activation in a layer of its own": (ADDS, lambda s: [set_activation(the_head(s), "softmax")]),
    "an activation by its class": (CHAIN, lambda s: [set_activation(the_head(s), "sigmoid")]),
    "an activation that is not written": (CHAIN, lambda s: [set_argument(layer(s, 3).activation, "relu")]),
    "an argument of a layer is removed": (LIST, lambda s: [remove_argument(layer(s, 1)["activation"])]),
    "a loss by a string": (LIST, lambda s: [replace_component(loss(s), "binary_crossentropy")]),
    "a loss by its fact": (LIST, lambda s: [set_argument(s.compile.losses[0].kind, "mae")]),  # type: ignore[union-attr, index]
    "a loss by an object": (LIST, lambda s: [replace_component(loss(s), CROSSENTROPY)]),
    "a loss object by a string": (ADDS, lambda s: [replace_component(loss(s), "sparse_categorical_crossentropy")]),
    "an argument of a loss": (ADDS, lambda s: [set_argument(s.compile.loss.from_logits, False)]),  # type: ignore[union-attr]
    "an argument of a loss is removed": (ADDS, lambda s: [remove_argument(s.compile.loss.from_logits)]),  # type: ignore[union-attr]
    "the loss argument": (LIST, lambda s: [set_argument(s.compile.call["loss"], "hinge")]),
    "an optimizer by a string": (ADDS, lambda s: [set_argument(s.compile.optimizer.kind, "adam")]),
    "an optimizer by an object": (LIST, lambda s: [set_parameter(s.compile.optimizer.component, "learning_rate", 0.001)]),
    "the optimizer argument": (LIST, lambda s: [set_argument(s.compile.call["optimizer"], Call("keras.optimizers.Adam"))]),
    "a learning rate": (CHAIN, lambda s: [set_argument(s.compile.optimizer.learning_rate, 0.01)]),
    "a part of a schedule": (CHAIN, lambda s: [set_argument(s.compile.optimizer.schedule["decay_rate"], 0.5)]),  # type: ignore[index]
    "a schedule as a component": (CHAIN, lambda s: [replace_component(s.compile.optimizer.schedule, 0.01)]),  # type: ignore[arg-type]
    "a part of an argument of compile": (
        ADDS,
        lambda s: [set_argument(s.compile.call["optimizer"].value["beta_1"], 0.7)],  # type: ignore[union-attr]
    ),
    "a wrapped layer": (WRAPPED, lambda s: [set_argument(layer(s, 1)["layer"].value["units"], 5)]),  # type: ignore[union-attr]
    "the activation of a wrapped layer": (WRAPPED, lambda s: [set_activation(the_head(s), "sigmoid")]),
    "a schedule by a number": (CHAIN, lambda s: [set_argument(s.compile.optimizer["learning_rate"], 0.01)]),
    "another argument of an optimizer": (CHAIN, lambda s: [set_argument(s.compile.optimizer["momentum"], 0.5)]),
    "an old name": (ADDS, lambda s: [rename_argument(s.compile.optimizer.component.unexpected["lr"], "learning_rate")]),
    "an old argument": (ADDS, lambda s: [remove_argument(s.compile.optimizer["decay"])]),
    "old names and arguments": (
        ADDS,
        lambda s: [
            rename_argument(s.compile.optimizer.component.unexpected["lr"], "learning_rate"),
            remove_argument(s.compile.optimizer["decay"]),
            remove_argument(s.compile.optimizer["beta_1"]),
        ],
    ),
    "a metric": (LIST, lambda s: [replace_component(metric(s, 0), "mse")]),
    "a metric by an object": (LIST, lambda s: [replace_component(metric(s, 1), Call("keras.metrics.AUC", {"name": "area"}))]),
    "a metric is removed": (LIST, lambda s: [remove_component(metric(s, 0))]),
    "the only metric is removed": (CHAIN, lambda s: [remove_component(metric(s, 0))]),
    "the shape of the input": (ADDS, lambda s: [set_argument(layer(s, 0)["shape"], (16, 16, 1))]),
    "an argument of a metric": (METERED, lambda s: [set_argument(metric(s, 1)["num_thresholds"], 50)]),
    "all metrics are removed": (LIST, lambda s: [remove_component(metric(s, 0)), remove_component(metric(s, 1))]),
    "the only metric": (CHAIN, lambda s: [replace_component(metric(s, 0), "accuracy")]),
    "a further metric": (LIST, lambda s: [append_element(s.compile.call["metrics"], Call("keras.metrics.AUC"))]),
    "a first metric": (ADDS, lambda s: [append_element(s.compile.call["metrics"], "accuracy")]),
    "a second metric": (CHAIN, lambda s: [append_element(s.compile.call["metrics"], "mse")]),
    "the metrics argument is removed": (LIST, lambda s: [remove_argument(s.compile.call["metrics"])]),
    "epochs": (LIST, lambda s: [set_argument(s.uses[0]["epochs"], 20)]),
    "a batch size that is not written": (LIST, lambda s: [set_argument(s.uses[0]["batch_size"], 8)]),
    "an argument of fit is removed": (LIST, lambda s: [remove_argument(s.uses[0]["epochs"])]),
    "patience": (LIST, lambda s: [set_argument(s.uses[0].callbacks[0]["patience"], 9)]),  # type: ignore[index]
    "a callback is replaced": (
        LIST,
        lambda s: [replace_component(s.uses[0].callbacks[0], Call("keras.callbacks.TerminateOnNaN"))],  # type: ignore[index]
    ),
    "a callback is removed": (LIST, lambda s: [remove_component(s.uses[0].callbacks[0])]),  # type: ignore[index]
    "a further callback": (
        LIST,
        lambda s: [append_element(s.uses[0]["callbacks"], Call("keras.callbacks.TerminateOnNaN"))],
    ),
    "a layer is removed": (LIST, lambda s: [remove_layer(layer(s, 2))]),
    "a layer that changes shapes is removed": (ADDS, lambda s: [remove_layer(layer(s, 2))]),
    "the last layer is removed": (ADDS, lambda s: [remove_layer(layer(s, 5))]),
    "a layer of a chain is removed": (CHAIN, lambda s: [remove_layer(layer(s, 2))]),
    "the last layer of a chain is removed": (CHAIN, lambda s: [remove_layer(layer(s, 6))]),
    "a layer behind": (LIST, lambda s: [insert_after(layer(s, 1), "keras.layers.BatchNormalization")]),
    "a layer behind the last": (LIST, lambda s: [insert_after(layer(s, 3), "keras.layers.Activation", activation="relu")]),
    "a layer before": (ADDS, lambda s: [insert_before(layer(s, 4), "keras.layers.Dense", units=5)]),
    "a layer before the first": (LIST, lambda s: [insert_before(layer(s, 0), "keras.layers.Rescaling", scale=Fraction(1, 255))]),
    "a layer behind the input": (ADDS, lambda s: [insert_after(layer(s, 0), "keras.layers.Rescaling", scale=Fraction(1, 255))]),
    "a layer behind the input of a chain": (CHAIN, lambda s: [insert_after(layer(s, 0), "keras.layers.Flatten")]),
    "a layer before one of a chain": (CHAIN, lambda s: [insert_before(layer(s, 2), "keras.layers.BatchNormalization")]),
    "a layer behind one of a chain": (CHAIN, lambda s: [insert_after(layer(s, 5), "keras.layers.BatchNormalization")]),
    "two layers behind": (
        LIST,
        lambda s: [
            insert_after(layer(s, 1), "keras.layers.BatchNormalization"),
            insert_after(layer(s, 1), "keras.layers.Dense", units=7),
        ],
    ),
    "two layers before": (
        LIST,
        lambda s: [
            insert_before(layer(s, 3), "keras.layers.Dense", units=7),
            insert_before(layer(s, 3), "keras.layers.Dense", units=9),
        ],
    ),
    "structure and arguments": (
        LIST,
        lambda s: [
            remove_layer(layer(s, 2)),
            insert_after(layer(s, 1), "keras.layers.Dense", units=7),
            set_argument(layer(s, 3)["units"], 10),
        ],
    ),
    "scaled data": (
        LIST,
        lambda s: [transform_data(s.uses[0].x, "divide", 255.0), transform_data(s.uses[0].validation_x, "divide", 255.0)],
    ),
    "encoded labels": (
        LIST,
        lambda s: [transform_data(s.uses[0].y, "one_hot", 10), transform_data(s.uses[0].validation_y, "one_hot", 10)],
    ),
    "scaled data of an autoencoder": (
        AUTOENCODER,
        lambda s: [transform_data(s.uses[0].x, "divide", 255.0), transform_data(s.uses[1].x, "divide", 255.0)],
    ),
    "labels of two classes": (LIST, lambda s: [transform_data(s.uses[0].y, "above", 4)]),
    "shifted labels": (LIST, lambda s: [transform_data(s.uses[0].y, "subtract", 1)]),
}


@pytest.mark.parametrize(("text", "build"), CASES.values(), ids=CASES.keys())
def test_the_changed_setup_is_that_of_the_changed_program(text: str, build: Callable[[Setup], list[Change]]) -> None:
    tree = Tree("case.py", parse(text))
    setup = interpret(tree).setups[0]
    fix = Fix("repair", tuple(build(setup)))
    edits = lower(fix, tree, text)
    assert edits is not None, why_not(fix, tree, text)
    after, applied = apply_edits(text, [Fix("repair", fix.changes, edits=edits)], UNSAFE)
    assert applied
    changed = apply(fix.changes, setup)
    assert described(changed) == described(setup_of(after))
    assert described(setup) == described(setup_of(text))


@pytest.mark.parametrize(("text", "build"), CASES.values(), ids=CASES.keys())
def test_paths_in_the_changed_setup_lead_to_what_they_name(text: str, build: Callable[[Setup], list[Change]]) -> None:
    setup = setup_of(text)
    changed = apply(build(setup), setup)
    assert isinstance(changed.model, Model)
    for index, one in enumerate(changed.model.layers):
        assert one.path == ("model", "layers", index)
        for name, fact in one.component.arguments.items():
            assert fact.path == ("model", "layers", index, "arguments", name)
    for name, fact in changed.compile.optimizer.component.arguments.items():
        assert fact.path == ("compile", "optimizer", "arguments", name)
    for index, part in enumerate(changed.compile.metrics):  # type: ignore[arg-type]
        assert part.component.path == ("compile", "metrics", index)


IMPOSSIBLE: dict[str, tuple[str, Callable[[Setup], Change]]] = {
    "a path outside": (LIST, lambda _: SetArgument(("nowhere", 1), 2)),
    "a use that is not there": (LIST, lambda _: SetArgument(("uses", 9, "arguments", "epochs"), 2)),
    "a layer that is not there": (LIST, lambda _: SetArgument(("model", "layers", 99, "arguments", "units"), 2)),
    "a metric that is not there": (LIST, lambda _: RemoveElement(("compile", "metrics", 7))),
    "a callback that is not there": (LIST, lambda _: RemoveElement(("uses", 0, "callbacks", 7))),
    "a part of compile that is not there": (LIST, lambda _: SetArgument(("compile", "thing"), 7)),
    "a part of fit that is not there": (LIST, lambda _: SetArgument(("uses", 0, "thing"), 7)),
    "data as an argument": (LIST, lambda _: SetArgument(("uses", 0, "arguments", "x"), 7)),
    "an argument that is not given": (LIST, lambda s: remove_argument(layer(s, 1)["use_bias"])),
    "a new name that is taken": (ADDS, lambda s: rename_argument(s.compile.optimizer.component.unexpected["lr"], "beta_1")),
    "an old name that is not given": (ADDS, lambda s: rename_argument(s.compile.optimizer.component["name"], "beta_2")),
    "a loss that is none": (LIST, lambda s: replace_component(loss(s), 3)),
    "a value that is none": (LIST, lambda s: replace_component(loss(s), object())),
    "the first layer, which declares the input": (LIST, lambda s: remove_layer(layer(s, 0))),
    "the input": (ADDS, lambda s: remove_layer(layer(s, 0))),
    "a layer of several inputs": (CHAIN, lambda s: remove_layer(layer(s, 4))),
    "before the input": (ADDS, lambda s: insert_before(layer(s, 0), "keras.layers.Flatten")),
    "before several inputs": (CHAIN, lambda s: insert_before(layer(s, 4), "keras.layers.Flatten")),
    "a layer that is no call": (LIST, lambda s: replace_component(layer(s, 2).component, "dropout")),
    "data that are not known": (ADDS, lambda _: TransformData(("uses", 0, "x"), "divide", 255.0)),
    "an operation that is not known": (LIST, lambda s: transform_data(s.uses[0].x, "fold")),
    "an operation without its amount": (LIST, lambda s: transform_data(s.uses[0].x, "divide")),
    "an attribute": (LIST, lambda _: rename_attribute(Event("set", "lr"), "learning_rate")),
    "a transformed argument": (LIST, lambda _: TransformData(("compile", "arguments", "loss"), "divide", 2)),
    "a transformed optimizer": (LIST, lambda _: TransformData(("compile", "optimizer", "arguments", "momentum"), "divide", 2)),
    "a transformed layer": (LIST, lambda _: TransformData(("model", "layers", 1), "divide", 2)),
    "a transformed call": (LIST, lambda _: TransformData(("uses", 0, "arguments", "epochs"), "divide", 2)),
    "a transformed callback": (LIST, lambda _: TransformData(("uses", 0, "callbacks", 0), "divide", 2)),
    "a wrapped layer that is none": (
        WRAPPED,
        lambda _: SetArgument(("model", "layers", 1, "arguments", "name", "arguments", "x"), 2),
    ),
    "a model in a model, which declares the input": (
        NESTED,
        lambda s: insert_before(layer(s, 0), "keras.layers.Rescaling", scale=1),
    ),
    "a further callback of no kind": (LIST, lambda s: append_element(s.uses[0]["epochs"], "x")),
    "unknown data": (LIST, lambda _: TransformData(("uses", 0, "validation_data"), "divide", 2)),
    "an argument of a number": (
        LIST,
        lambda _: SetArgument(("compile", "optimizer", "arguments", "momentum", "arguments", "x"), 2),
    ),
    "an argument at no argument": (LIST, lambda _: SetArgument(("compile", "optimizer", "momentum"), 2)),
}


@pytest.mark.parametrize(("text", "build"), IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_what_makes_no_sense_is_refused(text: str, build: Callable[[Setup], Change]) -> None:
    setup = setup_of(text)
    with pytest.raises(CannotApply, match=r"\w"):
        apply([build(setup)], setup)


def test_a_layer_that_is_not_known_is_not_changed() -> None:
    setup = setup_of("import keras\nmodel = keras.Sequential([make(), keras.layers.Dense(1)])\nmodel.compile(loss='mse')\n")
    with pytest.raises(CannotApply):
        apply([SetArgument(("model", "layers", 0, "arguments", "units"), 1)], setup)
    changed = apply([set_argument(layer(setup, 1)["units"], 3)], setup)
    assert layer(changed, 1).output_shape == layer(setup, 1).output_shape or layer(changed, 1).output_shape[-1] == 3  # type: ignore[index]


def test_a_model_that_is_not_known_is_not_changed() -> None:
    setup = setup_of(LIST)
    unknown = Setup(Unknown(Reason.LOADED_MODEL), setup.compile)
    with pytest.raises(CannotApply):
        apply([set_argument(layer(setup, 1)["units"], 3)], unknown)


def test_the_step_of_a_transformation_is_on_the_way_of_the_data() -> None:
    setup = setup_of(LIST)
    changed = apply([transform_data(setup.uses[0].x, "divide", 255.0)], setup)
    data = changed.uses[0].x.value
    assert isinstance(data, Array)
    assert data.interval == Interval(0.0, 1.0)
    assert [step.operation for step in data.steps] == ["load", "scale"]
    assert changed.uses[0].validation_x == setup.uses[0].validation_x


def test_standardized_data_have_no_known_range() -> None:
    setup = setup_of(LIST)
    data = apply([transform_data(setup.uses[0].x, "standardize")], setup).uses[0].x.value
    assert isinstance(data, Array)
    assert data.interval is None
    assert data.has("scale")


def test_a_layer_that_is_called_twice_changes_in_both_places() -> None:
    setup = setup_of(
        f"{HEAD}a = keras.Input((4,))\nb = keras.Input((4,))\nshared = layers.Dense(3)\n"
        "y = layers.Concatenate()([shared(a), shared(b)])\nmodel = keras.Model([a, b], layers.Dense(1)(y))\n"
        "model.compile(loss='mse')\n"
    )
    assert isinstance(setup.model, Model)
    first = next(one for one in setup.model.layers if one["units"].value == 3)
    changed = apply([set_argument(first["units"], 5)], setup)
    assert isinstance(changed.model, Model)
    assert [one.output_shape for one in changed.model.layers if one["units"].value == 5] == [(None, 5), (None, 5)]
    assert next(one.output_shape for one in changed.model.layers if one.name == "Concatenate") == (None, 10)


def test_a_layer_of_a_nested_model_changes_the_outer_one() -> None:
    setup = setup_of(
        f"{HEAD}inner = keras.Sequential([keras.Input((4,)), layers.Dense(3)])\n"
        "model = keras.Sequential([keras.Input((4,)), inner, layers.Dense(1)])\nmodel.compile(loss='mse')\n"
    )
    assert isinstance(setup.model, Model)
    nested = next(one for one in setup.model.layers if one.model is not None)
    assert nested.model is not None
    changed = apply([set_argument(nested.model.layers[1]["units"], 7)], setup)
    assert isinstance(changed.model, Model)
    assert [one.output_shape for one in changed.model.layers] == [(None, 4), (None, 7), (None, 1)]
    assert changed.model.layers[2].parameters == 8


def test_trainable_is_set() -> None:
    setup = setup_of(LIST)
    assert layer(apply([set_argument(layer(setup, 1).trainable, False)], setup), 1).trainable.value is False
    assert layer(apply([set_parameter(layer(setup, 1).component, "trainable", False)], setup), 1).trainable.value is False


def test_another_class_is_called_with_the_same_arguments() -> None:
    setup = setup_of(ADDS)
    changed = apply([replace_call(setup.compile.optimizer.component, "keras.optimizers.SGD")], setup)
    assert changed.compile.optimizer.kind.value == "SGD"
    assert set(changed.compile.optimizer.component.unexpected) == {"lr", "decay", "beta_1"}
    assert changed.compile.optimizer["momentum"].value == 0.0
    changed = apply([replace_call(setup.compile.optimizer.component, "Nadam")], setup)
    assert changed.compile.optimizer.kind.value == "Nadam"
    assert changed.compile.optimizer["beta_1"].value == 0.8
    setup = setup_of(LIST)
    assert apply([ReplaceCall(("uses", 0), "evaluate")], setup).uses[0].method == "evaluate"


def test_a_further_callback_where_there_are_none() -> None:
    setup = setup_of(LIST.replace(", callbacks=[keras.callbacks.EarlyStopping(patience=2)]", ""))
    changed = apply([append_element(setup.uses[0]["callbacks"], Call("keras.callbacks.TerminateOnNaN"))], setup)
    assert [part.name for part in changed.uses[0].callbacks] == ["TerminateOnNaN"]  # type: ignore[union-attr]


def test_a_layer_may_go_where_another_comes() -> None:
    setup = setup_of(LIST)
    changes = [insert_before(layer(setup, 2), "keras.layers.GaussianNoise", stddev=0.1), remove_layer(layer(setup, 2))]
    changed = apply(changes, setup)
    assert isinstance(changed.model, Model)
    assert [one.name for one in changed.model.layers] == ["Flatten", "Dense", "GaussianNoise", "Dense"]
    changed = apply([InsertLayer(change.path, change.layer, after=True) for change in changes[:1]] + changes[1:], setup)  # type: ignore[union-attr]
    assert [one.name for one in changed.model.layers] == ["Flatten", "Dense", "GaussianNoise", "Dense"]  # type: ignore[union-attr]


def test_a_component_of_the_program_changes_in_its_setup() -> None:
    program = program_of(ADDS)
    adam = next(part for part in program.components if part.name == "Adam")
    changes = [rename_argument(adam.unexpected["lr"], "learning_rate"), remove_argument(adam["decay"])]
    changed = apply_to_program(changes, program)
    (part,) = [part for part in changed.components if part.name == "Adam"]
    assert part["learning_rate"].value == 0.5
    assert "decay" not in part.arguments
    optimizer = changed.setups[0].compile.optimizer
    assert optimizer.learning_rate.value == 0.5
    assert not optimizer.component.unexpected
    assert changed.setups[0].program is not None
    assert program.setups[0].compile.optimizer.component.unexpected.keys() == {"lr"}


def test_a_layer_of_the_program_changes_in_its_model() -> None:
    program = program_of(LIST)
    dense = next(part for part in program.components if part.name == "Dense")
    changed = apply_to_program([set_argument(dense["units"], 8)], program)
    assert layer(changed.setups[0], 1).output_shape == (None, 8)


def test_a_call_and_a_setup_of_the_program_change() -> None:
    program = program_of(LIST)
    fit = next(call for call in program.calls if call.kind.endswith(".fit"))
    changed = apply_to_program([set_argument(fit["epochs"], 50)], program)
    assert next(call for call in changed.calls if call.kind.endswith(".fit"))["epochs"].value == 50
    assert changed.setups[0].uses[0]["epochs"].value == 50
    changed = apply_to_program([SetArgument(("setups", 0, "uses", 0, "arguments", "epochs"), 3)], program)
    assert changed.setups[0].uses[0]["epochs"].value == 3


def test_a_program_refuses_what_it_does_not_have() -> None:
    program = program_of(LIST)
    with pytest.raises(CannotApply):
        apply_to_program([SetArgument(("components", 99, "arguments", "units"), 3)], program)
    with pytest.raises(CannotApply):
        apply_to_program([TransformData(("components", 0), "divide", 3)], program)


def test_the_names_of_metrics_are_not_known_where_outputs_come_first() -> None:
    setup = setup_of(TWO_OUTPUTS)
    changed = apply([replace_component(metric(setup, 1), "accuracy")], setup)
    names = [part.log_name.value for part in changed.compile.metrics]  # type: ignore[union-attr]
    assert [isinstance(name, Unknown) for name in names] == [False, True, False]


def test_values_of_every_kind_go_back_and_forth() -> None:
    setup = setup_of(LIST)
    for value, held in [
        ({"a": 1}, {"a": 1}),
        ([1, "b"], (1, "b")),
        ((1, None), (1, None)),
        (Fraction(1, 4), 0.25),
        ("keras.activations.relu", "keras.activations.relu"),
    ]:
        changed = apply([set_argument(setup.uses[0]["class_weight"], value)], setup)
        assert changed.uses[0]["class_weight"].value == held
        assert changed.uses[0]["class_weight"].given
    unknown = apply([set_argument(setup.uses[0]["class_weight"], "custom:mine")], setup).uses[0]["class_weight"]
    assert isinstance(unknown.value, Unknown)
