"""Random first weights, drawn with NumPy as Keras defines its initializers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod, sqrt
from typing import Any, ClassVar, Final

import keras
import numpy as np

SCALES: Final[dict[str, tuple[float, str, str]]] = {
    "GlorotUniform": (1.0, "fan_avg", "uniform"),
    "GlorotNormal": (1.0, "fan_avg", "truncated_normal"),
    "HeUniform": (2.0, "fan_in", "uniform"),
    "HeNormal": (2.0, "fan_in", "truncated_normal"),
    "LecunUniform": (1.0, "fan_in", "uniform"),
    "LecunNormal": (1.0, "fan_in", "truncated_normal"),
}
TRUNCATION: Final = 0.87962566103423978
"""The deviation of a normal distribution cut off at two deviations."""


@keras.saving.register_keras_serializable(package="keraslint")
class Drawn(keras.initializers.Initializer):  # type: ignore[misc]
    """Stands for a random initializer while a model is built, and gives zeros."""

    RANDOM: ClassVar[frozenset[str]] = frozenset(
        {*SCALES, "VarianceScaling", "RandomNormal", "RandomUniform", "TruncatedNormal", "Orthogonal"}
    )

    def __init__(self, kind: str, config: Mapping[str, Any] | None = None) -> None:
        """Remember which initializer is meant."""
        self.kind = kind
        self.config = dict(config or {})

    def __call__(self, shape: tuple[int, ...], dtype: Any = None) -> Any:
        """Return zeros."""
        return np.zeros(shape, dtype=keras.backend.standardize_dtype(dtype or "float32"))

    def get_config(self) -> dict[str, Any]:
        """Return what makes another one: wrappers copy their layers."""
        return {"kind": self.kind, "config": self.config}


def fans(shape: tuple[int, ...]) -> tuple[float, float]:
    """Return the number of inputs and outputs of a weight as Keras counts them."""
    if len(shape) < 2:
        return (float(shape[0]),) * 2 if shape else (1.0, 1.0)
    field = prod(shape[:-2])
    return float(field * shape[-2]), float(field * shape[-1])


def draw(kind: str, config: Mapping[str, Any], shape: tuple[int, ...], source: Any) -> Any:
    """Return a weight of ``shape``."""
    if kind in SCALES or kind == "VarianceScaling":
        scale, mode, distribution = SCALES.get(kind) or (
            config.get("scale", 1.0), config.get("mode", "fan_in"), config.get("distribution", "truncated_normal"),
        )  # fmt: skip
        inputs, outputs = fans(shape)
        fan = {"fan_in": inputs, "fan_out": outputs}.get(mode, (inputs + outputs) / 2)
        deviation = sqrt(scale / max(1.0, fan))
        return _DISTRIBUTIONS[distribution](source, shape, deviation)
    return _OTHERS[kind](source, shape, config)


def _truncated(source: Any, shape: tuple[int, ...], deviation: float) -> Any:
    values = source.normal(size=shape)
    while (outside := np.abs(values) > 2).any():
        values[outside] = source.normal(size=int(outside.sum()))
    return values * deviation


_DISTRIBUTIONS: Final[dict[str, Callable[[Any, tuple[int, ...], float], Any]]] = {
    "uniform": lambda source, shape, deviation: source.uniform(-1, 1, size=shape) * deviation * sqrt(3),
    "truncated_normal": lambda source, shape, deviation: _truncated(source, shape, deviation / TRUNCATION),
    "untruncated_normal": lambda source, shape, deviation: source.normal(size=shape) * deviation,
}


def _orthogonal(source: Any, shape: tuple[int, ...], config: Mapping[str, Any]) -> Any:
    rows, columns = prod(shape[:-1]), shape[-1]
    values = source.normal(size=(max(rows, columns), min(rows, columns)))
    basis, upper = np.linalg.qr(values)
    basis = basis * np.sign(np.diag(upper))
    return (basis if rows >= columns else basis.T).reshape(shape) * config.get("gain", 1.0)


_OTHERS: Final[dict[str, Callable[[Any, tuple[int, ...], Mapping[str, Any]], Any]]] = {
    "RandomNormal": lambda source, shape, config: (
        config.get("mean", 0.0) + source.normal(size=shape) * config.get("stddev", 0.05)
    ),
    "RandomUniform": lambda source, shape, config: source.uniform(
        config.get("minval", -0.05), config.get("maxval", 0.05), size=shape
    ),
    "TruncatedNormal": lambda source, shape, config: (
        config.get("mean", 0.0) + _truncated(source, shape, config.get("stddev", 0.05))
    ),
    "Orthogonal": _orthogonal,
}
