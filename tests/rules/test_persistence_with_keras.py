"""What the rules about storing and loading say of Keras 3, tried on a real one."""

from __future__ import annotations

import copy
import pathlib
import pickle

import pytest

pytestmark = [pytest.mark.keras, pytest.mark.slow, pytest.mark.filterwarnings("default")]

keras = pytest.importorskip("keras", minversion="3.12")


class Unready(keras.layers.Layer):  # type: ignore[misc,name-defined]
    """A layer that does not set up its base."""

    def __init__(self) -> None:
        """Do nothing."""


class Narrow(keras.layers.Layer):  # type: ignore[misc,name-defined]
    """A layer that takes no further keywords."""

    def __init__(self, factor: float) -> None:
        """Keep the factor."""
        super().__init__()
        self.factor = factor

    def call(self, inputs: object) -> object:
        """Scale."""
        return inputs * self.factor  # type: ignore[operator]


class Wide(Narrow):
    """One that passes them on."""

    def __init__(self, factor: float, **rest: object) -> None:
        """Keep the factor."""
        keras.layers.Layer.__init__(self, **rest)
        self.factor = factor


def saved(folder: pathlib.Path, layer: object, name: str = "model.keras") -> str:
    path = str(folder / name)
    keras.Sequential([keras.Input((3,)), layer]).save(path)
    return path


@pytest.mark.parametrize("name", ["model.keras", "model.h5"])
def test_code_in_files_is_refused_unless_it_is_allowed(tmp_path: pathlib.Path, name: str) -> None:
    path = saved(tmp_path, keras.layers.Lambda(lambda x: 2 * x), name)
    with pytest.raises(ValueError, match="Lambda"):
        keras.models.load_model(path)
    assert keras.models.load_model(path, safe_mode=False) is not None


def test_the_base_has_to_be_set_up() -> None:
    with pytest.raises(RuntimeError, match="super"):
        Unready()(keras.Input((3,)))


def test_a_layer_has_to_take_what_keras_passes(tmp_path: pathlib.Path) -> None:
    path = saved(tmp_path, Narrow(2.0))
    with pytest.raises(TypeError):
        keras.models.load_model(path, custom_objects={"Narrow": Narrow})


def test_a_class_has_to_be_known(tmp_path: pathlib.Path) -> None:
    path = saved(tmp_path, Wide(2.0))
    with pytest.raises(TypeError, match="Wide"):
        keras.models.load_model(path)
    assert keras.models.load_model(path, custom_objects={"Wide": Wide}) is not None


def test_models_can_be_pickled_and_copied_and_history_holds_its_model() -> None:
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    assert pickle.loads(pickle.dumps(model)) is not None
    assert copy.deepcopy(model) is not model
    history = keras.callbacks.History()
    history.set_model(model)
    assert history.model is model


def test_seeds_of_layers_come_from_python() -> None:
    import random

    import numpy as np

    def weights() -> list[float]:
        layer = keras.layers.Dense(1)
        layer.build((None, 3))
        found: list[float] = np.asarray(layer.kernel).ravel().tolist()
        return found

    def after(seed: object) -> list[float]:
        seed(1)  # type: ignore[operator]
        return weights()

    assert after(random.seed) == after(random.seed)
    assert after(np.random.seed) != after(np.random.seed)
    assert after(keras.utils.set_random_seed) == after(keras.utils.set_random_seed)
