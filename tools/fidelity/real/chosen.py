"""What a model was compiled with, as Keras understood it: losses, optimizer, metrics."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np


def losses_of(model: Any, arguments: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the losses: one for all outputs, or one for each of them in their order."""
    given = arguments.get("loss")
    if given is None:
        return []
    if isinstance(given, Mapping):
        return [_loss(given.get(name)) for name in _in_output_order(model, given)]
    if isinstance(given, list | tuple):
        return [_loss(part) for part in given]
    return [_loss(given)]


def _in_output_order(model: Any, given: Mapping[str, Any]) -> list[str]:
    names = list(getattr(model, "output_names", None) or ())
    structure = getattr(model, "_outputs_struct", None)
    if isinstance(structure, Mapping):
        names = [key for tensor in model.outputs for key, value in structure.items() if value is tensor]
    return names if set(names) == set(given) else list(given)


def _loss(given: Any) -> dict[str, Any]:
    if given is None:
        return {"function": "none"}
    if isinstance(given, functools.partial):
        return {**_loss(given.func), **{key: value for key, value in given.keywords.items() if key == "from_logits"}}
    found = keras.losses.get(given) if not callable(given) or isinstance(given, type) else given
    if isinstance(found, keras.Loss):
        function = getattr(found, "fn", None)
        if not type(found).__module__.startswith("keras"):
            return {"function": f"custom:{type(found).__name__}"}
        if function is None:
            return {"function": type(found).__name__}
        return {**_function(function), **{key: bool(value) for key, value in found._fn_kwargs.items() if key == "from_logits"}}  # noqa: SLF001
    return _function(found)


def _function(found: Any) -> dict[str, Any]:
    name = getattr(found, "__name__", type(found).__name__)
    if not str(getattr(found, "__module__", "")).startswith("keras"):
        return {"function": f"custom:{name}"}
    return {"function": name, **({"from_logits": False} if "from_logits" in inspect.signature(found).parameters else {})}


def optimizer_of(model: Any) -> dict[str, Any] | None:
    """Return class, learning rate at step 0 and momentum of the optimizer."""
    optimizer = model.optimizer
    if optimizer is None:
        return None
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)
    kind = type(optimizer)
    facts: dict[str, Any] = {"class": kind.__name__ if kind.__module__.startswith("keras") else f"custom:{kind.__name__}"}
    facts["learning_rate"] = _first_rate(optimizer)
    momentum = getattr(optimizer, "momentum", None)
    if isinstance(momentum, int | float):
        facts["momentum"] = float(momentum)
    return facts


def _first_rate(optimizer: Any) -> float:
    rate = optimizer._learning_rate  # noqa: SLF001 - a schedule shows its value at step 0 nowhere else
    found = rate(0) if isinstance(rate, keras.optimizers.schedules.LearningRateSchedule) else rate
    return float(str(np.float32(keras.ops.convert_to_numpy(found))))


def metrics_of(model: Any, arguments: Mapping[str, Any], targets: Any) -> list[str]:
    """Return the names under which the metrics are logged; those of an earlier ``compile``, which Keras keeps, do not count."""
    compiled = getattr(model, "_compile_metrics", None)
    if compiled is None or arguments.get("metrics") is None:
        return []
    outputs = keras.tree.map_structure(_zeros, _outputs(model))
    targets = outputs if targets is None else keras.tree.map_structure(_zeros, targets)
    if not compiled.built:
        compiled.build(targets, outputs)
    found: dict[str, int] = {}
    names = []
    for group in compiled._flat_metrics:  # noqa: SLF001 - the log names are put together from this on the first step
        for metric in group.metrics if group is not None else ():
            name = f"{group.output_name}_{metric.name}" if group.output_name else metric.name
            number = found[name] = found.get(name, -1) + 1
            names.append(f"{name}_{number}" if number else name)
    return names


def _outputs(model: Any) -> Any:
    found = getattr(model, "fidelity_outputs", None)
    if found is not None:
        return found[0] if len(found) == 1 else found
    return (getattr(model, "_functional", None) or model)._outputs_struct  # noqa: SLF001 - `output` forgets the structure


def _zeros(tensor: Any) -> Any:
    shape = tensor.shape if hasattr(tensor, "shape") else np.shape(tensor)
    return np.zeros([2, *(extent or 1 for extent in shape[1:])], "float32")
