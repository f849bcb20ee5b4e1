"""Training on JAX: a whole run is one compiled program, and where nothing is convolved several seeds are one program too."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

import jax
import keras
import numpy as np

from keraslint.confirm.shrink import operations
from keraslint.confirm.worker.build import Built
from keraslint.confirm.worker.lanes import WATCHED, Lane, Segment, apart

TOGETHER: Final = 5
"""How many seeds are trained in one program; a fixed number, so that it is compiled once."""
LITTLE: Final = 3e6
"""Up to so many multiplications in an update, convolutions of several seeds in one program cost less than one after the other."""


class JaxTrainer:
    """Trains one graph. What differs between lanes (weights, data, learning rate) is handed in, so the program is shared."""

    def __init__(self, built: Built, threads: int, *, alike: bool) -> None:
        """Prepare the programs; each is compiled when it first runs."""
        del alike
        self._built = built
        self._threads = threads
        self._convolves = any("Conv" in type(layer).__name__ for layer in built.model._flatten_layers())  # noqa: SLF001 - all
        self._work = operations(built.blueprint)
        run = partial(_run, built)
        self._single, self._several = jax.jit(run), jax.jit(jax.vmap(run))

    def train(self, lanes: Sequence[Lane]) -> list[Segment]:
        """Train all lanes for one segment."""
        rows = lanes[0].batches.shape[-1]
        together = not self._convolves or self._work * rows <= LITTLE
        groups = _groups(lanes, TOGETHER if together else 1)
        train = self._group if together else self._alone
        if len(groups) == 1 or self._threads == 1:
            done = [train(group) for group in groups]
        else:
            first = train(groups[0])
            with ThreadPoolExecutor(self._threads) as pool:
                done = [first, *pool.map(train, groups[1:])]
        return [segment for group in done for segment in group]

    def _alone(self, lanes: Sequence[Lane]) -> list[Segment]:
        state, seen = jax.device_get(self._single(*_split(self._built, lanes[0]), *_data(lanes[0])))
        return [Segment(state, *seen)]

    def _group(self, lanes: Sequence[Lane]) -> list[Segment]:
        padded = [*lanes, *[lanes[-1]] * (TOGETHER - len(lanes))]
        states = [_split(self._built, lane) for lane in padded]
        stacked = jax.tree.map(lambda *leaves: np.stack(leaves), *states)
        data = jax.tree.map(lambda *leaves: np.stack(leaves), *[_data(lane) for lane in padded])
        done = jax.device_get(self._several(*stacked, *data))
        single = [jax.tree.map(lambda leaf, at=at: leaf[at], done) for at in range(len(lanes))]
        return [Segment(state, *seen) for state, seen in single]


def _groups(lanes: Sequence[Lane], size: int) -> list[Sequence[Lane]]:
    return [lanes[at : at + size] for at in range(0, len(lanes), size)]


def _split(built: Built, lane: Lane) -> tuple[list[Any], list[Any], list[Any]]:
    """Return the state of a lane as trained weights, other variables and those of the optimizer."""
    trained = {id(variable) for variable in built.model.trainable_variables}
    by_variable = dict(zip(map(id, built.model.variables), lane.weights, strict=True))
    ours = [by_variable[id(variable)] for variable in built.model.trainable_variables]
    others = [by_variable[id(variable)] for variable in built.model.variables if id(variable) not in trained]
    return ours, others, list(lane.optimizer)


def _data(lane: Lane) -> tuple[Any, ...]:
    return lane.x, lane.y, lane.weight, lane.held_x, lane.batches


def _run(built: Built, ours: Any, others: Any, optimizer: Any, *data: Any) -> Any:
    """Train for all batches, with predictions for the held-out samples after each chunk of them."""
    x, y, weight, held_x, batches = data
    model, loss_of = built.model, built.loss

    def loss(weights: Any, rest: Any, rows: Any) -> Any:
        answers, rest, extra = model.stateless_call(weights, rest, x[rows], training=True, return_losses=True)
        value = loss_of(y[rows], apart(answers)[0], sample_weight=None if weight.ndim == 0 else weight[rows])
        return value + sum(extra), rest

    def step(state: Any, rows: Any) -> Any:
        weights, rest, moments = state
        (value, rest), gradients = jax.value_and_grad(loss, has_aux=True)(weights, rest, rows)
        new, moments = built.optimizer.stateless_apply(moments, gradients, weights)
        new = [old + pace * (one - old) if pace != 1 else one for old, one, pace in zip(weights, new, built.paces, strict=True)]
        return (new, rest, moments), (value, *_sizes(built, gradients, weights, new))

    def predict(state: Any, inputs: Any) -> Any:
        return apart(model.stateless_call(state[0], state[1], inputs, training=False)[0])

    def chunk(state: Any, rows: Any) -> Any:
        state, (values, sizes, steps) = jax.lax.scan(step, state, rows)
        answers, rectified = predict(state, held_x[:WATCHED])
        return state, (answers, values.mean(), sizes[0], steps[0], jax.numpy.array([_dead(one) for one in rectified]))

    state, seen = jax.lax.scan(chunk, (list(ours), list(others), list(optimizer)), batches)
    return state, (predict(state, held_x)[0], *seen)


def _sizes(built: Built, gradients: Any, old: Any, new: Any) -> tuple[Any, Any]:
    """Return, by kernel, the norm of the gradient and how large the update is beside the weights."""
    norm = jax.numpy.linalg.norm
    sizes = [norm(gradients[at]) for at in built.kernels]
    steps = [norm(new[at] - old[at]) / (norm(old[at]) + 1e-12) for at in built.kernels]
    return jax.numpy.array(sizes), jax.numpy.array(steps)


def _dead(activations: Any) -> Any:
    """Return the share of units that give 0 for every sample."""
    return (activations.max(axis=tuple(range(activations.ndim - 1))) <= 0).mean()


def joined(built: Built, state: Any) -> tuple[list[Any], list[Any]]:
    """Return the weights, in the order of ``model.variables``, and the optimizer's variables of a final state."""
    ours, others, optimizer = state
    rest = iter(others)
    trained = {id(variable): value for variable, value in zip(built.model.trainable_variables, ours, strict=True)}
    weights = [trained[id(v)] if id(v) in trained else next(rest) for v in built.model.variables]
    return [np.asarray(one) for one in weights], [np.asarray(one) for one in optimizer]


def prepare(folder: str | None) -> None:
    """Keep compiled programs in ``folder``."""
    if folder:
        jax.config.update("jax_compilation_cache_dir", folder)
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.3)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    keras.config.disable_traceback_filtering()
