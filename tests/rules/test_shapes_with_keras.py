"""What the rules about shapes and trainings say of Keras, shown by a real one."""

from collections.abc import Callable

import pytest

pytestmark = [pytest.mark.keras, pytest.mark.slow, pytest.mark.filterwarnings("default")]

keras = pytest.importorskip("keras", minversion="3.0")
np = pytest.importorskip("numpy")


def fitted(shape: tuple[int, ...], layers: list[object], x: object, y: object, loss: str = "mse", **options: object) -> object:
    model = keras.Sequential([keras.Input(shape), *layers])
    model.compile("sgd", loss, metrics=["accuracy"])
    model.fit(x, y, verbose=0, **options)
    return model


RAISING: dict[str, Callable[[], object]] = {
    "columns for a recurrent layer": lambda: keras.layers.LSTM(2)(keras.Input((5,))),
    "a reshape that does not come out even": lambda: keras.layers.Reshape((3, 3))(keras.Input((10,))),
    "branches that do not fit": lambda: keras.layers.Add()([keras.Input((3,)), keras.Input((4,))]),
    "a kernel that is too large": lambda: keras.layers.Conv2D(2, 3)(keras.Input((2, 2, 1))),
    "a window that is too large": lambda: keras.layers.MaxPooling2D()(keras.Input((1, 1, 1))),
    "data of another width": lambda: fitted((8,), [keras.layers.Dense(1)], np.ones((10, 7)), np.ones(10)),
    "a prediction for each step under a cross-entropy": lambda: fitted(
        (4, 2), [keras.layers.Dense(1, activation="sigmoid")], np.ones((10, 4, 2)), np.ones((10, 1)), "binary_crossentropy"
    ),
    "a model called on a number": lambda: keras.Sequential([keras.Input((5,)), keras.layers.Dense(1)])(np.float32(2)),
    "a model called on one sample": lambda: keras.Sequential([keras.Input((5,)), keras.layers.Dense(1)])(np.zeros(5, "float32")),
    "an unknown monitor": lambda: fitted(
        (2,), [keras.layers.Dense(1)], np.ones((10, 2)), np.ones(10), epochs=2, validation_split=0.2,
        callbacks=[keras.callbacks.EarlyStopping(monitor="val_acc")],
    ),
}  # fmt: skip


MISSPELLED: dict[str, Callable[[], object]] = {
    "of a layer": lambda: keras.layers.Dense(8, actvation="relu"),
    "of an optimizer": lambda: keras.optimizers.Adam(learningrate=0.1),
    "of a loss": lambda: keras.losses.BinaryCrossentropy(from_logit=True),
    "of a callback": lambda: keras.callbacks.EarlyStopping(monitr="loss"),
    "of compile": lambda: keras.Sequential().compile("adam", "mse", metric=["mae"]),
    "of fit": lambda: keras.Sequential().fit(np.ones((8, 4)), np.ones(8), epoch=3),
}


@pytest.mark.parametrize("program", MISSPELLED.values(), ids=MISSPELLED)
def test_a_misspelled_argument_raises(program: Callable[[], object]) -> None:
    with pytest.raises((TypeError, ValueError), match=r"keyword argument|not recognized|Argument"):
        program()


@pytest.mark.parametrize("program", RAISING.values(), ids=RAISING)
def test_raises(program: Callable[[], object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words differ between versions
        program()


SILENT: dict[str, Callable[[], object]] = {
    "a prediction for each step": lambda: fitted((4, 2), [keras.layers.Dense(1)], np.ones((10, 4, 2)), np.ones((10, 1))),
    "three units for one number": lambda: fitted((2,), [keras.layers.Dense(3)], np.ones((10, 2)), np.ones((10, 1))),
    "one unit for three numbers": lambda: fitted((2,), [keras.layers.Dense(1)], np.ones((10, 2)), np.ones((10, 3))),
    "an axis of length one is added": lambda: fitted(
        (4, 1), [keras.layers.Flatten(), keras.layers.Dense(1)], np.ones((10, 4)), np.ones(10)
    ),
    "the wrong mode": lambda: keras.callbacks.EarlyStopping(monitor="val_loss", mode="max"),
}


@pytest.mark.parametrize("program", SILENT.values(), ids=SILENT)
def test_is_silent(program: Callable[[], object]) -> None:
    program()


def test_stopping_without_validation_warns_and_trains_on() -> None:
    stop = keras.callbacks.EarlyStopping(patience=1)
    with pytest.warns(UserWarning, match="val_loss"):
        model = fitted((2,), [keras.layers.Dense(1)], np.ones((10, 2)), np.ones(10), epochs=4, callbacks=[stop])
    assert model.history.epoch == [0, 1, 2, 3]  # type: ignore[attr-defined]


def test_stopping_has_no_patience_and_restores_nothing_unless_told() -> None:
    stop = keras.callbacks.EarlyStopping()
    assert (stop.patience, stop.restore_best_weights) == (0, False)


def test_one_unit_has_its_maximum_at_zero() -> None:
    model = fitted((2,), [keras.layers.Dense(1)], np.ones((10, 2)), np.ones(10))
    assert set(np.argmax(model.predict(np.random.rand(10, 2), verbose=0), axis=1)) == {0}  # type: ignore[attr-defined]


def test_an_input_that_leads_nowhere_is_silent_and_has_no_influence() -> None:
    inputs = [keras.Input((4,)), keras.Input((3,))]
    model = keras.Model(inputs, keras.layers.Dense(1)(inputs[0]))
    model.compile("sgd", "mse")
    model.fit([np.ones((8, 4)), np.ones((8, 3))], np.ones((8, 1)), verbose=0)
    one, other = (model.predict([np.ones((1, 4)), np.full((1, 3), value)], verbose=0) for value in (0, 9))
    assert (one == other).all()


def test_a_layer_that_call_leaves_out_stands_in_layers_without_weights() -> None:
    class Lacking(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.spare = keras.layers.Dense(16)
            self.scores = keras.layers.Dense(1)

        def call(self, inputs: object) -> object:
            return self.scores(inputs)

    model = Lacking()
    model.compile("sgd", "mse")
    model.fit(np.ones((8, 4)), np.ones((8, 1)), verbose=0)
    assert [layer.weights != [] for layer in model.layers] == [False, True]
