"""The names and signatures of Keras: what a spelling means, how things are called in which version, what strings stand for."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from keraslint.libs import signatures
from keraslint.libs.signatures import Availability, Kind, Signature

ROOT = Path(__file__).parents[2]

known = signatures.load()


def signature(name: str, version: str | None = None) -> Signature:
    found = known.signature(name, version)
    assert found is not None, name
    return found


CANONICAL = {
    # one library, many roots
    "keras.layers.Dense": "keras.layers.Dense",
    "tensorflow.keras.layers.Dense": "keras.layers.Dense",
    "tf_keras.layers.Dense": "keras.layers.Dense",
    "keras_core.layers.Dense": "keras.layers.Dense",
    "keras.api.layers.Dense": "keras.layers.Dense",
    "keras.api._v2.keras.layers.Dense": "keras.layers.Dense",
    "keras._tf_keras.keras.layers.Dense": "keras.layers.Dense",
    "tensorflow.compat.v1.keras.layers.Dense": "keras.layers.Dense",
    "tensorflow.compat.v2.keras.layers.Dense": "keras.layers.Dense",
    "tensorflow.contrib.keras.layers.Dense": "keras.layers.Dense",
    "tensorflow.contrib.keras.api.keras.layers.Dense": "keras.layers.Dense",
    "tensorflow.contrib.keras.python.keras.layers.Dense": "keras.layers.Dense",
    "tensorflow.keras": "keras",
    "tensorflow.keras.layers": "keras.layers",
    # private and old module paths
    "tensorflow.python.keras.layers.core.Dense": "keras.layers.Dense",
    "keras.src.layers.core.dense.Dense": "keras.layers.Dense",
    "tf_keras.src.engine.training.Model": "keras.Model",
    "keras.layers.core.Dense": "keras.layers.Dense",
    "keras.layers.convolutional.Conv2D": "keras.layers.Conv2D",
    "keras.layers.normalization.batch_normalization.BatchNormalization": "keras.layers.BatchNormalization",
    "keras.layers.advanced_activations.LeakyReLU": "keras.layers.LeakyReLU",
    "keras.layers.merge.concatenate": "keras.layers.concatenate",
    "keras.layers.recurrent.LSTM": "keras.layers.LSTM",
    "keras.engine.topology.Layer": "keras.Layer",
    "keras.engine.training.Model": "keras.Model",
    "keras.engine.sequential.Sequential": "keras.Sequential",
    "keras.engine.merge": "keras.layers.merge",
    "keras.utils.np_utils.to_categorical": "keras.utils.to_categorical",
    "keras.utils.vis_utils.plot_model": "keras.utils.plot_model",
    "keras.objectives.mse": "keras.losses.mean_squared_error",
    "keras.initializations.glorot_uniform": "keras.initializers.GlorotUniform",
    "keras.initializers.normal": "keras.initializers.RandomNormal",
    "keras.constraints.maxnorm": "keras.constraints.MaxNorm",
    "keras.backend.tensorflow_backend.mean": "keras.backend.mean",
    "keras.layers.core.MaxoutDense": "keras.layers.MaxoutDense",
    "keras.layers.cudnn_recurrent.CuDNNLSTM": "keras.layers.CuDNNLSTM",
    "keras.legacy.layers.Merge": "keras.layers.Merge",
    "keras.layers.experimental.preprocessing.Rescaling": "keras.layers.Rescaling",
    # aliases
    "keras.layers.MaxPool2D": "keras.layers.MaxPooling2D",
    "keras.layers.Convolution2D": "keras.layers.Conv2D",
    "keras.layers.Input": "keras.Input",
    "keras.layers.Layer": "keras.Layer",
    "keras.models.Model": "keras.Model",
    "keras.models.Sequential": "keras.Sequential",
    "keras.losses.mse": "keras.losses.mean_squared_error",
    "keras.losses.MSE": "keras.losses.mean_squared_error",
    "keras.metrics.mean_squared_error": "keras.losses.mean_squared_error",
    "keras.Loss": "keras.losses.Loss",
    "keras.regularizers.l2": "keras.regularizers.L2",
    "keras.ops.nn.relu": "keras.ops.relu",
    "keras.config.epsilon": "keras.backend.epsilon",
    "keras.utils.clear_session": "keras.backend.clear_session",
    "keras.saving.load_model": "keras.models.load_model",
    "keras.preprocessing.sequence.pad_sequences": "keras.utils.pad_sequences",
    "keras.applications.vgg16.VGG16": "keras.applications.VGG16",
    "keras.applications.vgg16.preprocess_input": "keras.applications.vgg16.preprocess_input",
    "keras.datasets.mnist.load_data": "keras.datasets.mnist.load_data",
    "tensorflow.keras.backend.mean": "keras.backend.mean",
    # optimizers, whose namespaces differ in what they mean
    "tensorflow.python.keras.optimizer_v2.adam.Adam": "keras.optimizers.Adam",
    "keras.optimizer_v2.adam.Adam": "keras.optimizers.Adam",
    "keras.optimizers.adam_v2.Adam": "keras.optimizers.Adam",
    "keras.optimizers.legacy.Adam": "keras.optimizers.legacy.Adam",
    "keras.src.optimizers.legacy.adam.Adam": "keras.optimizers.legacy.Adam",
    "tensorflow.keras.optimizers.experimental.AdamW": "keras.optimizers.experimental.AdamW",
    "keras.optimizers.schedules.learning_rate_schedule.ExponentialDecay": "keras.optimizers.schedules.ExponentialDecay",
    # what TensorFlow 2 offers outside of tensorflow.keras
    "tensorflow.losses.MeanSquaredError": "keras.losses.MeanSquaredError",
    "tensorflow.losses.mse": "keras.losses.mean_squared_error",
    "tensorflow.optimizers.schedules.ExponentialDecay": "keras.optimizers.schedules.ExponentialDecay",
    "tensorflow.metrics.Mean": "keras.metrics.Mean",
    "tensorflow.initializers.GlorotUniform": "keras.initializers.GlorotUniform",
    # methods
    "tensorflow.keras.models.Model.fit": "keras.Model.fit",
    "keras.layers.core.Dense.get_weights": "keras.layers.Dense.get_weights",
    # left alone: not of Keras, or not known to it, or not to be told apart
    "tensorflow.metrics.accuracy": "tensorflow.metrics.accuracy",
    "tensorflow.nn.relu": "tensorflow.nn.relu",
    "numpy.array": "numpy.array",
    "kerastuner.Tuner": "kerastuner.Tuner",
    "keras.layers.core": "keras.layers.core",
    "keras.layers.NoSuchLayer": "keras.layers.NoSuchLayer",
    "keras.datasets.elsewhere.load_data": "keras.datasets.elsewhere.load_data",
    "keras.src.backend.tensorflow.numpy.mean": "keras.backend.tensorflow.numpy.mean",
    "": "",
}


@pytest.mark.parametrize(("written", "canonical"), CANONICAL.items())
def test_canonical(written: str, canonical: str) -> None:
    assert known.canonical(written) == canonical


def test_canonical_names_are_fixed_points() -> None:
    for name in known.names():
        canonical = known.canonical(name)
        assert known.canonical(canonical) == canonical, name


def test_every_spelling_leads_to_a_symbol() -> None:
    assert {known.canonical(name) for name in known.names() if known.symbol(known.canonical(name)) is None} == set()


def test_spelling_tells_how_keras_is_called() -> None:
    assert known.spelling("tensorflow.python.keras.layers.core.Dense") == (
        "keras.layers.Dense",
        "keras.layers.core.Dense",
        "tensorflow.python.keras",
    )
    assert known.spelling("tensorflow.losses.mse").root == "tensorflow"
    assert known.spelling("numpy.array").root == ""


@pytest.mark.parametrize(
    ("text", "version"),
    [
        (None, "3.15"),
        ("3", "3.15"),
        ("3.15.1", "3.15"),
        ("3.99", "3.15"),
        ("3.7.0", "3.6"),
        ("3.0.5", "3.0"),
        ("2", "2"),
        ("2.15.0", "2"),
        ("2.2.4", "2.2"),
        ("1.2.2", "1"),
    ],
)
def test_versions(text: str | None, version: str) -> None:
    assert known.version(text) == version


AVAILABLE = {
    "keras.layers.Dense": ("1 2 2.2 3.0 3.15", ""),
    "keras.layers.core.Dense": ("1 2.2", ""),
    "keras.layers.core": ("1 2.2", ""),
    "keras.layers.experimental.preprocessing": ("2", ""),
    "keras.losses.mse": ("2 2.2", "3.0 3.15"),
    "keras.preprocessing.image.ImageDataGenerator": ("1 2 2.2", "3.0 3.15"),
    "keras.backend.mean": ("1 2 2.2", "3.0 3.15"),
    "keras.Layer": ("3.0 3.15", ""),
    "keras.layers.MaxoutDense": ("1 2.2", ""),
    "keras.layers.CuDNNLSTM": ("2.2", ""),
    "keras.models.Sequential.predict_classes": ("1 2.2", ""),
    "keras.Sequential.fit_generator": ("2 2.2", ""),
    "keras.models.Sequential.fit_generator": ("1 2 2.2", ""),
    "keras.models.Model.fit": ("1 2 2.2 3.0 3.15", ""),
    "keras.layers.Layer.add_metric": ("2 2.2 3.0 3.15", ""),
    "keras.layers.CutMix.call": ("3.15", ""),
    "keras.optimizers.Muon": ("3.15", ""),
}


@pytest.mark.parametrize(("name", "where"), AVAILABLE.items())
def test_availability(name: str, where: tuple[str, str]) -> None:
    found = known.availability(name)
    assert found is not None
    asked = {"1", "2", "2.2", "3.0", "3.15"}
    assert (found.versions & asked, found.below_tensorflow & asked) == (set(where[0].split()), set(where[1].split()))


def test_what_never_was_public_is_available_nowhere() -> None:
    assert known.availability("keras.layers.core.dense.Dense") is None
    assert known.availability("keras.layers.Dense.no_such_method") is None
    assert known.availability("numpy.array") is None


def test_removed() -> None:
    gone = known.availability("keras.Model.fit_generator")
    moved = known.availability("keras.preprocessing.image.ImageDataGenerator")
    assert gone is not None
    assert gone.removed
    assert moved is not None
    assert not moved.removed
    assert "3.9" in moved


@pytest.mark.parametrize(
    ("text", "versions", "below"),
    [
        ("2 3", {"2", "3.0", "3.3", "3.6"}, set()),
        ("1 2.2 2", {"1", "2.2", "2"}, set()),
        ("3.3-", {"3.3", "3.6"}, set()),
        ("-3.3", {"3.0", "3.3"}, set()),
        ("2 tf", {"2"}, {"3.0", "3.3", "3.6"}),
        ("3.0-3.0 tf3.6-", {"3.0"}, {"3.6"}),
    ],
)
def test_reading_availability(text: str, versions: set[str], below: set[str]) -> None:
    assert Availability.parse(text, ("1", "2.2", "2", "3.0", "3.3", "3.6")) == Availability(frozenset(versions), frozenset(below))


def test_parameters_in_order_with_defaults() -> None:
    dense = signature("keras.layers.Dense")
    assert dense.positional[:3] == ["units", "activation", "use_bias"]
    units, activation = dense.parameters[:2]
    assert (units.required, units.has_default) == (True, False)
    assert (activation.required, activation.has_default, activation.default) == (False, True, None)
    kernel = signature("keras.layers.Conv2D").named("strides")
    assert kernel is not None
    assert kernel.default == (1, 1)


def test_kinds_of_parameters() -> None:
    kinds = {parameter.name: parameter.kind for parameter in signature("keras.Layer").parameters}
    assert kinds["name"] is Kind.KEYWORD_ONLY
    assert kinds["kwargs"] is Kind.VAR_KEYWORD
    assert signature("keras.Layer").positional == []
    variadic = signature("keras.ops.einsum").at(7)
    assert variadic is not None
    assert variadic.variadic


def test_default_that_is_not_a_plain_value() -> None:
    added = signature("keras.Layer.add_weight", "2").named("synchronization")
    assert added is not None
    assert not added.required
    assert not added.has_default
    assert "AUTO" in added.shown


def test_keywords_through_kwargs() -> None:
    dense = signature("keras.layers.Dense")
    assert {"name", "dtype", "trainable", "input_shape", "input_dim"} <= dense.extra
    assert dense.accepts("input_shape")
    assert not dense.accepts("batch_input_shape")
    assert signature("keras.layers.Dense", "2").accepts("batch_input_shape")
    assert not signature("keras.layers.Dense").accepts("output_dim")
    assert signature("keras.layers.Dense", "1").accepts("output_dim")


def test_keywords_that_are_swallowed() -> None:
    plateau = signature("keras.callbacks.ReduceLROnPlateau")
    assert plateau.swallows
    assert plateau.accepts("epsilon")
    assert plateau.bind(0, ["epsilon"]).unexpected == ()


def test_keywords_when_in_doubt() -> None:
    distiller = signature("keras.distillation.Distiller")
    assert not distiller.certain
    assert distiller.accepts("anything")


def test_optimizer_keywords() -> None:
    assert not signature("keras.optimizers.SGD").accepts("lr")
    assert signature("keras.optimizers.SGD").accepts("decay")
    assert signature("keras.optimizers.SGD", "2").accepts("lr")
    assert not signature("keras.optimizers.SGD", "2").accepts("decay")
    assert signature("keras.optimizers.legacy.SGD", "2").accepts("decay")
    assert signature("keras.optimizers.SGD", "1").positional[0] == "lr"


def test_bind() -> None:
    binding = signature("keras.layers.Dense").bind(2, ["use_bias", "name", "units", "output_dim"])
    assert binding.arguments == {"units": 0, "activation": 1, "use_bias": "use_bias", "name": "name"}
    assert binding.repeated == ("units",)
    assert binding.unexpected == ("output_dim",)
    assert binding.missing == ()


def test_bind_too_many_and_too_few() -> None:
    assert signature("keras.utils.to_categorical").bind(3).surplus == (2,)
    assert signature("keras.layers.Conv2D").bind(1).missing == ("kernel_size",)
    assert signature("keras.ops.einsum").bind(3).variadic == (1, 2)


def test_order_of_compile_arguments_differs() -> None:
    assert signature("keras.Model.compile").positional[2:4] == ["loss_weights", "metrics"]
    assert signature("keras.Model.compile", "2").positional[2:4] == ["metrics", "loss_weights"]


def test_methods_are_found_in_base_classes() -> None:
    assert signature("keras.Sequential.fit") == signature("keras.Model.fit")
    assert signature("keras.Sequential.fit", "2").named("workers") is not None
    assert signature("keras.Sequential.fit").named("workers") is None
    assert signature("keras.Model.fit", "1").named("nb_epoch") is not None
    assert known.signature("keras.layers.Dense.no_such_method") is None


def test_the_newest_version_that_has_it_is_described() -> None:
    assert signature("keras.Model.fit_generator").positional[0] == "generator"
    assert known.signature("keras.Model.fit_generator", "3.15") is None
    assert signature("keras.layers.CuDNNLSTM").positional[0] == "units"
    assert signature("keras.layers.MaxoutDense", "1").positional[0] == "output_dim"
    assert known.signature("keras.optimizers.Muon", "3.6") is None


def test_changes_within_keras_3() -> None:
    added = signature("keras.layers.Dense").named("lora_alpha")
    assert added is not None
    assert added.since == "3.12"
    assert signature("keras.layers.Dense", "3.9").named("lora_alpha") is None
    assert signature("keras.layers.Dense", "3.12.1").named("lora_alpha") is not None


def test_bases() -> None:
    assert known.bases("keras.layers.LSTM")[:2] == ("keras.layers.RNN", "keras.Layer")
    assert "keras.Layer" in known.bases("keras.Sequential")
    assert "keras.Layer" in known.bases("keras.Sequential", "2")
    assert "keras.metrics.Metric" in known.bases("keras.metrics.AUC")
    assert known.bases("keras.layers.Dense.fit") == ()
    assert known.bases("dict") == ()
    assert known.signature("numpy.array") is None


def test_symbols() -> None:
    adam = known.symbol("keras.optimizers.legacy.Adam")
    assert adam is not None
    assert (adam.kind, adam.stub) == ("class", True)
    fit = known.symbol("keras.Model.fit")
    assert fit is not None
    assert fit.kind == "method"
    assert known.symbol("keras.layers.NoSuchLayer") is None


def test_old_modules() -> None:
    names = known.module("keras.layers.core")
    assert names is not None
    assert {"Dense", "Dropout", "TimeDistributedDense"} <= names
    assert known.module("keras.layers.nowhere") is None


@pytest.mark.parametrize(
    ("kind", "string", "version", "canonical"),
    [
        ("losses", "mse", None, "keras.losses.mean_squared_error"),
        ("losses", "MSE", None, "keras.losses.mean_squared_error"),
        ("losses", "BinaryCrossentropy", None, "keras.losses.BinaryCrossentropy"),
        ("losses", "binary_crossentropy", None, "keras.losses.binary_crossentropy"),
        ("losses", "Binary_Crossentropy", None, None),
        ("losses", "Mse", None, None),
        ("losses", "logcosh", None, "keras.losses.log_cosh"),
        ("losses", "logcosh", "3.15", None),
        ("losses", "log_cosh", "3.15", "keras.losses.log_cosh"),
        ("losses", "nonsense", None, None),
        ("metrics", "mse", "3.15", "keras.metrics.MeanSquaredError"),
        ("metrics", "mse", "2", "keras.losses.mean_squared_error"),
        ("metrics", "AUC", None, "keras.metrics.AUC"),
        ("optimizers", "adam", None, "keras.optimizers.Adam"),
        ("optimizers", "Adam", None, "keras.optimizers.Adam"),
        ("optimizers", "ADAM", "2", "keras.optimizers.Adam"),
        ("activations", "relu", None, "keras.activations.relu"),
        ("activations", "ReLU", None, None),
        ("activations", "leaky_relu", "2", None),
        ("initializers", "he_normal", None, "keras.initializers.HeNormal"),
        ("initializers", "HeNormal", None, "keras.initializers.HeNormal"),
        ("initializers", "constant", "3.15", None),
        ("regularizers", "l2", None, "keras.regularizers.L2"),
        ("constraints", "max_norm", None, "keras.constraints.MaxNorm"),
        ("no such kind", "mse", None, None),
    ],
)
def test_registered(kind: str, string: str, version: str | None, canonical: str | None) -> None:
    assert known.registered(kind, string, version) == canonical


def test_strings_that_depend_on_shapes() -> None:
    accuracy = known.by_shape("metrics", "Accuracy")
    assert accuracy is not None
    assert accuracy.sparse == "keras.metrics.SparseCategoricalAccuracy"
    assert known.by_shape("metrics", "ce", "3.15") is None
    assert known.by_shape("metrics", "ce", "2") is not None
    assert known.by_shape("losses", "crossentropy", "3.15") is not None
    assert known.by_shape("losses", "mse") is None


@pytest.mark.parametrize("version", ["1", "2.2", "2", "3.0", "3.15"])
def test_everything_can_be_read(version: str) -> None:
    for name in known.names():
        symbol = known.symbol(known.canonical(name))
        assert symbol is not None
        assert symbol.availability
        found = known.signature(symbol.name, version)
        assert found is not None or version not in symbol.availability
        assert found is None or found.bind(len(found.positional)).surplus == ()


@pytest.mark.parametrize("name", ["keras.json", "keras1.json"])
def test_files_have_one_entry_a_line(name: str) -> None:
    text = (ROOT / "src/keraslint/libs/signatures" / name).read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) < 6000
    assert len(json.loads(text)) < text.count("\n")


@pytest.mark.keras
@pytest.mark.slow
@pytest.mark.skipif(
    importlib.util.find_spec("keras") is None or importlib.util.find_spec("tensorflow") is None,
    reason="needs keras and tensorflow",
)
def test_files_agree_with_the_keras_that_is_installed() -> None:
    command = [sys.executable, str(ROOT / "tools" / "gen_signatures.py"), "--check"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
