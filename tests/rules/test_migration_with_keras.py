"""What the rules about versions say of Keras 3, tried on a real one."""

from __future__ import annotations

import importlib
import pathlib
import warnings
from typing import Any

import numpy as np
import pytest

from keraslint.libs import signatures
from keraslint.views.migration import is_gone

pytestmark = [pytest.mark.keras, pytest.mark.slow, pytest.mark.filterwarnings("default")]

keras = pytest.importorskip("keras", minversion="3.12")
tf = pytest.importorskip("tensorflow", minversion="2.16")
LOADED = signatures.load()
VERSION = LOADED.version(None)
METHODS = ["fit_generator", "evaluate_generator", "predict_generator", "predict_classes", "reset_states", "to_yaml"]


def model() -> object:
    made = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    made.compile(optimizer="adam", loss="mse", metrics=["mae"])
    return made


def reached(root: str, public: str) -> bool:
    """Say whether a name can be imported or read below ``root``."""
    name = root + public.removeprefix("keras")
    owner, _, last = name.rpartition(".")
    for module, attribute in ((name, None), (owner, last)):
        try:
            found = importlib.import_module(module)
        except Exception:  # noqa: BLE001 - a module may fail in any way while it is imported
            continue
        if attribute is None or hasattr(found, attribute):
            return True
    return False


def gone_below(*, tensorflow: bool) -> list[str]:
    """Return all names that were public once, no methods, and that the newest version is said not to have."""
    symbols = [name for name in LOADED.names() if (found := LOADED.symbol(LOADED.canonical(name))) and found.kind != "method"]
    modules = [
        f"{module}.{name}" for module in ("keras.layers.core", "keras.utils.np_utils") for name in LOADED.module(module) or ()
    ]
    found = []
    for name in sorted({*symbols, *modules}):
        known = LOADED.availability(name)
        if known is not None and VERSION not in (known if tensorflow else known.versions):
            found.append(name)
    return found


def test_no_name_that_is_said_to_be_gone_is_there() -> None:
    assert [name for name in gone_below(tensorflow=False) if reached("keras", name)] == []


def test_no_name_that_is_said_to_be_gone_is_there_below_tensorflow() -> None:
    assert [name for name in gone_below(tensorflow=True) if reached("tensorflow.keras", name)] == []


@pytest.mark.parametrize("name", METHODS)
def test_methods_of_models_are_gone(name: str) -> None:
    assert is_gone(f"keras.Model.{name}", VERSION)
    assert not hasattr(model(), name)


def test_metrics_names_say_something_else() -> None:
    assert model().metrics_names == ["loss", "compile_metrics"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["input_shape", "output_shape", "inbound_nodes", "outbound_nodes"])
def test_attributes_of_layers_are_gone(name: str) -> None:
    assert not hasattr(model().layers[0], name)  # type: ignore[attr-defined]


def test_setting_lr_does_nothing() -> None:
    optimizer = keras.optimizers.Adam(0.001)
    optimizer.lr = 0.5
    assert float(optimizer.learning_rate) == pytest.approx(0.001)
    with pytest.raises(AttributeError):
        _ = keras.optimizers.Adam().lr


@pytest.mark.parametrize("arguments", [{"nb_epoch": 1}, {"workers": 2}, {"max_queue_size": 3}])
def test_arguments_of_fit_are_refused(arguments: dict[str, int]) -> None:
    with pytest.raises(TypeError, match="unexpected keyword"):
        model().fit([[1.0, 2.0, 3.0]], [[1.0, 2.0]], **arguments)  # type: ignore[attr-defined]


def test_an_argument_is_ignored() -> None:
    assert not hasattr(keras.callbacks.ReduceLROnPlateau(epsilon=0.5), "epsilon")


def test_model_refuses_input_and_output() -> None:
    start = keras.Input((3,))
    with pytest.raises(ValueError, match="Unrecognized keyword"):
        keras.Model(input=start, output=keras.layers.Dense(1)(start))


def test_legacy_optimizers_raise() -> None:
    with pytest.raises(ImportError):
        keras.optimizers.legacy.SGD()
    with pytest.raises(ValueError, match="Could not interpret optimizer"):
        model().compile(loss="mse", optimizer=tf.compat.v1.train.AdamOptimizer())  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["logcosh", "cosine_proximity", "kullback_leibler_divergence", "huber_loss"])
def test_strings_are_refused(name: str) -> None:
    for module in (keras.losses, keras.metrics):
        with pytest.raises(ValueError, match="Could not interpret"):
            module.get(name)


@pytest.mark.parametrize(
    "ask",
    [
        bool,
        len,
        list,
        float,
        sum,
        max,
        lambda x: x.numpy(),
        lambda x: 1 if x > 0 else 2,
        lambda x: not x,
        lambda x: next(iter(x)),
    ],
)
def test_symbolic_tensors_have_no_numbers(ask: Any) -> None:
    with pytest.raises((TypeError, ValueError, NotImplementedError, AttributeError)):
        ask(keras.Input((3,)))
    assert (keras.Input((3,)) == None) is False  # noqa: E711 - what is tried is the operator


def layer_of(ask: Any) -> Any:
    """Return a layer whose ``call`` is ``ask``."""
    return type("Own", (keras.layers.Layer,), {"call": lambda _, x: ask(x)})()


@pytest.mark.parametrize("ask", [np.mean, np.sqrt, np.array])
def test_numpy_fails_in_the_call_of_a_layer(ask: Any) -> None:
    with pytest.raises(NotImplementedError):
        layer_of(ask)(keras.Input((3,)))
    keras.Sequential([keras.Input((3,)), layer_of(ask)])


@pytest.mark.parametrize(
    "ask", [len, float, lambda x: x.numpy(), lambda x: x if tf.reduce_sum(x) > 0 else -x, lambda x: next(iter(x))]
)
def test_the_call_of_a_layer_is_run_on_symbolic_tensors(ask: Any) -> None:
    with pytest.raises((TypeError, AttributeError)):
        layer_of(ask)(keras.Input((3,)))
    with pytest.raises((TypeError, AttributeError)):
        keras.Sequential([keras.Input((3,)), layer_of(ask)])


def test_a_layer_that_says_its_shape_is_not_run() -> None:
    made = layer_of(np.sqrt)
    made.__class__.compute_output_shape = lambda _, shape: shape
    assert made(keras.Input((3,))).shape == (None, 3)


@pytest.mark.parametrize(("metrics", "key"), [(["accuracy"], "acc"), (["acc"], "accuracy"), ([], "val_loss"), ([], "lr")])
def test_keys_of_a_history_are_the_names_of_the_metrics(metrics: list[str], key: str) -> None:
    made = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    made.compile(optimizer="sgd", loss="mse", metrics=metrics)
    slower = keras.callbacks.ReduceLROnPlateau(monitor="loss")
    logs = made.fit(np.ones((4, 3)), np.ones((4, 1)), verbose=0, callbacks=[slower]).history
    assert set(logs) == {"loss", "learning_rate", *metrics}
    with pytest.raises(KeyError):
        logs[key]


@pytest.mark.parametrize("method", ["evaluate", "test_on_batch", "train_on_batch"])
@pytest.mark.parametrize("metrics", [None, [], ["mae"], ["mae", "acc"]])
@pytest.mark.parametrize("loss", ["mse", ["mse"]])
def test_evaluations_are_lists_only_with_metrics(method: str, metrics: list[str] | None, loss: str | list[str]) -> None:
    made = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, kernel_regularizer="l2")])
    made.compile(optimizer="sgd", loss=loss, metrics=metrics)
    found = getattr(made, method)(np.ones((4, 3)), np.ones((4, 1)))
    if metrics:
        assert len(found) == len(metrics) + 1
        return
    with pytest.raises(TypeError, match=r"cannot unpack|iteration over a 0-d"):
        _, _ = found
    with pytest.raises((TypeError, IndexError)):
        found[0]


@pytest.mark.parametrize("name", ["a", "a.ckpt", "a.pb", "a.model"])
def test_models_are_not_saved_under_such_names(tmp_path: pathlib.Path, name: str) -> None:
    with pytest.raises(ValueError, match="Invalid filepath extension"):
        model().save(tmp_path / name)  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match=r"must end in `\.keras`"):
        keras.callbacks.ModelCheckpoint(name)


@pytest.mark.parametrize("name", ["a.h5", "a.hdf5", "a.keras"])
def test_models_are_saved_under_such_names(tmp_path: pathlib.Path, name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model().save(tmp_path / name)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["w.h5", "w", "w.ckpt", "w.hdf5", "w.keras"])
def test_weights_are_not_saved_under_such_names(tmp_path: pathlib.Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"must end in `\.weights\.h5`"):
        model().save_weights(tmp_path / name)  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match=r"save_weights_only"):
        keras.callbacks.ModelCheckpoint(name, save_weights_only=True)


def test_alpha_is_deprecated() -> None:
    with pytest.warns(UserWarning, match="deprecated"):
        keras.layers.LeakyReLU(alpha=0.1)


def concrete(module: object, names: frozenset[str]) -> list[str]:
    """Return which functions take a symbolic tensor after all, by calling each in several ways."""
    x = keras.Input((4,))
    pairs = [(x, x), (x, 1), (x, [0]), ([x, x], 1)]
    calls = [(x,), ([x, x],), *pairs, ("i,i->i", x, x), (x, 1, 2), (x, [0], [1]), (x, [0, 0], [1, 1])]
    return sorted(name for name in names if not any(refuses(getattr(module, name), call) for call in calls))


def refuses(function: object, arguments: tuple[object, ...]) -> bool:
    try:
        function(*arguments)  # type: ignore[operator]
    except Exception as error:  # noqa: BLE001 - the kinds of errors differ; the text is what tells
        return "KerasTensor" in str(error)
    return False


def test_functions_of_other_libraries_refuse_symbolic_tensors() -> None:
    from keraslint_rules.migration import tf_op_on_keras_tensor as rule

    assert concrete(tf, rule.TENSORFLOW) == []
    assert concrete(np, rule.NUMPY) == []


def test_the_third_number_of_a_convolution_is_its_stride() -> None:
    layer = keras.layers.Conv2D(32, 3, 3)
    assert (layer.kernel_size, layer.strides) == ((3, 3), (3, 3))


def test_a_shape_stated_behind_the_first_layer_is_ignored() -> None:
    with pytest.warns(UserWarning, match="input_shape"):
        made = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, input_shape=(9,))])
    assert made.layers[0].kernel.shape == (4, 3)
    with pytest.raises(ValueError, match="batch_input_shape"):
        keras.layers.Dense(3, batch_input_shape=(2, 4))
