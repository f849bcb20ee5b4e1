"""What the outputs of a real model end in: the last layer with weights, the activation in effect, the width."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import keras

from fidelity.real.graphs import inputs_of

CUSTOM: Final = "custom"
"""The activation of an output that is computed by something whose effect no name says."""

OWN: Final = "own"
"""The activation of an output that is computed by a layer of the program."""

ACTIVATION_LAYERS: Final = {"ReLU": "relu", "LeakyReLU": "leaky_relu", "PReLU": "prelu", "ELU": "elu", "Softmax": "softmax"}
SPELLINGS: Final = {"softmax_v2": "softmax", "log_softmax_v2": "log_softmax", "leaky_relu_v2": "leaky_relu", "swish": "silu"}
NORMALISING: Final = ("BatchNormalization", "LayerNormalization", "GroupNormalization", "UnitNormalization")
MIXING: Final = ("Add", "Subtract", "Multiply", "Average", "Concatenate", "Dot", "Maximum", "Minimum")
MOVING: Final = ("reshape", "squeeze", "expanddims", "transpose", "cast", "getitem", "identity", "slice")


class Ends:
    """Follows tensors back towards the inputs of a model."""

    def __init__(self, inputs: Iterable[Any]) -> None:
        """Stop at ``inputs``."""
        self._starts = {id(tensor) for tensor in inputs}

    def head(self, tensor: Any) -> dict[str, Any]:
        """Return activation and units of an output."""
        return {"activation": effective(self.activations(tensor)), "units": tensor.shape[-1] if tensor.shape else None}

    def activations(self, tensor: Any) -> list[str]:
        """Return the activations that lie on the way to an output, from the last layer with weights on."""
        found: list[str] = []
        while id(tensor) not in self._starts:
            operation, index, position = tensor._keras_history  # noqa: SLF001 - the graph shows nowhere else
            node = operation._inbound_nodes[index]  # noqa: SLF001
            inputs = inputs_of(node)
            own = self._own(operation, inputs, position)
            if own is not None:
                last, names = own
                found[:0] = names
                if last:
                    return found
            tensor = inputs[0]
        return [CUSTOM, *found]

    def _own(self, operation: Any, inputs: list[Any], position: int) -> tuple[bool, list[str]] | None:
        """Return what an operation applies, and whether to stop there; ``None`` for one that only moves values about."""
        name = type(operation).__name__
        if isinstance(operation, keras.Model):
            return True, _of_model(operation, position)
        if not type(operation).__module__.startswith("keras"):
            return True, [OWN]
        if not isinstance(operation, keras.Layer):
            return self._of_operation(name.lower(), inputs)
        if name == "Activation":
            return False, [activation_name(operation.activation)]
        if name in ACTIVATION_LAYERS:
            return False, [_of_activation_layer(operation, name)]
        if name in MIXING:
            return True, self._mixed(inputs)
        if name in {"Lambda", "Rescaling", "Normalization"}:
            return True, [CUSTOM]
        if len(inputs) == 1 and (not operation.weights or name in NORMALISING):
            return None
        return True, [_of_layer(operation)]

    def _of_operation(self, name: str, inputs: list[Any]) -> tuple[bool, list[str]] | None:
        if name in MOVING:
            return None
        if name in {"add", "subtract", "multiply", "divide", "truedivide"}:
            return True, self._mixed(inputs)
        known = name in {"relu", "sigmoid", "softmax", "tanh", "elu", "selu", "gelu", "silu", "softplus", "softsign"}
        return (False, [name]) if known else (True, [CUSTOM])

    def _mixed(self, inputs: list[Any]) -> list[str]:
        """Return ``linear`` for a mixture of linear values; of others the mixture has no name."""
        kinds = {effective(self.activations(tensor)) for tensor in inputs}
        return ["linear" if kinds == {"linear"} else CUSTOM]


def _of_model(model: Any, position: int) -> list[str]:
    graph = getattr(model, "_functional", None) or model
    if not getattr(graph, "outputs", None):
        return [CUSTOM]
    return Ends(graph.inputs).activations(graph.outputs[position])


def _of_layer(layer: Any) -> str:
    inner = getattr(layer, "layer", None) or getattr(layer, "forward_layer", None)
    if inner is not None:
        return _of_layer(inner)
    cell = getattr(layer, "cell", None)
    if hasattr(layer, "activation"):
        return activation_name(layer.activation)
    return activation_name(getattr(cell, "activation", None))


def _of_activation_layer(layer: Any, name: str) -> str:
    if name == "ReLU" and layer.max_value == 6:
        return "relu6"
    return ACTIVATION_LAYERS[name]


def activation_name(function: Any) -> str:
    """Return the name of an activation function."""
    if function is None:
        return "linear"
    if isinstance(function, keras.Layer):
        return ACTIVATION_LAYERS.get(type(function).__name__, CUSTOM)
    if not str(getattr(function, "__module__", "")).startswith(("keras", "tensorflow")):
        return CUSTOM
    name = getattr(function, "__name__", CUSTOM)
    return SPELLINGS.get(name, name)


def effective(chain: list[str]) -> str:
    """Return the last activation that is not linear, or ``linear``."""
    return next((name for name in reversed(chain) if name != "linear"), "linear")
