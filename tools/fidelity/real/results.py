"""What training methods return, without training: objects of the right kind, filled with zeros."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from fidelity.real.structure import examples


class Curves(dict[str, list[float]]):
    """The curves of a ``History``; any key that a program asks for is there."""

    def __init__(self, names: list[str], epochs: int) -> None:
        """Draw a flat curve for each name."""
        super().__init__({name: [0.0] * epochs for name in names})
        self.epochs = epochs

    def __missing__(self, name: str) -> list[float]:
        """Draw one more."""
        return self.setdefault(name, [0.0] * self.epochs)


def history(model: Any, epochs: Any, *, validated: bool) -> Any:
    """Return what ``fit`` returns."""
    turns = epochs if isinstance(epochs, int) and 0 < epochs < 1000 else 1
    names = ["loss", *_metric_names(model)]
    if validated:
        names += [f"val_{name}" for name in names]
    made = keras.callbacks.History()
    made.set_model(model)
    made.epoch = list(range(turns))
    made.history = Curves(names, turns)
    made.params = {"epochs": turns, "steps": 1, "verbose": 0}
    return made


def evaluated(model: Any, *, return_dict: bool) -> Any:
    """Return what ``evaluate`` and the methods on batches return."""
    names = ["loss", *_metric_names(model)]
    if return_dict:
        return dict.fromkeys(names, 0.0)
    return 0.0 if len(names) == 1 else [0.0] * len(names)


def predicted(model: Any, data: Any) -> Any:
    """Return what ``predict`` returns: zeros of the output's shape, a row for each example."""
    rows = examples(data)
    outputs = [np.zeros((rows, *(extent or 1 for extent in tensor.shape[1:])), "float32") for tensor in _outputs(model)]
    return outputs[0] if len(outputs) == 1 else outputs


def _outputs(model: Any) -> list[Any]:
    found = getattr(model, "outputs", None) or getattr(model, "fidelity_outputs", None)
    if not found:
        raise ValueError("the shape of the output is not known")
    return list(found)


def _metric_names(model: Any) -> list[str]:
    given = getattr(model, "fidelity_metrics", [])
    return [name for name in given if isinstance(name, str)]
