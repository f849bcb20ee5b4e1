"""What the rules about data say of Keras, tried on a real one."""

from typing import Any

import pytest

pytestmark = [pytest.mark.keras, pytest.mark.slow, pytest.mark.filterwarnings("default")]

keras = pytest.importorskip("keras", minversion="3.0")
np = pytest.importorskip("numpy")

POINTS = np.random.default_rng(0).random((64, 8)).astype("float32")
LABELS = np.random.default_rng(1).integers(0, 3, 64)


def network() -> Any:
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def test_other_ranges_in_evaluation_than_in_training_are_silent() -> None:
    model = network()
    model.fit(POINTS, LABELS, verbose=0, validation_data=(POINTS * 255, LABELS))
    model.evaluate(POINTS * 255, LABELS, verbose=0)


def test_validation_split_takes_the_last_rows_before_shuffling() -> None:
    seen: list[Any] = []

    class Seen(keras.callbacks.Callback):
        def on_test_end(self, logs: Any = None) -> None:
            seen.append(logs["accuracy"])

    model = network()
    model.fit(POINTS, LABELS, validation_split=0.25, verbose=0, callbacks=[Seen()])
    _, last = model.evaluate(POINTS[48:], LABELS[48:], verbose=0)
    assert seen == [pytest.approx(last)]


@pytest.mark.parametrize(
    ("name", "inside"),
    [("EfficientNetB0", True), ("EfficientNetV2B0", True), ("MobileNetV3Small", True), ("MobileNetV2", False), ("VGG16", False)],
)
def test_which_models_prepare_their_input_themselves(name: str, inside: bool) -> None:
    model = getattr(keras.applications, name)(weights=None, include_top=False, input_shape=(32, 32, 3))
    assert any(isinstance(layer, keras.layers.Rescaling) for layer in model.layers) is inside


@pytest.mark.parametrize(
    ("module", "lowest", "highest"),
    [("vgg16", -123.68, 151.061), ("resnet", -123.68, 151.061), ("mobilenet_v2", -1, 1), ("densenet", -2.118, 2.64),
     ("efficientnet", 0, 255)],
)  # fmt: skip
def test_what_preparations_make_of_pixels(module: str, lowest: float, highest: float) -> None:
    images = np.stack([np.zeros((4, 4, 3)), np.full((4, 4, 3), 255.0)])
    made = getattr(keras.applications, module).preprocess_input(images.copy())
    assert made.min() == pytest.approx(lowest, abs=0.01)
    assert made.max() == pytest.approx(highest, abs=0.01)


def test_a_rescaling_gives_what_the_preparation_for_mobile_net_gives() -> None:
    images = np.random.default_rng(0).random((1, 4, 4, 3)) * 255
    rescaled = keras.layers.Rescaling(1 / 127.5, offset=-1)(images)
    assert np.allclose(rescaled, keras.applications.mobilenet_v2.preprocess_input(images.copy()), atol=1e-5)
