"""Activation functions by canonical name: the range of what they return, and how they behave.

The canonical name is the one under ``keras.activations``; every other way to write an activation comes down to it through
``normalise``.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Final

from keraslint.values import Api, Const, Instance, Interval, Partial, Unknown, Value

EVERYTHING: Final = Interval()


@dataclass(frozen=True, slots=True)
class Activation:
    """What is known of an activation function.

    The gradient of a ``saturating`` one vanishes towards both ends; an ``idempotent`` one does nothing to its own results; a
    ``normalising`` one makes the values along an axis depend on each other; a ``probability`` is meant to be read as one.
    """

    name: str
    interval: Interval = EVERYTHING
    identity: bool = False
    idempotent: bool = False
    saturating: bool = False
    normalising: bool = False
    probability: bool = False


_ZERO_TO_ONE: Final = Interval(0.0, 1.0)
_MINUS_ONE_TO_ONE: Final = Interval(-1.0, 1.0)
_NOT_NEGATIVE: Final = Interval(0.0, inf)
_NOT_POSITIVE: Final = Interval(-inf, 0.0)

ACTIVATIONS: Final[dict[str, Activation]] = {
    activation.name: activation
    for activation in (
        Activation("linear", identity=True, idempotent=True),
        Activation("relu", _NOT_NEGATIVE, idempotent=True),
        Activation("relu6", Interval(0.0, 6.0), idempotent=True, saturating=True),
        Activation("leaky_relu"),
        Activation("threshold"),
        Activation("elu", Interval(-1.0, inf)),
        Activation("celu", Interval(-1.0, inf)),
        Activation("selu", Interval(-1.7581, inf)),
        Activation("gelu", Interval(-0.1701, inf)),
        Activation("silu", Interval(-0.2785, inf)),
        Activation("hard_silu", Interval(-0.3751, inf)),
        Activation("mish", Interval(-0.3089, inf)),
        Activation("softplus", _NOT_NEGATIVE),
        Activation("squareplus", _NOT_NEGATIVE),
        Activation("sparse_plus", _NOT_NEGATIVE),
        Activation("exponential", _NOT_NEGATIVE),
        Activation("sigmoid", _ZERO_TO_ONE, saturating=True, probability=True),
        Activation("hard_sigmoid", _ZERO_TO_ONE, saturating=True, probability=True),
        Activation("sparse_sigmoid", _ZERO_TO_ONE, saturating=True, probability=True),
        Activation("softmax", _ZERO_TO_ONE, saturating=True, normalising=True, probability=True),
        Activation("sparsemax", _ZERO_TO_ONE, saturating=True, normalising=True, probability=True),
        Activation("log_softmax", _NOT_POSITIVE, idempotent=True, normalising=True),
        Activation("log_sigmoid", _NOT_POSITIVE),
        Activation("tanh", _MINUS_ONE_TO_ONE, saturating=True),
        Activation("hard_tanh", _MINUS_ONE_TO_ONE, idempotent=True, saturating=True),
        Activation("softsign", _MINUS_ONE_TO_ONE, saturating=True),
        Activation("tanh_shrink"),
        Activation("hard_shrink", idempotent=True),
        Activation("soft_shrink"),
        Activation("glu"),
    )
}

SYNONYMS: Final[dict[str, str]] = {
    "swish": "silu",
    "hard_swish": "hard_silu",
    "hardswish": "hard_silu",
    "hardsigmoid": "hard_sigmoid",
    "hardtanh": "hard_tanh",
    "hardsilu": "hard_silu",
    "leakyrelu": "leaky_relu",
    "logsoftmax": "log_softmax",
    "logsigmoid": "log_sigmoid",
    "exp": "exponential",
    "identity": "linear",
}

_HOMES: Final = (
    "keras.activations.",
    "keras.backend.",
    "keras.ops.",
    "keras.layers.",
    "tensorflow.nn.",
    "tensorflow.math.",
    "tensorflow.",
    "jax.nn.",
)
"""The modules in which a function with the name of an activation is that activation."""

_PARAMETRIC_LAYERS: Final = frozenset({"keras.layers.PReLU", "keras.layers.ThresholdedReLU"})


def activation_interval(name: str) -> Interval | None:
    """Return the range of an activation by canonical name, unbounded ones included; ``None`` for a name that is not one."""
    activation = ACTIVATIONS.get(name)
    return activation.interval if activation is not None else None


def normalise(value: Value | None) -> str | None:
    """Return the canonical name of an activation, however it is written; ``None`` for custom functions and unknown values.

    ``None`` as a Python value, and as nothing at all, is ``linear``.
    """
    match value:
        case None | Const(value=None):
            return "linear"
        case Const(value=str() as text):
            return _by_name(text)
        case Api(name=name):
            return _by_path(name)
        case Partial(target=target, positional=(), keywords=keywords):
            inner = normalise(target)
            return inner if inner != "relu" or not keywords else None
        case Instance(kind=str() as kind):
            return _of_layer(kind, value)
    return None


def _by_name(text: str) -> str | None:
    name = text.lower().replace("-", "_")
    name = SYNONYMS.get(name, name)
    return name if name in ACTIVATIONS else None


def _by_path(path: str) -> str | None:
    home, _, last = path.rpartition(".")
    if f"{home}." not in _HOMES:
        return None
    if home == "keras.layers":
        return None if path in _PARAMETRIC_LAYERS else _by_name(last)
    return _by_name(last) if last == last.lower() else None


def _of_layer(kind: str, layer: Instance) -> str | None:
    """Name the activation that an activation layer applies."""
    if kind == "keras.layers.Activation":
        argument = layer.arguments.get("activation")
        return normalise(argument.value) if argument is not None else None
    if kind == "keras.layers.ReLU":
        return _of_relu(layer)
    if kind == "keras.layers.ELU" and _number(layer, "alpha", 1.0) != 1.0:
        return None
    return _by_path(kind) if kind.startswith("keras.layers.") else None


def _of_relu(layer: Instance) -> str | None:
    """Name what ``keras.layers.ReLU`` does under its arguments."""
    slope, threshold = (_number(layer, name, 0.0) for name in ("negative_slope", "threshold"))
    ceiling = _number(layer, "max_value", inf)
    if not layer.exact or slope is None or threshold != 0.0 or ceiling is None:
        return None
    if slope != 0.0:
        return "leaky_relu" if ceiling == inf else None
    return {inf: "relu", 6.0: "relu6"}.get(ceiling)


def _number(layer: Instance, parameter: str, default: float) -> float | None:
    argument = layer.arguments.get(parameter)
    if argument is None:
        return default
    match argument.value:
        case Const(value=None):
            return default
        case Const(value=bool()) | Unknown():
            return None
        case Const(value=int() | float() as number):
            return float(number)
    return None
