"""What rules share: views of a setup, and words for it."""

from dataclasses import replace

import pytest

from keraslint import testing
from keraslint.api import ACCURACIES
from keraslint.ir import Fact, Setup
from keraslint.values import Array, Encoding, Interval, Origin, Reason, Step, Unknown
from keraslint.views import outputs as views
from keraslint.views import words
from keraslint.views.tables import CLASSIFICATION_METRICS


def setup_of(model: str, rest: str = "", compiled: str = 'loss="mse", optimizer="adam"') -> Setup:
    text = f"import keras\nfrom keras import layers\n\nmodel = {model}\nmodel.compile({compiled})\n{rest}"
    return testing.lint(text, ()).program.setups[-1]


DENSE = "keras.Sequential([keras.Input((4,)), layers.Dense(2)])"
TWO = "(lambda x: keras.Model(x, [layers.Dense(1)(x), layers.Dense(2)(x)]))(keras.Input((4,)))"


def test_outputs_are_paired_with_their_losses() -> None:
    found = list(views.outputs(setup_of(TWO, compiled='loss=["mse", "mae"]')))
    assert [output.loss.kind.value for output in found] == ["mean_squared_error", "mean_absolute_error"]
    assert [output.head.units.value for output in found] == [1, 2]
    assert len(list(views.outputs(setup_of(TWO)))) == 2
    assert not list(views.outputs(setup_of(TWO, compiled='loss=["mse", "mae", "mse"]')))
    assert not list(views.outputs(setup_of("keras.models.load_model('m.keras')")))


def test_metrics_are_found_however_they_are_spelled() -> None:
    for metrics in ('["auc"]', "[keras.metrics.AUC()]", '["mae", "AUC"]'):
        found = setup_of(DENSE, compiled=f'loss="mse", metrics={metrics}')
        assert views.metric_of(found, CLASSIFICATION_METRICS) is not None
        assert views.metric_of(found, ACCURACIES) is None
    assert views.metric_of(setup_of(DENSE, compiled='loss="mse", metrics=unknown'), CLASSIFICATION_METRICS) is None


@pytest.mark.parametrize(
    ("labels", "classes", "numbers"),
    [
        (Unknown(Reason.INPUT), False, False),
        (Array(), False, False),
        (Array(encoding=Encoding.ONE_HOT), True, False),
        (Array(encoding=Encoding.CONTINUOUS), False, True),
        (Array(interval=Interval(0, 1)), False, True),
        (Array(interval=Interval(0, 9, integer=True)), False, False),
        (Array(steps=(Step("scale", "MinMaxScaler"),)), False, True),
    ],
)
def test_classes_and_numbers(labels: Array | Unknown, classes: bool, numbers: bool) -> None:
    assert views.holds_classes(Fact(labels)) is classes
    assert views.holds_numbers(Fact(labels)) is numbers


def test_the_ends_of_a_range_are_reached_unless_something_may_have_cut_them_off() -> None:
    load, scale, arithmetic = (Step(operation, "name") for operation in ("load", "scale", "arithmetic"))
    known = Array(interval=Interval(0, 1), steps=(load, scale))
    assert views.attained(known)
    assert not views.attained(replace(known, steps=(load, arithmetic)))
    assert not views.attained(replace(known, steps=(scale,)))
    assert not views.attained(replace(known, interval=None))


def test_a_model_that_gives_back_its_input() -> None:
    assert views.reconstructs(setup_of("keras.Sequential([keras.Input((4,)), layers.Dense(4)])"))
    assert not views.reconstructs(setup_of(DENSE))
    assert not views.reconstructs(setup_of(TWO))
    assert not views.reconstructs(setup_of("keras.Sequential([keras.Input((1,)), layers.Dense(1)])"))
    assert not views.reconstructs(setup_of("keras.Sequential([layers.Dense(4)])"))
    itself = "import numpy\ndata = numpy.random.rand(9, 4)\nmodel.fit(data, data)"
    assert views.reconstructs(setup_of(DENSE, itself))


def test_what_was_trained_before() -> None:
    again = 'model.fit(x, y)\nmodel.compile(loss="mse", optimizer="sgd")\n'
    assert not views.continues_training(setup_of(DENSE))
    assert views.continues_training(setup_of(DENSE, again))
    assert views.continues_training(setup_of("keras.models.load_model('m.keras')"))
    assert views.continues_training(setup_of("keras.Sequential([keras.Input((4,)), layers.Dense(4, trainable=False)])"))
    other = 'one = keras.models.load_model("m.keras")\none.compile(loss="mse")\none.fit(x, y)\n'
    assert not views.continues_training(setup_of(DENSE, f'{other}model = {DENSE}\nmodel.compile(loss="mse")'))
    assert not views.continues_training(replace(setup_of(DENSE), program=None))


@pytest.mark.parametrize(
    ("rest", "adjusts"),
    [
        ("model.fit(x, y)", False),
        ("model.fit(x, y, callbacks=[keras.callbacks.EarlyStopping()])", False),
        ("model.fit(x, y, callbacks=[keras.callbacks.LearningRateScheduler(f)])", True),
        ("model.fit(x, y, callbacks=given)", True),
        ("model.fit(x, y)\nmodel.optimizer.learning_rate = 0.1", True),
        ("keras.backend.set_value(model.optimizer.lr, 0.1)", True),
    ],
)
def test_what_sets_the_learning_rate(rest: str, adjusts: bool) -> None:
    assert views.adjusts_learning_rate(setup_of(DENSE, rest)) is adjusts


def test_a_setup_without_its_program_says_less() -> None:
    assert not views.adjusts_learning_rate(replace(setup_of(DENSE), program=None))


def test_a_number_counts_where_it_is_written_for_this_use() -> None:
    assert views.stated(Fact(0.1))
    assert views.stated(Fact(0.1, origin=Origin.DEFAULT))
    assert not views.stated(Fact(0.1, origin=Origin.LOOP))
    assert not views.stated(Fact(Unknown(Reason.INPUT)))


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        ("layers.Dense(3)", "Dense(3)"),
        ("layers.Dense(3, activation=keras.activations.relu)", "Dense(3, activation='relu')"),
        ("layers.LSTM(3)", "LSTM(3)"),
        ("layers.Activation('relu')", "Activation('relu')"),
        ("layers.Flatten()", "Flatten"),
        ("layers.TimeDistributed(layers.Dense(3, activation='tanh'))", "TimeDistributed(Dense(3, activation='tanh'))"),
    ],
)
def test_a_layer_is_written_as_it_would_be_made(layer: str, text: str) -> None:
    model = setup_of(f"keras.Sequential([keras.Input((5, 4)), {layer}])").model
    assert not isinstance(model, Unknown)
    assert words.written(model.layers[-1]) == text


def test_a_head_is_written_with_the_activation_behind_it() -> None:
    head = setup_of("keras.Sequential([keras.Input((4,)), layers.Dense(2), layers.Softmax()])").head
    assert head is not None
    assert words.written_head(head) == "Dense(2) followed by softmax"


@pytest.mark.parametrize(
    ("labels", "text"),
    [
        (Array(encoding=Encoding.ONE_HOT, classes=3), "one-hot rows of 3 classes (a 1 in the column of the class)"),
        (Array(encoding=Encoding.MULTI_HOT), "multi-hot rows (a 1 in the column of every class that applies)"),
        (Array(encoding=Encoding.INTEGER, classes=3), "class numbers of 3 classes (0, 1, 2, ...)"),
        (Array(encoding=Encoding.BINARY), "0 or 1"),
        (Array(encoding=Encoding.SIGNED), "-1 or 1"),
        (Array(encoding=Encoding.STRING), "strings"),
        (Array(interval=Interval(-1, 2.5)), "numbers, -1..2.5"),
        (Array(interval=Interval(lo=2)), "numbers, from 2 up"),
        (Array(interval=Interval()), "numbers, any number"),
        (Array(), "numbers"),
    ],
)
def test_labels_in_words(labels: Array, text: str) -> None:
    assert words.labels_text(labels) == text


@pytest.mark.parametrize(
    ("loss", "kind", "written"),
    [
        ('"mse"', "binary_crossentropy", "binary_crossentropy"),
        ("keras.losses.MeanSquaredError()", "binary_crossentropy", "binary_crossentropy"),
        (
            "keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)",
            "sparse_categorical_crossentropy",
            ("keras.losses.SparseCategoricalCrossentropy", {"from_logits": True}),
        ),
        (
            "keras.losses.CategoricalCrossentropy(label_smoothing=0.1)",
            "binary_crossentropy",
            ("keras.losses.BinaryCrossentropy", {"label_smoothing": 0.1}),
        ),
        ("keras.losses.CategoricalCrossentropy(from_logits=unknown)", "binary_crossentropy", "binary_crossentropy"),
    ],
)
def test_a_loss_is_replaced_in_the_form_in_which_it_stands(loss: str, kind: str, written: object) -> None:
    found = setup_of(DENSE, compiled=f"loss={loss}").compile.loss
    assert found is not None
    value = views.replace_loss(found, kind).value
    assert (value if isinstance(value, str) else (value.kind, dict(value.arguments))) == written
