"""What the rules for layers and optimizers say of Keras, tried on a real one."""

from collections.abc import Callable
from typing import Any

import pytest

from keraslint.interp.run import interpret
from keraslint.syntax import Tree, parse
from keraslint_rules.optimizer._decay import share_after

pytestmark = [pytest.mark.keras, pytest.mark.slow, pytest.mark.filterwarnings("default")]

keras = pytest.importorskip("keras", minversion="3.0")
np = pytest.importorskip("numpy")

POINTS = np.random.default_rng(0).random((64, 8)).astype("float32")
LABELS = np.random.default_rng(1).integers(0, 3, 64)


def network(*hidden: Any) -> Any:
    keras.utils.set_random_seed(0)
    return keras.Sequential([keras.Input((8,)), *hidden, keras.layers.Dense(3, activation="softmax")])


def moved(model: Any, optimizer: Any, layer: int = 0, callbacks: Any = ()) -> float:
    """Return how far the weights of a layer move while the model is trained."""
    before = model.layers[layer].get_weights()[0]
    model.compile(optimizer, "sparse_categorical_crossentropy")
    model.fit(POINTS, LABELS, epochs=3, verbose=0, callbacks=list(callbacks))
    return float(np.abs(model.layers[layer].get_weights()[0] - before).max())


def test_zeros_in_front_of_relu_never_change() -> None:
    hidden = keras.layers.Dense(16, activation="relu", kernel_initializer="zeros")
    assert moved(network(hidden), "adam") == 0


def test_dropping_everything_is_silent_and_gives_zeros() -> None:
    assert not np.any(keras.layers.Dropout(1.0)(POINTS, training=True))


def test_a_rate_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match="rate"):
        keras.layers.Dropout(1.5)


def test_dropout_behind_softmax_is_silent() -> None:
    model = keras.Sequential([network(), keras.layers.Dropout(0.5)])
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(POINTS, LABELS, verbose=0)


def test_a_batch_of_one_is_normalised_to_zeros() -> None:
    assert np.allclose(keras.layers.BatchNormalization()(POINTS[:1], training=True), 0, atol=1e-6)


def test_a_bias_in_front_of_a_normalisation_is_taken_away() -> None:
    normalisation = keras.layers.BatchNormalization()
    plain, shifted = normalisation(POINTS, training=True), normalisation(POINTS + 5, training=True)
    assert np.allclose(plain, shifted, atol=1e-3)


def test_a_layer_in_the_list_three_times_has_one_set_of_weights() -> None:
    model = keras.Sequential([keras.Input((8,)), *[keras.layers.Dense(8)] * 3])
    assert (len(model.layers), len(model.weights)) == (3, 2)


SILENT: dict[str, Callable[[], Any]] = {
    "momentum": lambda: keras.optimizers.SGD(momentum=1.0),
    "no limit": lambda: keras.optimizers.SGD(clipnorm=0.0),
    "negative": lambda: keras.optimizers.Adam(beta_1=-0.5),
}


@pytest.mark.parametrize("make", SILENT.values(), ids=SILENT)
def test_arguments_that_are_accepted(make: Callable[[], Any]) -> None:
    assert moved(network(), make()) > 0


def test_beta_1_of_one_gives_no_numbers_and_beta_2_of_one_no_steps() -> None:
    assert np.isnan(moved(network(), keras.optimizers.Adam(beta_1=1.0)))
    assert moved(network(), keras.optimizers.Adam(beta_2=1.0)) == 0


def test_a_tiny_limit_or_a_large_epsilon_leaves_the_weights_in_place() -> None:
    assert moved(network(), keras.optimizers.SGD(0.1, clipnorm=1e-6)) < 1e-5
    assert moved(network(), keras.optimizers.Adam(epsilon=10.0)) < 1e-4


REFUSED: dict[str, Callable[[], Any]] = {
    "momentum": lambda: keras.optimizers.SGD(momentum=1.5),
    "two limits": lambda: keras.optimizers.Adam(clipnorm=1.0, clipvalue=0.5),
    "epsilon": lambda: keras.optimizers.Adam(epsilon=None),
}


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
def test_arguments_that_are_refused(make: Callable[[], Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words differ
        moved(network(), make())


def test_an_optimizer_trains_one_model() -> None:
    optimizer = keras.optimizers.Adam()
    moved(network(), optimizer)
    with pytest.raises(ValueError, match="Unknown variable"):
        moved(network(), optimizer)


def test_an_optimizer_trains_a_model_that_is_compiled_again() -> None:
    optimizer, model = keras.optimizers.Adam(), network()
    moved(model, optimizer)
    assert moved(model, optimizer) > 0


CALLBACKS: dict[str, Callable[[], Any]] = {
    "scheduler": lambda: keras.callbacks.LearningRateScheduler(lambda _epoch: 0.1),
    "plateau": lambda: keras.callbacks.ReduceLROnPlateau(monitor="loss", patience=1, min_delta=100),
}


@pytest.mark.parametrize("make", CALLBACKS.values(), ids=CALLBACKS)
def test_a_schedule_cannot_be_set(make: Callable[[], Any]) -> None:
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9)
    with pytest.raises(TypeError, match="LearningRateSchedule"):
        moved(network(), keras.optimizers.SGD(schedule), callbacks=[make()])


@pytest.mark.skipif(tuple(map(int, keras.__version__.split(".")[:2])) >= (3, 16), reason="the flag is honoured from 3.16 on")
def test_a_flag_that_a_layer_is_called_with_is_overridden_by_predict() -> None:
    inputs = keras.Input((8,))
    model = keras.Model(inputs, keras.layers.Dropout(0.5)(inputs, training=True))
    model.compile("sgd", "mse")
    assert np.array_equal(model.predict(POINTS, verbose=0), model.predict(POINTS, verbose=0))
    assert not np.array_equal(model(POINTS), model(POINTS))


def test_a_scheduler_undoes_what_a_plateau_lowers() -> None:
    lowered = keras.callbacks.ReduceLROnPlateau(monitor="loss", patience=0, min_delta=100)
    planned = keras.callbacks.LearningRateScheduler(lambda _epoch: 0.01)

    def rates(*callbacks: Any) -> list[float]:
        model = network()
        model.compile("sgd", "sparse_categorical_crossentropy")
        history = model.fit(POINTS, LABELS, epochs=4, verbose=0, callbacks=list(callbacks)).history
        return [float(rate) for rate in history["learning_rate"]]

    assert rates(lowered)[-1] < 0.002
    assert rates(planned, lowered) == pytest.approx([0.01] * 4)


DECAYS = {
    "exponential": ("ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 100, "decay_rate": 0.5}),
    "stairs": ("ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 100, "decay_rate": 0.5, "staircase": True}),
    "inverse": ("InverseTimeDecay", {"initial_learning_rate": 0.1, "decay_steps": 100, "decay_rate": 0.5}),
    "polynomial": ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 100, "power": 2.0}),
    "cosine": ("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 100, "alpha": 0.2}),
}


@pytest.mark.parametrize(("name", "arguments"), DECAYS.values(), ids=DECAYS)
def test_a_decay_is_worked_out_as_keras_does(name: str, arguments: dict[str, Any]) -> None:
    written = ", ".join(f"{key}={value!r}" for key, value in arguments.items())
    program = interpret(Tree("example.py", parse(f"import keras\nkeras.optimizers.schedules.{name}({written})\n")))
    (schedule,) = [part for part in program.components if part.name == name]
    real = getattr(keras.optimizers.schedules, name)(**arguments)
    for steps in (0, 50, 100, 130, 250):
        assert share_after(schedule, steps) == pytest.approx(float(real(steps)) / 0.1, abs=2e-3)


def test_batch_normalisation_takes_any_axis_silently() -> None:
    def widths(axis: int) -> set[tuple[int, ...]]:
        layer = keras.layers.BatchNormalization(axis=axis)
        layer(keras.layers.Conv2D(16, 3, padding="same")(keras.Input((64, 32, 3))))
        return {tuple(weight.shape) for weight in layer.weights}

    assert widths(-1) == widths(3) == {(16,)}
    assert widths(1) == {(64,)}


def test_batch_normalisation_along_an_axis_of_any_extent_stops() -> None:
    images = keras.layers.Conv2D(16, 3)(keras.Input((None, None, 3)))
    with pytest.raises(ValueError, match="Shapes used to initialize variables must be fully-defined"):
        keras.layers.BatchNormalization(axis=1)(images)
