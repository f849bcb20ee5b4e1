"""Several arrays as one: a row holds a sample of each, one behind the other. What trains knows one input and one output alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from math import prod
from typing import Any, Final

import keras
import numpy as np

from keraslint.confirm.blueprint import Blueprint, Task
from keraslint.confirm.worker.probe import Data

Array = Any
Shape = tuple[int, ...]

INTEGERS: Final = frozenset({"classes"})
"""The kinds of targets whose answers are numbers of classes."""


def packed(arrays: Sequence[Array]) -> Array:
    """Return arrays of samples as one array of rows."""
    return np.concatenate([one.reshape(len(one), -1) for one in arrays], axis=1)


def split(rows: Any, shapes: Sequence[Shape]) -> list[Any]:
    """Return the arrays that stand in rows; those may be NumPy's, or tensors of Keras."""
    edges = pairwise(accumulate((prod(shape) for shape in shapes), initial=0))
    return [_reshaped(rows[:, start:end], shape) for (start, end), shape in zip(edges, shapes, strict=True)]


def _reshaped(rows: Any, shape: Shape) -> Any:
    if isinstance(rows, np.ndarray):
        return rows.reshape(len(rows), *shape)
    return keras.ops.reshape(rows, (-1, *shape))


def joined(tensors: Sequence[Any]) -> tuple[Any, list[Shape]]:
    """Return tensors of Keras as rows, with the shapes that they had."""
    shapes = [tuple(tensor.shape[1:]) for tensor in tensors]
    flat = [keras.ops.reshape(tensor, (-1, prod(shape))) for tensor, shape in zip(tensors, shapes, strict=True)]
    return keras.ops.concatenate(flat, axis=1), shapes


def target_shapes(task: Task) -> list[Shape]:
    """Return the shapes of all targets."""
    return [one.target_shape for one in task.targets]


def summed(losses: Sequence[Callable[..., Any]], weights: Sequence[float], task: Task, shapes: Sequence[Shape]) -> Any:
    """Return the loss of rows: the weighted sum of the losses of what stands in them."""

    def compute(truth: Any, answers: Any, sample_weight: Any = None) -> Any:
        del sample_weight  # Keras takes none for several outputs that would be the same for all
        truths = split(keras.ops.convert_to_tensor(truth), target_shapes(task))
        pairs = zip(losses, weights, truths, split(answers, shapes), strict=True)
        return sum(weight * loss(true, said) for loss, weight, true, said in pairs)

    return compute


def facets(blueprint: Blueprint, data: Data, answers: Array, shapes: Sequence[Shape]) -> Iterator[tuple[Blueprint, Data, Array]]:
    """Walk the judged outputs of a setup, each with the data and the answers of its own."""
    if not blueprint.outputs:
        yield blueprint, data, answers
        return
    task = blueprint.task
    truths = split(data.held_y, target_shapes(task))
    meant = split(data.answers, [() if one.target in INTEGERS else one.target_shape for one in task.targets])
    said = split(answers, shapes)
    for place, facet in enumerate(blueprint.facets()):
        if place in (blueprint.judged or range(len(truths))):
            own = meant[place].astype("int64") if facet.task.target in INTEGERS else meant[place]
            yield facet, replace(data, held_y=truths[place], answers=own), said[place]
