"""The functions of ``keras.ops``, ``keras.backend`` and TensorFlow are called, and what they return is what is recovered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from keraslint.libs.keras.layers import ShapeError
from keraslint.libs.keras.layers.operations import outputs_of_operation, registered_operations
from keraslint.libs.keras.layers.operations.elementwise import COMPARISONS
from keraslint.libs.keras.layers.operations.reductions import REDUCTIONS
from keraslint.values import Api, Const, Instance, Interval, Tensor, Tuple, Value

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore")]

keras = pytest.importorskip("keras", reason="needs a real Keras")
np = pytest.importorskip("numpy")
tf = pytest.importorskip("tensorflow", reason="needs the TensorFlow backend")
tf_keras = pytest.importorskip("tf_keras", reason="needs tf_keras for keras.backend")

OPS, BACKEND, TENSORFLOW = "keras.ops", "keras.backend", "tensorflow"


@dataclass(frozen=True)
class T:
    """A tensor argument."""

    shape: tuple[int, ...]
    dtype: str = "float32"
    low: float = 0.25
    high: float = 0.75

    def abstract(self) -> Tensor:
        return Tensor(self.shape, self.dtype, interval=Interval(self.low, self.high))

    def real(self) -> Any:
        random = np.random.default_rng(0)
        if self.dtype.startswith("float"):
            return tf.constant(random.uniform(self.low, self.high, self.shape), self.dtype)
        if self.dtype == "bool":
            return tf.constant(random.integers(0, 2, self.shape) > 0)
        return tf.constant(random.integers(int(self.low), int(self.high) + 1, self.shape), self.dtype)


def indices(*shape: int) -> T:
    return T(shape, "int32", 0, 2)


def abstract(value: Any) -> Value:
    match value:
        case T():
            return value.abstract()
        case tuple():
            return Tuple(tuple(map(abstract, value)))
        case list():
            return Instance("list", fields={"items": Tuple(tuple(map(abstract, value)))})
        case type():
            return Api(f"builtins.{value.__name__}")
    return Const(value)


def real(value: Any, leaf: Callable[[T], Any]) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(real(item, leaf) for item in value)
    return leaf(value) if isinstance(value, T) else value


X, Y, ROWS, IMAGE = T((2, 3, 4)), T((3, 4)), T((4, 6)), T((2, 5, 6, 3))
Call = tuple[tuple[Any, ...], dict[str, Any]]


def call(*positional: Any, **keywords: Any) -> Call:
    return positional, keywords


def arrangements(place: str) -> dict[str, list[Call]]:
    axis = {OPS: "axes", TENSORFLOW: "perm", BACKEND: "pattern"}[place]
    sizes = {OPS: [(2, 3), 2], TENSORFLOW: [[1, 3, 2], [2, -1], 2], BACKEND: []}[place]
    return {
        "reshape": [call(X, (6, 4)), call(X, (-1, 4)), call(X, [2, -1])],
        "flatten": [call(X)],
        "ravel": [call(X)],
        "batch_flatten": [call(X)],
        "expand_dims": [call(X, -1), call(X, 0), call(X, axis=1)],
        "squeeze": [call(T((2, 1, 3, 1)), axis=1), call(T((2, 1, 3, 1)), -1)]
        + ([call(T((2, 1, 3, 1)))] if place != BACKEND else []),
        "transpose": [call(X)] + ([call(X, (1, 0, 2)), call(X, **{axis: [2, 0, 1]})] if place != BACKEND else []),
        "permute_dimensions": [call(X, (1, 0, 2))],
        "swapaxes": [call(X, 0, -1)],
        "flip": [call(X), call(X, axis=1)],
        "reverse": [call(X, [1])] if place == TENSORFLOW else [call(X, 1)],
        "roll": [call(X, 1, 0)],
        "sort": [call(X), call(X, axis=1)],
        "concatenate": [call([X, X]), call([X, T((2, 5, 4))], axis=1), call((X, X), axis=-1)],
        "concat": [call([X, X], 0), call([X, T((2, 5, 4))], axis=1), call((X, X), -1)],
        "stack": [call([X, X]), call([X, X, X], axis=-1), call((X, X), axis=1)],
        "unstack": [call(X), call(X, axis=1)],
        "split": [call(T((6, 6)), size, axis=1) for size in sizes],
        "tile": [call(Y, [2, 1]), call(Y, (1, 3))],
        "repeat": [call(ROWS, 3)] if place == BACKEND else [call(X, 3, axis=1), call(X, 2)],
        "repeat_elements": [call(X, 3, 1)],
        "pad": [call(Y, [[1, 0], [2, 3]]), call(Y, ((1, 0), (2, 3)), "constant")],
        "broadcast_to": [call(Y, (2, 3, 4))],
        "one_hot": [call(indices(4, 2), 5)]
        + ([call(indices(4), 3, axis=0), call(indices(4), 3, dtype="int32")] if place != BACKEND else []),
        "take": [call(X, indices(5), axis=1), call(X, indices(2, 2), axis=-1), call(X, indices(5))],
        "gather": [call(T((3, 4)), indices(5)), call(T((3, 4)), indices(2, 2))]
        + ([call(X, indices(5), axis=1)] if place == TENSORFLOW else []),
        "embedding_lookup": [call(T((3, 4)), indices(2, 5))],
        "shape": [call(X)],
        "where": [call(T((3, 4), "bool"), Y, Y), call(T((3, 4), "bool"), X, 0.0)],
        "switch": [call(T((3, 4), "bool"), Y, Y)],
        "add_n": [call([X, X, X])],
        "cast": [call(X, "float16"), call(indices(4), "float32"), call(X, "int32"), call(X, dtype="bool")],
        "saturate_cast": [call(X, "uint8")],
        "convert_to_tensor": [call(X), call(X, dtype="float32")],
        "matmul": [call(X, T((4, 5))), call(X, T((2, 4, 5)))] + ([call(X, X, transpose_b=True)] if place == TENSORFLOW else []),
        "dot": [call(ROWS, T((6, 5))), call(X, T((4, 5)))],
        "tensordot": [call(X, T((4, 5)), axes=1), call(X, T((3, 4, 5)), axes=[[1, 2], [0, 1]]), call(X, T((3, 4, 5)), 2)],
        "einsum": [call("ij,jk->ik", ROWS, T((6, 5))), call("bij,bkj->bik", X, T((2, 5, 4))), call("ij->ji", ROWS)],
        "clip": [call(X, 0.5, 0.6)],
        "clip_by_value": [call(X, 0.5, 0.6), call(X, clip_value_min=-1.0, clip_value_max=0.5)],
        "softmax": [call(X), call(X, axis=1)],
        "log_softmax": [call(X), call(X, axis=1)],
        "leaky_relu": [call(X), call(T((3,), "float32", -2, 2))],
        "l2_normalize": [call(X, axis=-1)],
        "normalize": [call(X), call(X, axis=1)],
        "norm": [call(ROWS), call(X, axis=-1), call(X, axis=1, keepdims=True)],
        "threshold": [call(X, 0.5, 0.0)],
        "cumsum": [call(X, axis=1)] + ([call(X)] if place == OPS else []),
        "cumprod": [call(X, axis=-1)],
        **{name: [call(T((2, 3), "float32", 1.5, 2.5))] for name in ("acosh", "arccosh")},
        "dropout": [call(X, 0.5)],
        "argmax": [call(X), call(X, axis=-1), call(X, 1)],
        "argmin": [call(X), call(X, axis=-1)],
        "resize": [call(IMAGE, (7, 8)), call(T((5, 6, 3)), [7, 8], method="nearest")],
    }


BINARY = {
    "add", "subtract", "sub", "multiply", "mul", "divide", "truediv", "true_divide", "pow", "power", "maximum", "minimum",
    "squared_difference", "divide_no_nan", "div_no_nan", "floor_divide", "floordiv", "mod", "floormod", "arctan2", "atan2",
}  # fmt: skip


def calls_of(name: str) -> list[Call]:
    """Return calls that suit a function by its canonical name."""
    place, _, last = name.rpartition(".")
    special = arrangements(TENSORFLOW if place == "tensorflow.image" else place)
    if last in special:
        return special[last]
    if last in BINARY:
        return [call(X, Y), call(X, 2.0), call(T((2, 1, 4)), Y), call(X, X)]
    if last in COMPARISONS:
        operands = (T((2, 3), "bool"), T((3,), "bool")) if last.startswith("logical") else (X, Y)
        return [call(*operands)]
    what = last.removeprefix("reduce_")
    if what in {*REDUCTIONS, "variance", "euclidean_norm"}:
        x = T((2, 3, 4), "bool") if what in {"any", "all"} else X
        return [
            call(x),
            call(x, 1),
            call(x, axis=-1, keepdims=True),
            call(x, axis=(0, 2)),
            call(x, [1], True),
            call(x, keepdims=True),
        ]
    if last == "logical_not":
        return [call(T((2, 3), "bool"))]
    return [call(X), call(ROWS)]


def real_function(name: str) -> Callable[..., Any] | None:
    place, _, last = name.rpartition(".")
    homes = {
        OPS: [keras.ops],
        BACKEND: [tf_keras.backend],
        TENSORFLOW: [tf, tf.math, tf.nn, tf.linalg],
        "tensorflow.image": [tf.image],
    }[place]
    return next((getattr(home, last) for home in homes if hasattr(home, last)), None)


NAMES = [name for name in registered_operations() if real_function(name) is not None]


@pytest.mark.parametrize("name", NAMES)
def test_operation(name: str) -> None:
    function = real_function(name)
    assert function is not None
    tried = 0
    for positional, keywords in calls_of(name):
        try:
            result = function(*real(positional, T.real), **{key: real(value, T.real) for key, value in keywords.items()})
        except TypeError:
            continue
        tried += 1
        flat = [tf.convert_to_tensor(part) for part in tf.nest.flatten(result)]
        check(name, positional, keywords, [(tuple(part.shape), part.dtype.name) for part in flat], flat)
    assert tried, name


def check(name: str, positional: Any, keywords: Any, observed: list[tuple[Any, str]], values: list[Any]) -> None:
    exact = outputs_of_operation(
        name, [abstract(value) for value in positional], {key: abstract(v) for key, v in keywords.items()}
    )
    assert isinstance(exact, tuple), (name, positional, keywords, exact)
    assert len(exact) == len(observed)
    for ours, (shape, dtype), value in zip(exact, observed, values, strict=True):
        assert ours.shape == shape, (name, positional, keywords, ours, shape)
        assert ours.dtype in (None, dtype), (name, positional, keywords, ours, dtype)
        if ours.interval is not None:
            found = np.asarray(value).astype("float64")
            assert ours.interval.lo - 1e-5 <= found.min(), (name, positional, keywords, ours, found)
            assert found.max() <= ours.interval.hi + 1e-5, (name, positional, keywords, ours, found)
    for poorer in forgotten(positional):
        outcome = outputs_of_operation(name, poorer, {key: abstract(value) for key, value in keywords.items()})
        assert not isinstance(outcome, ShapeError), (name, poorer, keywords, outcome)
        for ours, (shape, dtype) in zip(outcome or (), observed, strict=outcome is not None):
            assert ours.dtype in (None, dtype), (name, poorer, keywords, ours, dtype)
            same_rank = ours.shape is None or len(ours.shape) == len(shape)
            assert same_rank, (name, poorer, keywords, ours, shape)
            assert all(a in (None, b) for a, b in zip(ours.shape or (), shape, strict=False)), (
                name,
                poorer,
                keywords,
                ours,
                shape,
            )


def forgotten(positional: Any) -> Iterator[list[Value]]:
    """Forget the extents, then the ranks, of the tensors in the arguments."""

    def vague(value: Value, *, rank: bool) -> Value:
        match value:
            case Tensor():
                return replace(value, shape=(None,) * len(value.shape or ()) if rank else None, interval=None)
            case Tuple():
                return Tuple(tuple(vague(item, rank=rank) for item in value.values))
            case Instance():
                content = value.fields["items"]
                return Instance("list", fields={"items": vague(content, rank=rank)})
        return value

    for rank in (True, False):
        yield [vague(abstract(value), rank=rank) for value in positional]


KERAS_OPERATIONS = [name for name in NAMES if name.startswith(OPS)]


@pytest.mark.parametrize("name", KERAS_OPERATIONS)
def test_symbolic_dtype(name: str) -> None:
    """In a graph the dtype is that of a run, or else it is not claimed."""
    function = real_function(name)
    assert function is not None

    def leaf(tensor: T) -> Any:
        return keras.KerasTensor(tensor.shape, tensor.dtype)

    for positional, keywords in calls_of(name):
        if name.endswith(".shape"):
            continue
        result = function(*real(positional, leaf), **{key: real(value, leaf) for key, value in keywords.items()})
        outcome = outputs_of_operation(name, [abstract(v) for v in positional], {key: abstract(v) for key, v in keywords.items()})
        assert isinstance(outcome, tuple)
        for ours, part in zip(outcome, tf.nest.flatten(result), strict=True):
            assert ours.shape == tuple(part.shape), (name, positional, keywords)
            assert ours.dtype in (None, part.dtype), (name, positional, keywords, ours, part)


INVALID = [
    ("keras.ops.matmul", [ROWS, T((5, 2))]),
    ("tensorflow.matmul", [ROWS, T((5, 2))]),
    ("keras.ops.add", [ROWS, T((5, 6))]),
    ("tensorflow.reshape", [ROWS, (5, 5)]),
    ("keras.ops.reshape", [ROWS, (5, -1)]),
    ("tensorflow.concat", [[ROWS, T((5, 7))], 0]),
    ("keras.ops.concatenate", [[ROWS, T((4, 6, 1))]]),
    ("keras.ops.squeeze", [ROWS, 0]),
    ("tensorflow.expand_dims", [ROWS, 4]),
    ("tensorflow.reduce_mean", [ROWS, 2]),
    ("keras.ops.transpose", [ROWS, (0, 1, 2)]),
    ("keras.ops.einsum", ["ij,jk->ik", ROWS, T((5, 2))]),
    ("keras.ops.stack", [[ROWS, T((5, 6))]]),
]


@pytest.mark.parametrize(("name", "positional"), INVALID)
def test_invalid(name: str, positional: list[Any]) -> None:
    outcome = outputs_of_operation(name, [abstract(value) for value in positional])
    assert isinstance(outcome, ShapeError)
    function = real_function(name)
    assert function is not None
    with pytest.raises(Exception):  # noqa: B017, PT011 - each place has its own
        function(*real(positional, T.real))
