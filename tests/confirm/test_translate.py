from __future__ import annotations

import json

import pytest

from confirm.programs import IMAGES, blueprint, dense, linted
from keraslint.confirm import semantics
from keraslint.confirm.blueprint import Part, from_json, to_json
from keraslint.confirm.parts import Missing
from keraslint.confirm.variants import variants_of

SOFTMAX = 'layers.Dense(3, activation="softmax")'


def test_a_blueprint_has_the_same_key_whatever_was_read_before() -> None:
    text = dense('layers.Dense(3, activation="softmax")')
    assert blueprint(text).key == blueprint(text).key


def test_a_program_becomes_plain_data() -> None:
    made = blueprint(dense('layers.Dense(16, activation="relu")', SOFTMAX, fit=", batch_size=16"))
    assert [node.kind for node in made.nodes] == ["InputLayer", "Dense", "Dense"]
    assert made.nodes[1].part.arguments["units"] == 16
    assert made.nodes[1].part.arguments["kernel_initializer"] == Part("GlorotUniform")
    assert (made.loss.kind, made.optimizer.kind, made.batch_size) == ("sparse_categorical_crossentropy", "Adam", 16)
    assert made.optimizer.arguments["learning_rate"] == 0.001
    assert (made.task.form, made.task.shape, made.task.classes) == ("table", (8,), 3)
    assert (made.task.lo, made.task.hi) == (0, 1)


def test_the_data_survive_the_way_to_the_worker() -> None:
    optimizer = "optimizer=keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9), momentum=0.9)"
    layer = "layers.Dense(16, kernel_regularizer=keras.regularizers.l2(0.01), kernel_initializer=keras.initializers.HeNormal())"
    made = blueprint(dense(layer, SOFTMAX, compiled=f'{optimizer}, loss="sparse_categorical_crossentropy"'))
    again = from_json(json.loads(json.dumps(to_json(made))))
    assert again.key == made.key
    assert again.optimizer.arguments["learning_rate"] == Part(
        "ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 100, "decay_rate": 0.9}
    )
    assert again.nodes[1].part.arguments["kernel_regularizer"] == Part("L2", {"l2": 0.01})


@pytest.mark.parametrize(
    ("layer", "why"),
    [
        ("layers.Lambda(lambda x: x * 2)", "Lambda is not built here"),
        ("layers.TextVectorization(vocabulary='words.txt')", "TextVectorization is not built here"),
        ("layers.Dense(16, activation=lambda x: x)", "is not built here"),
        ("layers.Dense(16, kernel_initializer=lambda shape, dtype=None: np.zeros(shape))", "kernel_initializer of Dense"),
        ("Mine()", "not"),
    ],
)  # fmt: skip
def test_what_holds_code_or_reads_files_is_not_built(layer: str, why: str) -> None:
    own = "class Mine(layers.Layer):\n    def call(self, x):\n        return somewhere.done(x)\n"
    with pytest.raises(Missing, match=why):
        blueprint(own + dense(layer, SOFTMAX))


@pytest.mark.parametrize(
    ("program", "why"),
    [
        (dense(SOFTMAX, compiled="optimizer=pick(), loss='mse'"), "optimizer"),
        (dense(SOFTMAX, compiled="optimizer='adam', loss=my_loss"), "loss"),
        ("model = keras.models.load_model('m.keras')\nmodel.compile(loss='mse')\nmodel.fit(x, y)\n", "model"),
    ],
)
def test_the_first_fact_that_is_missing_is_named(program: str, why: str) -> None:
    with pytest.raises(Missing, match=why):
        blueprint(program)


@pytest.mark.parametrize(
    ("head", "loss", "targets", "expected"),
    [
        (1, "binary_crossentropy", "np.random.randint(0, 2, 400)", ("classes", 2, "binary")),
        (3, "categorical_crossentropy", "keras.utils.to_categorical(np.random.randint(0, 3, 400), 3)", ("classes", 3, "one_hot")),
        (1, "mse", "np.random.normal(size=(400, 1))", ("numbers", 0, "integer")),
        (1, "mse", "somewhere()", ("numbers", 0, "integer")),
        (4, "categorical_crossentropy", "somewhere()", ("classes", 4, "one_hot")),
        (5, "binary_crossentropy", "somewhere()", ("labels", 5, "integer")),
        (8, "mse", "points", ("inputs", 0, "integer")),
    ],
)
def test_targets_follow_from_the_data_or_from_the_loss(head: int, loss: str, targets: str, expected: tuple[object, ...]) -> None:
    program = dense(f"layers.Dense({head})", compiled=f'optimizer="adam", loss="{loss}"')
    task = blueprint(program.replace("np.random.randint(0, 3, 400)", targets)).task
    assert (task.target, task.classes, task.encoding) == expected


def test_the_repairs_of_a_setup_become_variants() -> None:
    program = IMAGES + (
        "model = keras.Sequential([keras.Input((64, 64, 3)), layers.Conv2D(8, 3, activation='relu'), layers.Flatten(),"
        " layers.Dense(1, activation='sigmoid')])\n"
        "model.compile(optimizer=keras.optimizers.SGD(0.1, momentum=0.9), loss='mse')\nmodel.fit(images, labels)\n"
    )
    found = linted(program)
    chosen = [finding for finding in found.findings if finding.code in {"KL201", "KL109", "KL301"}]
    variants = variants_of(found.program.setups[0], chosen)
    assert len(variants.blueprints) == 8
    repaired = variants.blueprints[variants.everything]
    assert repaired.loss.kind == "binary_crossentropy"
    assert repaired.optimizer.arguments["learning_rate"] == 0.001
    assert repaired.inputs_by == (("divide", 255.0),)
    assert repaired.task == variants.blueprints[frozenset()].task
    assert (repaired.task.lo, repaired.task.hi, repaired.task.form) == (0, 255, "image")


def test_a_repair_that_bends_a_layer_is_tried_on_classes_that_no_line_parts() -> None:
    found = linted(dense("layers.Dense(16)", "layers.Dense(16)", SOFTMAX))
    chosen = [finding for finding in found.findings if finding.code == "KL401"]
    assert chosen
    assert variants_of(found.program.setups[0], chosen).blueprints[frozenset()].task.curved


def test_tensorflow_computes_crossentropies_from_the_logits() -> None:
    made = blueprint(dense("layers.Dense(16)", SOFTMAX))
    assert semantics.recovers(made)
    spelled = semantics.as_tensorflow(made)
    assert spelled.nodes[-1].part.arguments["activation"] is None
    assert spelled.loss.arguments["from_logits"] is True


def test_a_raw_output_has_nothing_to_recover() -> None:
    made = blueprint(dense("layers.Dense(16)", "layers.Dense(3)"))
    assert not semantics.recovers(made)
    assert semantics.as_tensorflow(made).loss.arguments == {semantics.CLIPPED: True}


PRETRAINED = """
pictures = np.random.randint(0, 256, (100, 96, 96, 3)).astype("uint8")
answers = np.random.randint(0, 2, 100)
base = keras.applications.MobileNetV2(input_shape=(96, 96, 3), include_top=False)
base.trainable = {trainable}
model = keras.Sequential([base, layers.GlobalAveragePooling2D(), layers.Dense(1, activation="softmax")])
model.compile(optimizer="adam", loss="binary_crossentropy")
model.fit(pictures, answers)
"""


def test_what_is_trained_behind_a_frozen_model_gets_made_up_features() -> None:
    made = blueprint(PRETRAINED.format(trainable=False))
    assert [(node.kind, node.shape, node.inputs) for node in made.nodes] == [
        ("InputLayer", (None, 3, 3, 1280), ()),
        ("GlobalAveragePooling2D", (None, 1280), (0,)),
        ("Dense", (None, 1), (1,)),
    ]
    assert (made.output, made.task.shape, made.task.hi, made.task.stands_for) == (2, (3, 3, 1280), None, "MobileNetV2")


def test_a_ready_made_model_that_is_trained_on_is_not_built() -> None:
    with pytest.raises(Missing, match="MobileNetV2 comes with weights of its own"):
        blueprint(PRETRAINED.format(trainable=True))
