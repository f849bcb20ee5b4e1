from __future__ import annotations

from dataclasses import replace

import pytest

from confirm.programs import IMAGES, blueprint, dense
from keraslint.confirm import shrink
from keraslint.confirm.blueprint import Blueprint
from keraslint.confirm.parts import Missing

CNN = (
    "model = keras.Sequential([keras.Input((300, 300, 3)), layers.Conv2D(64, 3, activation='relu'),"
    " layers.Conv2D(64, 3, activation='relu'), layers.MaxPooling2D(2), layers.Flatten(), layers.Dense(128, activation='relu'),"
    " layers.Dense(1, activation='sigmoid')])\nmodel.compile(optimizer='sgd', loss='mse')\n"
    "model.fit(images, labels, batch_size=5)\n"
)


def cnn(text: str = CNN) -> Blueprint:
    return blueprint(IMAGES.replace("64, 64, 3", "300, 300, 3") + text)


def test_a_small_model_stays_as_it_is() -> None:
    made = blueprint(dense("layers.Dense(16)", "layers.Dense(3)"))
    assert shrink.shrunk(made).apply(made) == made


def test_a_large_one_gets_smaller_inputs_and_widths_and_factors_that_make_up_for_it() -> None:
    made = cnn()
    small = shrink.shrunk(made).apply(made)
    assert small.task.shape == (12, 12, 3)
    assert [node.shape for node in small.nodes][-3:] == [(None, 256), (None, 32), (None, 1)]
    conv, second, first_dense, last = (node for node in small.nodes if node.kind in {"Conv2D", "Dense"})
    assert (conv.pace, second.pace, last.pace) == (1, 4, 4)
    assert first_dense.pace == 148 * 148 * 64 / 256
    assert shrink.shrunk(made).words == "images 300x300x3 to 12x12x3; Conv2D 64 to 16, Dense 128 to 32"


def test_what_a_step_changes_in_the_answer_stays_the_same() -> None:
    """For inputs of one size, it grows with fan-in times pace."""
    made = cnn()
    small = shrink.shrunk(made).apply(made)
    full = shrink.shapes_of(made, made.task.shape)
    tiny = shrink.shapes_of(small, small.task.shape)
    assert full is not None
    assert tiny is not None
    for node in small.nodes:
        if node.kind in {"Conv2D", "Dense"}:
            assert tiny[node.inputs[0]][-1] * node.pace == pytest.approx(full[node.inputs[0]][-1])


def test_the_depth_and_the_training_stay() -> None:
    made = cnn()
    small = shrink.shrunk(made).apply(made)
    assert [node.kind for node in small.nodes] == [node.kind for node in made.nodes]
    assert replace(small, nodes=made.nodes, task=made.task) == made


@pytest.mark.parametrize("pooling", ["GlobalAveragePooling2D", "GlobalMaxPooling2D"])
def test_what_pools_a_whole_map_takes_a_smaller_one(pooling: str) -> None:
    """Behind it nothing depends on the number of places, only on that of the filters."""
    made = cnn(CNN.replace("layers.Flatten()", f"layers.{pooling}()"))
    small = shrink.shrunk(made).apply(made)
    dense = next(node for node in small.nodes if node.kind == "Dense")
    assert small.nodes[dense.inputs[0]].shape == (None, 16)
    assert dense.pace == 4


def test_a_kind_that_was_not_measured_is_not_shrunk() -> None:
    normal = CNN.replace("layers.MaxPooling2D(2),", "layers.BatchNormalization(), layers.MaxPooling2D(2),")
    with pytest.raises(Missing, match="too large"):
        shrink.shrunk(cnn(normal))


def test_the_last_feature_map_keeps_an_extent() -> None:
    deep = CNN.replace("layers.Flatten()", "layers.MaxPooling2D(4), layers.MaxPooling2D(2), layers.Flatten()")
    made = cnn(deep)
    small = shrink.shrunk(made).apply(made)
    shapes = shrink.shapes_of(small, small.task.shape)
    assert shapes is not None
    assert [shape for shape in shapes if len(shape) == 3][-1][:2] == (4, 4)
