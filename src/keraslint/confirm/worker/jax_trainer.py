"""Training on JAX: some updates are one compiled program, a look at the held-out samples another one.

Where nothing is convolved several seeds are one program, too. Between the programs the host sees whether there is anything left
to train: a run whose weights stand still, or are no longer finite, stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain, groupby
from typing import Any, Final

import jax
import keras
import numpy as np

from keraslint.confirm.worker.build import Built
from keraslint.confirm.worker.convolution import looped
from keraslint.confirm.worker.lanes import WATCHED, Lane, Segment, apart

TOGETHER: Final = 5
"""How many seeds are trained in one program; a fixed number, so that it is compiled once."""


class JaxTrainer:
    """Trains one graph. What differs between lanes (weights, data, learning rate) is handed in, so the programs are shared."""

    def __init__(self, built: Built, threads: int, *, alike: bool) -> None:
        """Prepare the programs; each is compiled when it first runs."""
        del alike
        self._built = built
        self._threads = threads
        # Convolutions of several seeds in one program cost more than one after the other, and take longer to compile.
        convolves = any("Conv" in type(layer).__name__ for layer in built.model._flatten_layers())  # noqa: SLF001 - all of them
        self._together = 1 if convolves else TOGETHER
        wrap = _of_one if convolves else jax.vmap
        self._update = jax.jit(lambda ending, *rest: wrap(partial(_updated, built, ending))(*rest))
        self._look = jax.jit(wrap(partial(_looked, built)))

    def train(self, lanes: Sequence[Lane]) -> list[Segment]:
        """Train all lanes for one segment."""
        places = sorted(range(len(lanes)), key=lambda at: lanes[at].ending)
        alike = [list(group) for _, group in groupby(places, lambda at: lanes[at].ending)]
        split = [group[at : at + self._together] for group in alike for at in range(0, len(group), self._together)]
        groups = [[lanes[at] for at in group] for group in split]
        if len(groups) == 1 or self._threads == 1:
            done = [self._group(group) for group in groups]
        else:
            first = self._group(groups[0])  # compiles what the others then find
            with ThreadPoolExecutor(self._threads) as pool:
                done = [first, *pool.map(self._group, groups[1:])]
        segments = dict(zip(chain(*split), chain(*done), strict=True))
        return [segments[at] for at in range(len(lanes))]

    def _group(self, lanes: Sequence[Lane]) -> list[Segment]:
        """Train lanes with the same loss side by side; every array has an axis of lanes in front."""
        padded = [*lanes, *[lanes[-1]] * (self._together - len(lanes))]
        state = _stacked([_split(self._built, lane) for lane in padded])
        data = jax.device_put(_stacked([(lane.x, lane.y, lane.weight) for lane in padded]))
        blocks = jax.device_put(_blocks(np.stack([lane.held_x for lane in padded])))
        batches = np.stack([lane.batches for lane in padded])
        held, chunks = lanes[0].held_x.shape[0], batches.shape[1]
        seen: list[Any] = []
        for number in range(chunks):
            state, update, going = self._update(np.int32(lanes[0].ending), state, data, batches[:, number])
            answers, dead = self._look(*state[:2], blocks[0])
            seen.append(jax.device_get((answers[:, :held], *update, dead)))
            if not np.any(going):
                break
        seen += [seen[-1]] * (chunks - len(seen))
        final = np.concatenate([self._look(*state[:2], block)[0] for block in blocks], axis=1)[:, :held]
        columns = [np.stack(column, axis=1) for column in zip(*seen, strict=True)]
        state = jax.device_get(state)
        return [
            Segment(jax.tree.map(lambda leaf, at=at: leaf[at], state), final[at], *(column[at] for column in columns))
            for at in range(len(lanes))
        ]


def _of_one(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of one lane with the axis of lanes in front of all that it takes and gives: ``vmap`` for a single one."""

    def called(*arguments: Any) -> Any:
        return jax.tree.map(lambda leaf: leaf[None], function(*jax.tree.map(lambda leaf: leaf[0], arguments)))

    return called


def _stacked(trees: Sequence[Any]) -> Any:
    return jax.tree.map(lambda *leaves: np.stack(leaves), *trees)


def _blocks(held: Any) -> list[Any]:
    """Return held-out samples in blocks of one size, so that a look is compiled once; the last one starts over to be full."""
    count = held.shape[1]
    rows = np.arange(-(-count // WATCHED) * WATCHED) % count
    return [held[:, rows[start : start + WATCHED]] for start in range(0, len(rows), WATCHED)]


def _split(built: Built, lane: Lane) -> tuple[list[Any], list[Any], list[Any]]:
    """Return the state of a lane as trained weights, other variables and those of the optimizer."""
    trained = {id(variable) for variable in built.model.trainable_variables}
    by_variable = dict(zip(map(id, built.model.variables), lane.weights, strict=True))
    ours = [by_variable[id(variable)] for variable in built.model.trainable_variables]
    others = [by_variable[id(variable)] for variable in built.model.variables if id(variable) not in trained]
    return ours, others, list(lane.optimizer)


def _updated(built: Built, ending: Any, state: Any, data: Any, batches: Any) -> Any:
    """Train for some batches; tell the mean loss, what the first update looks like, and whether anything is left to train."""
    model = built.model
    x, y, weight = data

    def loss(weights: Any, rest: Any, rows: Any) -> Any:
        answers, rest, extra = model.stateless_call(weights, rest, x[rows], training=True, return_losses=True)
        value = _loss(built, ending, y[rows], apart(answers)[0], None if weight.ndim == 0 else weight[rows])
        return value + sum(extra), rest

    def step(state: Any, rows: Any) -> Any:
        weights, rest, moments = state
        (value, rest), gradients = jax.value_and_grad(loss, has_aux=True)(weights, rest, rows)
        new, moments = built.optimizer.stateless_apply(moments, gradients, weights)
        new = [old + pace * (one - old) if pace != 1 else one for old, one, pace in zip(weights, new, built.paces, strict=True)]
        return (new, rest, moments), (value, *_sizes(built, gradients, weights, new))

    first = state[0]
    with looped():
        state, (values, sizes, steps) = jax.lax.scan(step, state, batches)
    pairs = [(first[at], state[0][at]) for at in built.lasting]
    moved = [(new != old).any() & jax.numpy.isfinite(new).all() for old, new in pairs]
    return state, (values.mean(), sizes[0], steps[0]), jax.numpy.array(moved).any()


def _loss(built: Built, ending: Any, truth: Any, answers: Any, weight: Any) -> Any:
    """Return the loss with the number ``ending``; which one it is, is found out while the program runs."""
    branches = [partial(loss, truth, answers, sample_weight=weight) for loss in built.losses]
    return jax.lax.switch(ending, branches) if len(branches) > 1 else branches[0]()


def _looked(built: Built, ours: Any, others: Any, inputs: Any) -> Any:
    """Return the answers, and the share of dead units by layer."""
    answers, rectified = apart(built.model.stateless_call(ours, others, inputs, training=False)[0])
    return answers, jax.numpy.array([_dead(one) for one in rectified])


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
