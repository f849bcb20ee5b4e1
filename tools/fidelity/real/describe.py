"""A real Keras model as plain facts: its graph, call by call, and what each of its outputs ends in."""

from __future__ import annotations

from typing import Any

import keras

from fidelity.real.ends import Ends
from fidelity.real.graphs import class_of, ends_of, has_ends, inputs_of, walk


def describe(model: Any) -> dict[str, Any]:
    """Return a model whose graph is known."""
    inputs, outputs = ends_of(model)
    facts: dict[str, Any] = {"class": class_of(model), "inputs": [list(tensor.shape) for tensor in inputs]}
    facts["parameters"] = model.count_params()
    if not getattr(model, "fidelity_traced", True):
        return facts | {"opaque": True, "outputs": [list(tensor.shape) for tensor in outputs]}
    nodes, index_of = walk(inputs, outputs)
    facts["layers"] = [_node(node, index_of) for node in nodes]
    facts["heads"] = [Ends(inputs).head(tensor) for tensor in outputs]
    return facts


def skeleton(model: Any) -> dict[str, Any]:
    """Return what there is of a model that is not built yet: the classes of a sequential one, without shapes."""
    facts: dict[str, Any] = {"class": class_of(model)}
    if isinstance(model, keras.Sequential):
        facts["layers"] = [{"class": class_of(layer)} for layer in model.layers]
    else:
        facts["opaque"] = True
    return facts


def _node(node: Any, index_of: dict[int, int]) -> dict[str, Any]:
    operation = node.operation
    facts: dict[str, Any] = {"class": class_of(operation), "shape": list(node.output_tensors[0].shape)}
    if isinstance(operation, keras.Layer):
        facts["parameters"] = operation.count_params()
        facts["trainable"] = bool(operation.trainable)
    facts["from"] = [index_of[id(tensor)] for tensor in inputs_of(node)]
    if isinstance(operation, keras.Model) and has_ends(operation) and not hasattr(operation, "fidelity_name"):
        inputs, outputs = ends_of(operation)
        nodes, inner = walk(inputs, outputs)
        facts["layers"] = [_node(part, inner) for part in nodes]
    return facts
