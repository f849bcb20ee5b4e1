"""The graph of a real Keras model: which call feeds which."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import keras


class Whole:
    """Something of many layers that counts as one: a ready-made model in whose graph another one goes on, or a preparation."""

    def __init__(self, name: str, inputs: list[Any], outputs: list[Any], model: Any = None) -> None:
        """Name what lies between inputs and outputs."""
        self.fidelity_name = name
        self.operation = self if model is None else model
        self.input_tensors = inputs
        self.output_tensors = outputs


_WHOLES: Final[dict[int, Whole]] = {}


def ready_made(model: Any, name: str) -> None:
    """Note that a model is one of ``keras.applications``."""
    model.fidelity_name = name
    whole = Whole(name, model.inputs, model.outputs, model)
    _WHOLES.update((id(tensor), whole) for tensor in model.outputs)


def prepared(given: Any, made: Any, name: str) -> None:
    """Note that one symbolic tensor was made of another by a function of ``keras.applications``."""
    if isinstance(given, keras.KerasTensor) and made is not given:
        _WHOLES[id(made)] = Whole(name, [given], [made])


def ends_of(model: Any) -> tuple[list[Any], list[Any]]:
    """Return the symbolic inputs and outputs between which the graph of a model lies."""
    if hasattr(model, "fidelity_outputs"):
        return model.fidelity_inputs, model.fidelity_outputs
    graph = getattr(model, "_functional", None) or model
    return list(graph.inputs), list(graph.outputs)


def walk(inputs: Iterable[Any], outputs: Iterable[Any]) -> tuple[list[Any], dict[int, int]]:
    """Return the calls between inputs and outputs, each behind those that feed it, and an index of what makes a tensor.

    The index counts calls from 0 and inputs from -1 downwards.
    """
    index_of = {id(tensor): -1 - position for position, tensor in enumerate(inputs)}
    nodes: list[Any] = []
    done: set[int] = set()

    def visit(tensor: Any) -> None:
        stack = [(tensor, False)]
        while stack:
            current, ready = stack.pop()
            if id(current) in index_of:
                continue
            node = feeding_node(current)
            if not ready and id(node) not in done:
                stack.append((current, True))
                stack.extend((feeding, False) for feeding in reversed(inputs_of(node)))
                continue
            if id(node) not in done:
                done.add(id(node))
                nodes.append(node)
                index_of.update((id(made), len(nodes) - 1) for made in node.output_tensors)

    for tensor in outputs:
        visit(tensor)
    return nodes, index_of


def feeding_node(tensor: Any) -> Any:
    """Return the call that made a tensor."""
    whole = _WHOLES.get(id(tensor))
    if whole is not None:
        return whole
    operation, index, _ = tensor._keras_history  # noqa: SLF001 - the graph shows nowhere else
    return operation._inbound_nodes[index]  # noqa: SLF001


def inputs_of(node: Any) -> list[Any]:
    """Return the tensors that feed a call, without the masks that travel along with them."""
    masks = {id(getattr(tensor, "_keras_mask", None)) for tensor in node.input_tensors}
    return [tensor for tensor in node.input_tensors if id(tensor) not in masks]


def has_ends(model: Any) -> bool:
    """Say whether the graph of a model is known without running it."""
    return getattr(model, "_functional", None) is not None or bool(getattr(model, "operations", None))


EXPORTED: Final = {"Functional": "Model", "GroupedQueryAttention": "GroupQueryAttention"}
"""The names under which Keras offers classes that have another one themselves."""


def class_of(operation: Any) -> str:
    """Return the class of a layer; of an operation on tensors its name behind ``op:``."""
    kind = type(operation)
    if hasattr(operation, "fidelity_name"):
        return str(operation.fidelity_name)
    if isinstance(operation, keras.Layer):
        return EXPORTED.get(kind.__name__, kind.__name__)
    return f"op:{kind.__name__.lower().replace('truedivide', 'divide')}"
