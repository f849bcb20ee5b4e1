"""What the rules for outputs, labels, metrics, frozen layers and data say of Keras, tried on a real one."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.keras, pytest.mark.slow, pytest.mark.filterwarnings("default")]

keras = pytest.importorskip("keras", minversion="3.0")
tf = pytest.importorskip("tensorflow")
np = pytest.importorskip("numpy")

RNG = np.random.default_rng(0)
POINTS = RNG.random((64, 8)).astype("float32")
DIGITS = RNG.integers(0, 10, 64)
ROWS = np.eye(10)[DIGITS]
TRUTHS = RNG.integers(0, 2, 64)


def trained(units: int, activation: str | None, loss: Any, labels: Any, *metrics: Any) -> dict[str, float]:
    """Return the logs of one epoch."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(units, activation=activation)])
    model.compile("adam", loss, metrics=list(metrics))
    logs = model.fit(POINTS, labels, verbose=0).history
    return {name: float(values[-1]) for name, values in logs.items()}


@pytest.mark.parametrize("labels", [TRUTHS * 2 - 1, TRUTHS + 1, RNG.random(64) * 50], ids=["signed", "from 1", "numbers"])
def test_targets_out_of_range_are_silent(labels: Any) -> None:
    assert "loss" in trained(1, "sigmoid", "binary_crossentropy", labels)


def test_the_loss_has_no_lowest_value_for_targets_above_one() -> None:
    sure, surer = (float(keras.losses.binary_crossentropy(np.array([2.0]), np.array([x]))) for x in (0.9, 0.99))
    assert surer < sure < 0


@pytest.mark.parametrize("loss", [np.maximum, lambda true, predicted: np.mean(np.square(true - predicted))])
def test_numpy_on_the_tensors_of_a_loss_stops(loss: Any) -> None:
    with pytest.raises(NotImplementedError, match=r"Cannot convert a symbolic tf\.Tensor"):
        trained(1, None, loss, TRUTHS)


def test_numpy_on_the_shape_of_a_tensor_works() -> None:
    assert "loss" in trained(1, None, lambda true, predicted: tf.reduce_mean(true - predicted) * np.ndim(predicted), TRUTHS)


@pytest.mark.parametrize("loss", [
    lambda true, predicted: tf.reduce_mean(tf.abs(true - tf.cast(predicted > 0, tf.float32))),
    lambda true, predicted: tf.reduce_mean(true - tf.cast(tf.cast(predicted, tf.int32), tf.float32)),
    lambda true, predicted: keras.ops.mean(true - keras.ops.round(predicted)),
    lambda true, predicted: 1 - keras.metrics.binary_accuracy(true, predicted),
], ids=["comparison", "cast", "round", "accuracy"])  # fmt: skip
def test_a_loss_of_steps_alone_stops(loss: Any) -> None:
    with pytest.raises(ValueError, match="No gradients provided for any variable"):
        trained(1, None, loss, TRUTHS)


def first_step(loss: Any, count: int) -> float:
    """Return how far the first update carries the bias of a model of one unit."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.01), loss)
    model.train_on_batch(np.tile(POINTS[:1], (count, 1)), np.ones((count, 1)))
    return float(model.get_weights()[1][0])


def test_a_sum_over_the_batch_takes_longer_steps_in_larger_batches() -> None:
    steps = [first_step(lambda true, predicted: keras.ops.sum(keras.ops.square(true - predicted)), count) for count in (4, 8)]
    assert steps[1] == pytest.approx(2 * steps[0], rel=1e-4)
    means = [first_step("mse", count) for count in (4, 8)]
    assert means[1] == pytest.approx(means[0], rel=1e-4)


@pytest.mark.parametrize("loss", [
    lambda true, predicted: keras.ops.sum(true * predicted) / keras.ops.sum(true),
    lambda true, predicted: keras.ops.mean(true - keras.ops.sqrt(keras.ops.relu(predicted - 2))),
    lambda true, predicted: keras.ops.mean(true - keras.ops.log(keras.ops.relu(predicted - 2))),
    lambda true, predicted: keras.ops.mean(true - keras.ops.log(1 - (predicted + 9) / (predicted + 9))),
], ids=["no positives", "root of 0", "logarithm of 0", "logarithm of 1 minus 1"])  # fmt: skip
def test_a_loss_that_is_not_guarded_gives_no_numbers_silently(loss: Any) -> None:
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", loss)
    model.fit(POINTS, np.zeros(64), verbose=0)
    assert not np.isfinite(model.get_weights()[0]).any()


WIDTHS: dict[str, Callable[[], Any]] = {
    "class numbers": lambda: trained(5, "softmax", "sparse_categorical_crossentropy", DIGITS),
    "rows": lambda: trained(5, "softmax", "categorical_crossentropy", ROWS),
    "one column": lambda: trained(2, "sigmoid", "binary_crossentropy", TRUTHS),
}


def test_a_loss_of_overlap_rewards_outputs_above_one() -> None:
    mask = np.ones((1, 4, 4, 1), "float32")
    mask[:, :2] = 0
    losses = [float(keras.losses.Dice()(mask, mask * size)) for size in (1.0, 2.0, 10.0)]
    assert losses[0] == pytest.approx(0, abs=1e-5)
    assert 0 > losses[1] > losses[2]


@pytest.mark.parametrize("run", WIDTHS.values(), ids=WIDTHS)
def test_too_few_units_fail(run: Callable[[], Any]) -> None:
    with pytest.raises(Exception, match=r"shape|rank|label value"):
        run()


def test_too_many_units_are_silent() -> None:
    assert "loss" in trained(12, "softmax", "sparse_categorical_crossentropy", DIGITS)


def test_the_border_of_raw_scores_is_half_unless_it_is_set() -> None:
    metrics = (keras.metrics.BinaryAccuracy(name="half"), keras.metrics.BinaryAccuracy(threshold=0.0, name="zero"))
    logs = trained(1, None, keras.losses.BinaryCrossentropy(from_logits=True), TRUTHS, "accuracy", *metrics)
    assert logs["accuracy"] == logs["half"] != logs["zero"]


def test_accuracy_of_several_sigmoids_is_categorical() -> None:
    tags = (RNG.random((64, 5)) > 0.5).astype("float32")
    logs = trained(5, "sigmoid", "binary_crossentropy", tags, "accuracy", "binary_accuracy", "categorical_accuracy")
    assert logs["accuracy"] == logs["categorical_accuracy"] != logs["binary_accuracy"]


def test_categorical_accuracy_of_one_unit_is_one() -> None:
    assert trained(1, "sigmoid", "binary_crossentropy", TRUTHS, "categorical_accuracy")["categorical_accuracy"] == 1.0


def test_binary_accuracy_of_ten_classes_is_high_by_guessing() -> None:
    assert trained(10, "softmax", "categorical_crossentropy", ROWS, "binary_accuracy")["binary_accuracy"] > 0.85


def test_categorical_accuracy_takes_class_numbers_silently() -> None:
    logs = trained(10, "softmax", "sparse_categorical_crossentropy", DIGITS, "categorical_accuracy", "accuracy")
    assert logs["categorical_accuracy"] != logs["accuracy"]


FAILING: dict[str, Callable[[], Any]] = {
    "precision": lambda: trained(10, "softmax", "sparse_categorical_crossentropy", DIGITS, keras.metrics.Precision()),
    "auc": lambda: trained(10, "softmax", "sparse_categorical_crossentropy", DIGITS, keras.metrics.AUC()),
    "f1": lambda: trained(10, "softmax", "sparse_categorical_crossentropy", DIGITS, keras.metrics.F1Score()),
    "sparse": lambda: trained(10, "softmax", "categorical_crossentropy", ROWS, "sparse_categorical_accuracy"),
}


@pytest.mark.parametrize("run", FAILING.values(), ids=FAILING)
def test_metrics_of_labels_in_the_other_form_fail(run: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match=r"[Dd]imension|shape|2D"):
        run()


def pair() -> tuple[Any, Any]:
    """Return a discriminator that is compiled and then frozen, and the model that it is a part of."""
    critic = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1, activation="sigmoid")])
    critic.compile("adam", "binary_crossentropy")
    critic.trainable = False
    noise = keras.Input((4,))
    whole = keras.Model(noise, critic(keras.layers.Dense(8)(noise)))
    whole.compile("adam", "binary_crossentropy")
    return critic, whole


def test_a_frozen_discriminator_does_not_learn_by_itself_and_does_when_it_is_switched() -> None:
    for switched in (False, True):
        critic, _ = pair()
        critic.trainable = switched
        before = critic.get_weights()[0].copy()
        critic.train_on_batch(POINTS, TRUTHS[:, None])
        assert np.any(critic.get_weights()[0] != before) == switched


@pytest.mark.parametrize("again", [False, True], ids=["only unfrozen", "compiled again"])
def test_unfreezing_after_fit_needs_another_compile(*, again: bool) -> None:
    inner = keras.layers.Dense(8, trainable=False)
    model = keras.Sequential([keras.Input((8,)), inner, keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(POINTS, TRUTHS, verbose=0)
    before = inner.get_weights()[0].copy()
    inner.trainable = True
    if again:
        model.compile("sgd", "mse")
    model.fit(POINTS, TRUTHS, verbose=0)
    assert np.any(inner.get_weights()[0] != before) == again


def test_a_lost_layer_is_silently_left_out() -> None:
    given = keras.Input((8,))
    hidden = keras.layers.Dense(4)(given)
    keras.layers.Dropout(0.5)(hidden)
    model = keras.Model(given, keras.layers.Dense(1)(hidden))
    assert not any(isinstance(layer, keras.layers.Dropout) for layer in model.layers)


class Scaled(keras.layers.Layer):  # type: ignore[misc, name-defined]
    """A layer with a variable of TensorFlow."""

    def __init__(self) -> None:
        """Make the variable."""
        super().__init__()
        self.factor = tf.Variable(1.0)

    def call(self, inputs: Any) -> Any:
        """Multiply by it."""
        return inputs * self.factor


def test_a_variable_of_tensorflow_is_not_tracked() -> None:
    assert keras.Sequential([keras.Input((8,)), Scaled()]).trainable_weights == []


def test_a_layer_in_a_lambda_is_not_tracked() -> None:
    inner = keras.layers.Dense(3)
    given = keras.Input((8,))
    model = keras.Model(given, keras.layers.Lambda(lambda tensor: inner(tensor) * 2)(given))
    assert model.trainable_weights == []


@pytest.mark.parametrize("name", ["Flatten", "GlobalMaxPooling1D", "MaxPooling1D"])
def test_a_mask_is_lost_with_a_warning(name: str) -> None:
    masked = keras.layers.Embedding(10, 4, mask_zero=True)(keras.Input((6,)))
    with pytest.warns(UserWarning, match="does not support masking"):
        getattr(keras.layers, name)()(masked)


def test_channels_first_is_silent_where_the_sizes_allow_it() -> None:
    assert keras.layers.Conv2D(4, 3)(keras.Input((3, 32, 32))).shape == (None, 1, 30, 4)
    with pytest.raises(ValueError, match="negative"):
        keras.layers.Conv2D(4, 3)(keras.Input((1, 28, 28)))


def test_the_output_is_in_half_precision_unless_it_is_told() -> None:
    policy = keras.mixed_precision.DTypePolicy("mixed_float16")
    given = keras.Input((8,))
    assert keras.layers.Dense(3, dtype=policy)(given).dtype == "float16"
    assert keras.layers.Dense(3, dtype="float32")(given).dtype == "float32"


def test_a_number_is_no_shape() -> None:
    with pytest.raises(ValueError, match="Cannot convert"):
        keras.Input(10)


def model_of(shape: tuple[int, ...], outputs: int = 1) -> Any:
    """Return a compiled model without hidden layers."""
    given = keras.Input(shape)
    flat = keras.layers.Flatten()(given)
    model = keras.Model(given, [keras.layers.Dense(1)(flat) for _ in range(outputs)])
    model.compile("sgd", "mse")
    return model


PAIRS = tf.data.Dataset.from_tensor_slices((POINTS, TRUTHS.astype("float32")))

REFUSED: dict[str, Callable[[], Any]] = {
    "one sample": lambda: model_of((5, 5)).predict(np.ones((5, 5)), verbose=0),
    "lists": lambda: model_of((2,)).fit([[1.0, 2.0], [3.0, 4.0]], [1.0, 2.0], verbose=0),
    "lengths": lambda: model_of((8,)).fit(POINTS, TRUTHS[:-1], verbose=0),
    "no batches": lambda: model_of((8,)).fit(PAIRS, verbose=0),
    "batches of batches": lambda: model_of((8,)).fit(PAIRS.batch(4).batch(4), verbose=0),
    "targets": lambda: model_of((8,)).fit(PAIRS.batch(4), TRUTHS, verbose=0),
    "split": lambda: model_of((8,)).fit(PAIRS.batch(4), validation_split=0.5, verbose=0),
}


@pytest.mark.parametrize("run", REFUSED.values(), ids=REFUSED)
def test_data_that_are_refused(run: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        run()


def test_a_batch_size_for_a_dataset_is_silently_ignored() -> None:
    model_of((8,)).fit(PAIRS.batch(4), batch_size=16, verbose=0)


def test_a_list_of_losses_that_is_too_short_leaves_an_output_untrained() -> None:
    model = model_of((8,), outputs=2)
    model.compile("sgd", ["mse"])
    before = model.layers[-1].get_weights()[0].copy()
    model.fit(POINTS, [TRUTHS, TRUTHS], verbose=0)
    assert np.array_equal(model.layers[-1].get_weights()[0], before)


def named_outputs(*, listed: bool, **given: object) -> object:
    inputs = keras.Input((4,))
    outputs = {"topic": keras.layers.Dense(3, name="topic")(inputs), "score": keras.layers.Dense(1, name="score")(inputs)}
    targets = {"topic": np.ones((8, 3)), "score": np.ones((8, 1))}
    model = keras.Model(inputs, list(outputs.values()) if listed else outputs)
    model.compile("sgd", **{"loss": {"topic": "mse", "score": "mse"}, **given})
    return model.fit(np.ones((8, 4)), list(targets.values()) if listed else targets, verbose=0)


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("given", [{"loss": {"topic": "mse", "rating": "mse"}}, {"metrics": {"rating": ["mae"]}}])
def test_what_is_given_to_an_output_that_is_not_there_raises(given: dict[str, object], listed: bool) -> None:
    named_outputs(listed=listed)
    with pytest.raises((KeyError, ValueError)):
        named_outputs(listed=listed, **given)


def test_a_weight_for_an_output_that_is_not_there_is_silent_where_outputs_are_a_dict() -> None:
    named_outputs(listed=False, loss_weights={"topic": 1.0, "rating": 0.5})
    with pytest.raises(KeyError):
        named_outputs(listed=True, loss_weights={"topic": 1.0, "rating": 0.5})
