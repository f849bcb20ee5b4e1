"""Models with several inputs and outputs become one recipe of data, one weighted loss, and findings about some of the outputs."""

from __future__ import annotations

import json

import pytest

from confirm.programs import HEAD, linted
from keraslint.confirm import semantics
from keraslint.confirm.blueprint import SEVERAL, Blueprint, from_json, to_json
from keraslint.confirm.parts import Missing
from keraslint.confirm.shrink import shrinkable
from keraslint.confirm.translate import blueprint_of
from keraslint.confirm.variants import variants_of

DATA = """
points = np.random.rand(400, 8)
photos = np.random.randint(0, 256, (400, 12, 12, 1))
words = np.random.randint(0, 50, (400, 6))
kinds = np.random.randint(0, 2, 400)
prices = np.random.uniform(100, 900, (400, 1))
"""
MODEL = """
at = keras.Input((8,), name="points")
seen = keras.Input((12, 12, 1), name="photos")
hidden = layers.Dense(32, activation="relu")(layers.concatenate([at, layers.Flatten()(seen)]))
kind = layers.Dense(1, activation="{activation}", name="kind")(hidden)
price = layers.Dense(1, name="price")(hidden)
model = keras.Model([at, seen], [kind, price])
"""
LISTS = """
model.compile(optimizer="adam", loss=["binary_crossentropy", "mse"], loss_weights=[1.0, 0.5])
model.fit([points, photos], [kinds, prices], batch_size=16)
"""
NAMED = """
model.compile(
    optimizer="adam", loss={"kind": "binary_crossentropy", "price": "mse"}, loss_weights={"price": 0.5, "kind": 1.0}
)
model.fit({"photos": photos, "points": points}, {"price": prices, "kind": kinds}, batch_size=16)
"""


def several(fit: str, activation: str = "sigmoid") -> str:
    return DATA + MODEL.format(activation=activation) + fit


def made(text: str) -> Blueprint:
    return blueprint_of(linted(text).program.setups[0])


@pytest.mark.parametrize("fit", [LISTS, NAMED], ids=["lists", "names"])
def test_each_input_and_each_target_has_a_task_of_its_own(fit: str) -> None:
    blueprint = made(several(fit))
    task = blueprint.task
    assert (task.form, task.target, task.shape, task.samples) == (SEVERAL, SEVERAL, (8 + 144,), 400)
    assert [(part.form, part.shape, part.lo, part.hi) for part in task.parts] == [
        ("table", (8,), 0.0, 1.0),
        ("image", (12, 12, 1), 0.0, 255.0),
    ]
    assert [(one.target, one.encoding, one.target_shape) for one in task.targets] == [
        ("classes", "binary", ()),
        ("numbers", "integer", (1,)),
    ]
    assert (task.targets[1].target_lo, task.targets[1].target_hi) == (100.0, 900.0)
    assert [loss.kind for loss in blueprint.loss.arguments["losses"]] == ["binary_crossentropy", "mean_squared_error"]
    assert blueprint.loss.arguments["weights"] == [1.0, 0.5]
    assert [blueprint.nodes[at].part.arguments.get("activation") for at in blueprint.outputs] == ["sigmoid", None]
    assert from_json(json.loads(json.dumps(to_json(blueprint)))) == blueprint


def test_several_inputs_may_have_one_output() -> None:
    text = several("model.compile(loss='mse')\nmodel.fit([points, photos], prices)\n").replace("[kind, price])", "price)")
    blueprint = made(text)
    assert len(blueprint.task.parts) == 2
    assert [one.target for one in blueprint.task.targets] == ["numbers"]


def test_one_loss_is_for_all_outputs() -> None:
    text = several("model.compile(loss='mse')\nmodel.fit([points, photos], [prices, prices])\n")
    assert [loss.kind for loss in made(text).loss.arguments["losses"]] == ["mean_squared_error"] * 2


def test_an_input_of_words_knows_its_vocabulary() -> None:
    text = f"""{DATA}
one, two = keras.Input((6,)), keras.Input((8,))
hidden = layers.concatenate([layers.GlobalAveragePooling1D()(layers.Embedding(50, 4)(one)), two])
model = keras.Model([one, two], layers.Dense(1, activation="sigmoid")(hidden))
model.compile(loss="binary_crossentropy")
model.fit([words, points], kinds)
"""
    assert [(part.form, part.hi) for part in made(text).task.parts] == [("tokens", 49.0), ("table", 1.0)]


def test_a_weight_of_a_loss_has_to_belong_to_an_output() -> None:
    with pytest.raises(Missing, match="which output a weight"):
        made(several(NAMED.replace('"price": 0.5', '"cost": 0.5')))


def test_a_finding_about_a_layer_is_judged_by_the_outputs_that_it_feeds() -> None:
    found = linted(several(LISTS, activation="softmax"))
    finding = next(one for one in found.findings if one.code == "KL101")
    variants = variants_of(found.program.setups[0], [finding])
    assert {one.judged for one in variants.blueprints.values()} == {(0,)}


def test_a_finding_about_the_optimizer_is_judged_by_all_outputs() -> None:
    found = linted(several(LISTS.replace('"adam"', "keras.optimizers.SGD(50.0)")))
    finding = next(one for one in found.findings if one.code == "KL201")
    variants = variants_of(found.program.setups[0], [finding])
    assert {one.judged for one in variants.blueprints.values()} == {()}


def test_each_output_gets_the_loss_that_tensorflow_means() -> None:
    meant = semantics.as_tensorflow(made(several(LISTS)))
    first, second = meant.loss.arguments["losses"]
    assert first.arguments["from_logits"] is True
    assert "from_logits" not in second.arguments
    assert meant.nodes[meant.outputs[0]].part.arguments["activation"] is None


def test_an_output_that_something_stands_behind_keeps_its_activation() -> None:
    text = several(LISTS).replace('name="price")(hidden)', 'name="price")(kind)')
    meant = semantics.as_tensorflow(made(text))
    assert meant.nodes[meant.outputs[0]].part.arguments["activation"] == "sigmoid"


def test_several_are_not_shrunk_and_take_no_data_of_the_user() -> None:
    found = linted(several(LISTS, activation="softmax"))
    assert not shrinkable(blueprint_of(found.program.setups[0]))
    with pytest.raises(Missing, match="the model has several"):
        variants_of(found.program.setups[0], [found.findings[0]], own="files|own.npz")


def test_the_programs_of_these_tests_are_whole() -> None:
    for fit in (LISTS, NAMED):
        compile(HEAD + several(fit), "program.py", "exec")
