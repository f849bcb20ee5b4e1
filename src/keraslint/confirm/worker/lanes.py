"""A lane is one training, a variant with a seed; a segment of it is what a trainer does at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np

from keraslint.confirm.blueprint import Blueprint

CHUNKS: Final = 20
"""How often the held-out samples are predicted during a segment."""


@dataclass
class Lane:
    """What a training starts with; ``weights`` in the order of ``model.variables``, ``batches`` by chunk, step and row.

    ``ending`` is the number of its loss among those of what was built.
    """

    weights: list[Any]
    optimizer: list[Any]
    x: Any
    y: Any
    weight: Any
    held_x: Any
    batches: Any
    ending: int = 0


@dataclass
class Segment:
    """What came out: the state and all predictions at the end; after each chunk those for the first held-out samples, too.

    With these come the mean loss of each chunk and what its first update looks like.

    ``gradients`` and ``steps`` hold, by trained variable, the norm of the gradient and how large the update is beside the
    weights; ``dead`` the share of dead units by layer that can have them.
    """

    state: Any
    final: Any
    predictions: Any
    losses: Any
    gradients: Any = None
    steps: Any = None
    dead: Any = None


def apart(outputs: Any) -> tuple[Any, list[Any]]:
    """Return the answers of a watched model, and what its rectified layers do: Keras unpacks a list of one."""
    if isinstance(outputs, list | tuple):
        return outputs[0], list(outputs[1:])
    return outputs, []


WATCHED: Final = 64
"""How many of the held-out samples are predicted on the way."""


class Trainer(Protocol):
    """Trains lanes of one graph."""

    def train(self, lanes: list[Lane]) -> list[Segment]:
        """Train all lanes for one segment."""
        ...


def batches(blueprint: Blueprint, samples: int, updates: int, seed: int, segment: int) -> Any:
    """Return the rows of each batch, by chunk and step: the same for every variant with that batch size."""
    size = min(blueprint.batch_size, samples)
    chunks = max(1, min(CHUNKS, updates))
    per_chunk = max(1, updates // chunks)
    needed = chunks * per_chunk * size
    source = np.random.default_rng([seed, 4, segment])
    epochs = -(-needed // (samples // size * size))
    rows = [
        (source.permutation(samples) if blueprint.shuffle else np.arange(samples))[: samples // size * size]
        for _ in range(epochs)
    ]
    return np.concatenate(rows)[:needed].reshape(chunks, per_chunk, size).astype("int32")


def sample_weights(blueprint: Blueprint, y: Any) -> Any:
    """Return the weight of each sample; a single 1 where all weigh the same."""
    if not blueprint.class_weight:
        return np.float32(1)
    labels = y.argmax(axis=-1) if y.ndim > 1 and y.shape[-1] > 1 else y.reshape(len(y))
    return np.array([blueprint.class_weight.get(str(int(label)), 1.0) for label in labels], dtype="float32")
