"""Activations by canonical name: how they are written, and what the table says of them against the real functions."""

from __future__ import annotations

import os
from math import inf
from typing import Any

import pytest

from keraslint.libs.keras.activations import ACTIVATIONS, activation_interval, normalise
from keraslint.values import Api, Argument, Const, Function, Instance, Interval, OneOf, Partial, Reason, Unknown, Value

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")


def layer(name: str, **arguments: Any) -> Instance:
    given = {key: Argument(value if isinstance(value, Unknown | Api) else Const(value)) for key, value in arguments.items()}
    return Instance(f"keras.layers.{name}", given)


UNKNOWN = Unknown(Reason.PARAMETER)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "linear"),
        (Const(None), "linear"),
        (Const("relu"), "relu"),
        (Const("ReLU"), "relu"),
        (Const("LeakyReLU"), "leaky_relu"),
        (Const("swish"), "silu"),
        (Const("hard-sigmoid"), "hard_sigmoid"),
        (Const("lrelu"), None),
        (Const(3), None),
        (Api("keras.activations.softmax"), "softmax"),
        (Api("tensorflow.nn.relu"), "relu"),
        (Api("tensorflow.sigmoid"), "sigmoid"),
        (Api("tensorflow.math.tanh"), "tanh"),
        (Api("tensorflow.identity"), "linear"),
        (Api("keras.ops.gelu"), "gelu"),
        (Api("keras.backend.elu"), "elu"),
        (Api("keras.layers.LeakyReLU"), "leaky_relu"),
        (Api("keras.layers.Softmax"), "softmax"),
        (Api("keras.layers.Dense"), None),
        (Api("numpy.tanh"), None),
        (Api("tensorflow.nn.crelu"), None),
        (Partial(Api("tensorflow.nn.leaky_relu"), (), (("alpha", Const(0.2)),)), "leaky_relu"),
        (Partial(Api("keras.activations.relu"), (), (("max_value", Const(1.0)),)), None),
        (layer("Activation", activation="tanh"), "tanh"),
        (layer("Activation", activation=Api("tensorflow.nn.softplus")), "softplus"),
        (layer("Activation", activation=UNKNOWN), None),
        (layer("Activation"), None),
        (layer("ReLU"), "relu"),
        (layer("ReLU", max_value=6), "relu6"),
        (layer("ReLU", max_value=1.0), None),
        (layer("ReLU", max_value=UNKNOWN), None),
        (layer("ReLU", threshold=True), None),
        (layer("ReLU", negative_slope=0.1), "leaky_relu"),
        (layer("ReLU", negative_slope=0.1, max_value=2.0), None),
        (layer("ELU"), "elu"),
        (layer("ELU", alpha=2.0), None),
        (layer("PReLU"), None),
        (Instance("keras.Model"), None),
        (UNKNOWN, None),
        (Function("mine", None, None), None),
        (OneOf((Const("relu"), Const("elu"))), None),
    ],
)
def test_spellings(value: Value | None, name: str | None) -> None:
    assert normalise(value) == name


def test_intervals() -> None:
    assert activation_interval("sigmoid") == Interval(0.0, 1.0)
    assert activation_interval("linear") == Interval()
    assert activation_interval("mine") is None


@pytest.mark.keras
@pytest.mark.filterwarnings("ignore")
class TestAgainstKeras:
    @pytest.fixture(autouse=True, scope="class")
    def libraries(self, request: pytest.FixtureRequest) -> None:
        request.cls.keras = pytest.importorskip("keras", reason="needs a real Keras")
        request.cls.tf_keras = pytest.importorskip("tf_keras", reason="needs tf_keras")
        request.cls.tf = pytest.importorskip("tensorflow", reason="needs the TensorFlow backend")
        request.cls.np = pytest.importorskip("numpy")

    keras: Any
    tf_keras: Any
    tf: Any
    np: Any

    def numbers(self) -> Any:
        random = self.np.random.default_rng(0)
        wide = random.uniform(-60, 60, size=(40, 6))
        return self.np.concatenate([wide, random.normal(size=(60, 6))]).astype("float32")

    def functions(self) -> dict[str, list[Any]]:
        homes = (self.keras.activations, self.tf_keras.activations)
        return {name: [getattr(home, name) for home in homes if hasattr(home, name)] for name in ACTIVATIONS}

    def test_every_activation_is_known(self) -> None:
        for home in (self.keras.activations, self.tf_keras.activations):
            names = {name for name in dir(home) if callable(getattr(home, name)) and not name.startswith("_")}
            for name in names - {"get", "serialize", "deserialize"}:
                assert normalise(Const(name)) is not None, name
                assert normalise(Api(f"keras.activations.{name}")) is not None, name

    def test_ranges(self) -> None:
        x = self.numbers()
        for name, functions in self.functions().items():
            arguments = (0.0, 0.0) if name == "threshold" else ()
            for function in functions:
                y = self.np.asarray(function(self.tf.constant(x), *arguments))
                interval = ACTIVATIONS[name].interval
                assert y.min() >= interval.lo - 1e-6, name
                assert y.max() <= interval.hi + 1e-6, name
                if interval.lo > -inf:
                    assert y.min() < interval.lo + 0.2, f"{name} never comes near its lower end"

    def test_traits(self) -> None:
        x = self.tf.constant(self.numbers())
        for name, functions in self.functions().items():
            if name in {"threshold", "glu"}:
                continue
            for function in functions:
                once = self.np.asarray(function(x))
                twice = self.np.asarray(function(self.tf.constant(once)))
                same = bool(self.np.allclose(once, twice, atol=1e-4))
                assert same == ACTIVATIONS[name].idempotent, name
                assert bool(self.np.array_equal(once, x)) == ACTIVATIONS[name].identity, name

    def test_saturation(self) -> None:
        """Far out on both sides the slope vanishes exactly where the table says so."""
        for name, functions in self.functions().items():
            if name in {"threshold", "glu"} or ACTIVATIONS[name].normalising:
                continue
            for function in functions:
                values = self.np.asarray(function(self.tf.constant([[-1000.0, -999.0, 999.0, 1000.0]])))[0]
                flat = abs(values[1] - values[0]) < 1e-4 and abs(values[3] - values[2]) < 1e-4
                assert flat == ACTIVATIONS[name].saturating, name

    def test_tensorflow_functions_are_the_same(self) -> None:
        x = self.tf.constant(self.numbers())
        for module, path in ((self.tf.nn, "tensorflow.nn"), (self.tf.math, "tensorflow.math"), (self.tf, "tensorflow")):
            for name in dir(module):
                canonical = normalise(Api(f"{path}.{name}")) if callable(getattr(module, name)) else None
                if canonical is None or canonical == "leaky_relu":
                    continue
                theirs, ours = getattr(module, name)(x), getattr(self.keras.activations, canonical)(x)
                assert self.np.allclose(theirs, ours, atol=1e-3, equal_nan=True), (path, name)
