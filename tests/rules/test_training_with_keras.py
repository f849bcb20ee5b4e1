"""What the rules for training, evaluation and speed say of Keras, tried on a real one."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

pytestmark = [pytest.mark.keras, pytest.mark.slow, pytest.mark.filterwarnings("default")]

keras = pytest.importorskip("keras", minversion="3.0")
np = pytest.importorskip("numpy")
tf = pytest.importorskip("tensorflow")

POINTS = np.random.default_rng(0).random((64, 4)).astype("float32")
NUMBERS = POINTS.sum(axis=1, keepdims=True)
CLASSES = (NUMBERS.ravel() > 2).astype(int)


def network(*hidden: Any, **options: Any) -> Any:
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((4,)), *hidden, keras.layers.Dense(1)])
    model.compile(**{"optimizer": "sgd", "loss": "mse"} | options)
    return model


class Counter(keras.callbacks.Callback):  # type: ignore[misc]
    """Counts the batches of each epoch and the starts of a training."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        del epoch, logs
        self.batches.append(0)

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        del batch, logs
        self.batches[-1] += 1


class Overtime(BaseException):
    """Raised by a timer wherever the program is; TensorFlow may take an exception of Python for one of its own errors."""


@contextmanager
def seconds(limit: int) -> Iterator[None]:
    """Stop what runs longer than ``limit``."""

    def stop(*_: object) -> None:
        raise Overtime

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(limit)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def batches() -> Any:
    return tf.data.Dataset.from_tensor_slices((POINTS, NUMBERS)).batch(16)


def endless() -> Iterator[Any]:
    while True:
        yield POINTS[:16], NUMBERS[:16]


@pytest.mark.parametrize("data", [endless, lambda: batches().repeat()], ids=["a generator", "a dataset"])
def test_an_epoch_of_endless_data_never_ends(data: Callable[[], Any]) -> None:
    counter = Counter()
    with pytest.raises(Overtime), seconds(4):
        network().fit(data(), epochs=2, verbose=0, callbacks=[counter])
    assert len(counter.batches) == 1


def test_a_validation_on_endless_data_never_ends() -> None:
    with pytest.raises(Overtime), seconds(4):
        network().fit(batches(), validation_data=batches().repeat(), epochs=2, verbose=0)


def test_too_many_steps_are_warned_of_and_each_epoch_ends_with_the_data() -> None:
    counter = Counter()
    with pytest.warns(UserWarning, match="ran out of data"):
        network().fit(batches(), steps_per_epoch=64, epochs=3, verbose=0, callbacks=[counter])
    assert counter.batches == [4, 4, 4]


@pytest.mark.parametrize("data", [(POINTS, NUMBERS), (batches(),)], ids=["arrays", "a dataset"])
def test_a_fraction_of_steps_is_refused(data: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError, match="float"):
        network().fit(*data, steps_per_epoch=64 / 16, verbose=0)


@pytest.mark.parametrize("epochs", [{"epochs": 0}, {"epochs": 3, "initial_epoch": 3}], ids=str)
def test_a_fit_without_an_epoch_is_silent_and_leaves_the_weights(epochs: dict[str, int]) -> None:
    model = network()
    before = model.get_weights()
    assert model.fit(POINTS, NUMBERS, verbose=0, **epochs).history == {}
    assert all(map(np.array_equal, before, model.get_weights()))


def test_early_stopping_begins_anew_with_every_fit() -> None:
    stop = keras.callbacks.EarlyStopping(monitor="loss", patience=1, min_delta=1e9)
    model = network()
    for _ in range(5):
        model.fit(POINTS, NUMBERS, epochs=1, verbose=0, callbacks=[stop])
        assert stop.stopped_epoch == 0
    assert len(model.fit(POINTS, NUMBERS, epochs=9, verbose=0, callbacks=[stop]).epoch) < 9


def test_a_schedule_sees_epoch_0_in_every_fit() -> None:
    seen: list[int] = []
    schedule = keras.callbacks.LearningRateScheduler(lambda epoch: seen.append(epoch) or 0.01)
    model = network()
    for _ in range(3):
        model.fit(POINTS, NUMBERS, epochs=1, verbose=0, callbacks=[schedule])
    assert seen == [0, 0, 0]


def test_compile_makes_the_optimizer_begin_anew_and_leaves_the_weights() -> None:
    model = network()
    model.fit(POINTS, NUMBERS, verbose=0)
    assert int(model.optimizer.iterations) == 2
    before = model.get_weights()
    model.compile("sgd", "mse")
    assert int(model.optimizer.iterations) == 0
    assert all(np.array_equal(one, other) for one, other in zip(before, model.get_weights(), strict=True))


def test_the_last_weights_stay_in_the_model_that_has_a_checkpoint(tmp_path: Any) -> None:
    path = tmp_path / "best.weights.h5"
    keep = keras.callbacks.ModelCheckpoint(path, monitor="loss", mode="max", save_best_only=True, save_weights_only=True)
    model = network()
    model.fit(POINTS, NUMBERS, epochs=5, verbose=0, callbacks=[keep])
    last = model.get_weights()
    model.load_weights(path)
    assert not all(np.array_equal(one, other) for one, other in zip(last, model.get_weights(), strict=True))


def test_the_loss_of_a_batch_is_that_of_the_batch_since_3_15() -> None:
    model = network(optimizer=keras.optimizers.SGD(0.0))
    values = [float(model.train_on_batch(POINTS, NUMBERS + shift)) for shift in (0, 10, 0)]
    running = np.isclose(values[2], values[0])
    assert bool(running) == (tuple(map(int, keras.__version__.split(".")[:2])) >= (3, 15))


def test_a_column_and_a_row_compare_each_with_each() -> None:
    found = network().predict(POINTS, verbose=0) > 0.5
    assert (found == CLASSES).shape == (64, 64)


def test_logits_say_yes_above_0() -> None:
    model = network(loss=keras.losses.BinaryCrossentropy(from_logits=True), optimizer=keras.optimizers.Adam(0.1))
    model.fit(POINTS, CLASSES, epochs=60, verbose=0)
    scores = model.predict(POINTS, verbose=0).ravel()
    assert np.mean((scores > 0) == CLASSES) >= np.mean((scores > 0.5) == CLASSES)
    assert np.any((scores > 0) != (scores > 0.5))


def test_a_softmax_over_three_may_leave_a_row_without_a_class() -> None:
    rows = keras.ops.softmax(np.zeros((1, 3)))
    assert not np.any(np.asarray(rows) > 0.5)


def test_scikit_learn_refuses_scores_and_one_hot_rows() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    with pytest.raises(ValueError, match="mix of"):
        metrics.accuracy_score(CLASSES, network().predict(POINTS, verbose=0))
    with pytest.raises(ValueError, match=r"supported|mix of"):
        metrics.confusion_matrix(np.eye(2)[CLASSES], CLASSES)


def test_exchanged_arguments_give_other_numbers_silently() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    truth, guess = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])
    assert not np.array_equal(metrics.confusion_matrix(truth, guess), metrics.confusion_matrix(guess, truth))
    assert metrics.precision_score(truth, guess) == metrics.recall_score(guess, truth)


def test_a_shuffled_dataset_comes_in_another_order_each_time() -> None:
    data = tf.data.Dataset.range(100).shuffle(100)
    assert list(data.as_numpy_iterator()) != list(data.as_numpy_iterator())
    fixed = tf.data.Dataset.range(100).shuffle(100, reshuffle_each_iteration=False)
    assert list(fixed.as_numpy_iterator()) == list(fixed.as_numpy_iterator())


def test_predict_on_batch_gives_the_same_numbers() -> None:
    model = network()
    assert np.allclose(model.predict(POINTS[:1], verbose=0), model.predict_on_batch(POINTS[:1]))


@pytest.mark.parametrize(
    "arguments", [{"activation": "relu"}, {"recurrent_dropout": 0.2}, {"unroll": True}, {"use_bias": False}], ids=str
)
def test_these_arguments_rule_the_fused_kernel_out(arguments: dict[str, object]) -> None:
    layer = keras.layers.LSTM(4, use_cudnn=True, **arguments)
    with pytest.raises(ValueError, match="use_cudnn=True"):
        layer(np.ones((1, 5, 3), "float32"))


def test_eager_mode_runs_python_in_every_batch() -> None:
    runs: list[int] = []

    def loss(truth: Any, guess: Any) -> Any:
        runs.append(1)
        return keras.ops.mean((truth - guess) ** 2)

    network(loss=loss).fit(POINTS, NUMBERS, batch_size=8, epochs=3, verbose=0)
    traced = len(runs)
    network(loss=loss, run_eagerly=True).fit(POINTS, NUMBERS, batch_size=8, epochs=3, verbose=0)
    assert traced < len(runs) - traced


def optimized(function: Callable[[Any], Any]) -> str:
    """Return what TensorFlow makes of a ``map`` with a function."""
    from tensorflow.python.data.experimental.ops.testing import assert_next

    def fits(name: str) -> bool:
        data = tf.data.Dataset.from_tensor_slices(tf.zeros((8, 4, 4, 3))).apply(assert_next([name]))
        try:
            return bool(list(data.map(function)))
        except tf.errors.InvalidArgumentError:
            return False

    return next(name for name in ("ParallelMap", "Map") if fits(name))


def test_only_what_is_the_same_each_time_is_made_parallel() -> None:
    assert optimized(lambda image: image / 255.0) == "ParallelMap"
    assert optimized(tf.image.random_flip_left_right) == "Map"


def test_a_cache_keeps_the_order_and_the_random_changes() -> None:
    numbers = tf.data.Dataset.range(100)
    kept = numbers.map(lambda number: tf.random.uniform(()) + tf.cast(number, tf.float32)).shuffle(100).cache()
    assert list(kept.as_numpy_iterator()) == list(kept.as_numpy_iterator())


def test_a_shuffle_behind_batch_moves_whole_batches() -> None:
    batched = tf.data.Dataset.range(100).batch(10).shuffle(10)
    together = [{frozenset(batch) for batch in batched.as_numpy_iterator()} for _ in range(2)]
    assert together[0] == together[1]


def test_a_model_that_is_called_on_a_tape_predicts_unless_it_is_told_to_train() -> None:
    model = network(keras.layers.Dropout(0.5))
    with tf.GradientTape():
        quiet = [np.asarray(model(POINTS)) for _ in range(2)]
        loud = [np.asarray(model(POINTS, training=True)) for _ in range(2)]
    assert np.array_equal(*quiet)
    assert not np.array_equal(*loud)


def test_a_train_step_of_ones_own_sees_no_training_flag() -> None:
    seen: list[object] = []

    class Own(keras.Model):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.out = keras.layers.Dense(1)

        def call(self, x: Any, training: object = None) -> Any:
            seen.append(training)
            return self.out(x)

        def train_step(self, data: Any) -> dict[str, Any]:
            x, y = data
            return {"loss": self.compute_loss(x, y, self(x))}

    model = Own()
    model.compile("sgd", "mse")
    model.fit(POINTS, NUMBERS, verbose=0)
    assert True not in seen


def test_a_regularizer_only_adds_to_the_losses_of_its_model() -> None:
    model = network(keras.layers.Dense(4, kernel_regularizer="l2"))
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(POINTS) - NUMBERS) ** 2)
        whole = loss + sum(model.losses)
    del tape
    assert float(whole) > float(loss)


def test_a_metric_goes_on_over_epochs_until_it_is_reset() -> None:
    mean = keras.metrics.Mean()
    mean.update_state([0.0])
    mean.update_state([2.0])
    assert float(mean.result()) == 1
    mean.reset_state()
    mean.update_state([2.0])
    assert float(mean.result()) == 2


def test_a_function_is_traced_anew_for_each_python_number() -> None:
    traced: list[int] = []

    @tf.function
    def power(x: Any, n: Any) -> Any:
        traced.append(1)
        return x**n

    for n in range(4):
        power(tf.ones(3), n)
    assert len(traced) == 4
    for n in range(4):
        power(tf.ones(3), tf.constant(float(n)))
    assert len(traced) == 5


def test_a_random_number_of_numpy_is_a_constant_in_a_graph() -> None:
    draw = tf.function(lambda: tf.constant(np.random.rand()))
    assert float(draw()) == float(draw())


def test_a_tensor_of_a_graph_has_no_numpy() -> None:
    with pytest.raises(AttributeError, match="numpy"):
        tf.function(lambda x: x.numpy())(tf.ones(3))
