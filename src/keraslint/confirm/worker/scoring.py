"""How good predictions are, whatever the loss says: between 0, what needs no inputs to know, and 1."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from keraslint.confirm.blueprint import Blueprint
from keraslint.confirm.worker.probe import Data

BROKEN: Final = -1.0
"""The skill of a model whose predictions are not finite."""


def threshold(blueprint: Blueprint) -> float:
    """Return the answer of a single unit from which on the second class is meant."""
    last = blueprint.nodes[blueprint.output].part
    activation = last.arguments.get("activation")
    if activation == "sigmoid":
        return 0.5
    if blueprint.task.encoding == "signed" or activation in {"tanh", "softsign"}:
        return 0.0
    logits = blueprint.loss.arguments.get("from_logits") is True
    return 0.0 if logits and activation in {None, "linear"} and last.kind != "Activation" else 0.5


def skill(blueprint: Blueprint, data: Data, predictions: Any) -> float:
    """Return the skill of predictions for the held-out samples."""
    if not np.isfinite(predictions).all():
        return BROKEN
    task = blueprint.task
    if task.target in {"numbers", "inputs"}:
        return _explained(np.asarray(data.held_y, "float64"), predictions, blueprint)
    if task.target == "labels":
        said = predictions.reshape(len(predictions), -1) > threshold(blueprint)
        right = (said == (data.answers > 0)).mean()
        return float(max(BROKEN, 2 * right - 1))
    return _accuracy(classes_of(blueprint, predictions), data.answers, task.classes)


def classes_of(blueprint: Blueprint, predictions: Any) -> Any:
    """Return the class that a program would read off each prediction; an answer for every step counts as its mean."""
    if predictions.ndim > 2:
        predictions = predictions.reshape(len(predictions), -1, predictions.shape[-1]).mean(axis=1)
    if predictions.ndim == 1 or predictions.shape[-1] == 1:
        return (predictions.reshape(len(predictions)) > threshold(blueprint)).astype("int64")
    return predictions.argmax(axis=-1) - blueprint.task.first


def _accuracy(said: Any, answers: Any, classes: int) -> float:
    """Return the accuracy, with that of the most frequent answer as 0."""
    chance = max(np.bincount(answers, minlength=classes).max() / len(answers), 1 / classes)
    return float(((said == answers).mean() - chance) / (1 - chance))


def _explained(truth: Any, predictions: Any, blueprint: Blueprint) -> float:
    """Return the share of the variance that is explained, after what a repair did to the targets is undone on neither side."""
    del blueprint
    said = np.asarray(predictions, "float64")
    truth = truth.reshape(len(truth), -1)
    said = said.reshape(len(said), -1)
    if said.shape != truth.shape:
        said = said.mean(axis=1, keepdims=True) if truth.shape[1] == 1 else said[:, : truth.shape[1]]
    scatter = ((truth - truth.mean(axis=0)) ** 2).sum()
    return float(max(BROKEN, 1 - ((truth - said) ** 2).sum() / (scatter + 1e-12)))


def constant(predictions: Any) -> bool:
    """Say whether a model answers the same to everything."""
    flat = np.asarray(predictions).reshape(len(predictions), -1)
    return bool(np.isfinite(flat).all() and np.ptp(flat, axis=0).max() <= 1e-6 * (np.abs(flat).max() + 1e-12))
