"""Probe data from a recipe: tasks that a sound model of that shape learns within a few hundred steps.

The classes are blobs around orthonormal centres in a table, low-frequency patterns in an image, waves of their own frequency in a
sequence, and words of their own in a text. Values then are brought into the range that the program's data have.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any, Final

import numpy as np

from keraslint.confirm.blueprint import SEVERAL, Task

Array = Any

SEPARATION: Final = 1.5
NOISE: Final = 0.6
HELD_OUT: Final = 256
SPREAD: Final = 6.0
"""How many deviations of the raw data fill a range that bounds them."""

LEVELS: Final = 4
"""The hidden classes of a target that is none itself, where there are several inputs or targets."""


@dataclass(frozen=True)
class Data:
    """Samples to train on and samples that were held out; ``answers`` are the targets of the latter before any encoding."""

    x: Array
    y: Array
    held_x: Array
    held_y: Array
    answers: Array


def make(task: Task, samples: int, seed: int) -> Data:
    """Return the data of a seed."""
    if task.form == SEVERAL:
        return _several(task, samples, seed)
    layout = np.random.default_rng([seed, 1])
    drawn = np.random.default_rng([seed, 2])
    total = samples + HELD_OUT
    if task.target == "numbers":
        x, traits = layout_free(task, total, drawn)
        answers = _numbers(task, traits, layout)
    elif task.target == "inputs":
        x = FORMS[task.form](task, drawn.integers(0, 4, total), 4, layout, drawn)
        answers = x
    elif task.target == "labels":
        x, traits = layout_free(task, total, drawn)
        weights = layout.normal(size=(traits.shape[1], task.classes)) / np.sqrt(traits.shape[1])
        answers = (traits @ weights > 0).astype("int64")
    else:
        answers = drawn.integers(0, task.classes, total)
        x = FORMS[task.form](task, answers, task.classes, layout, drawn)
    x = _ranged(task, x)
    if task.target == "inputs":
        answers = x
    if task.ordered:
        order = np.argsort(answers[:samples].reshape(samples, -1)[:, 0], kind="stable")
        x[:samples], answers[:samples] = x[:samples][order], answers[:samples][order]
    y = encoded(task, answers)
    return Data(x[:samples], y[:samples], x[samples:], y[samples:], answers[samples:])


def _several(task: Task, samples: int, seed: int) -> Data:
    """Return rows of several inputs and several targets.

    A sample has a hidden class for each target, and each input tells of all of those: their patterns lie one upon the other. What
    is no class itself is read off a table by its hidden class.
    """
    layout, drawn, total = np.random.default_rng([seed, 1]), np.random.default_rng([seed, 2]), samples + HELD_OUT
    counts = [one.classes if one.target == "classes" else LEVELS for one in task.targets]
    hidden = [drawn.integers(0, count, total) for count in counts]
    if task.ordered:
        order = np.argsort(hidden[0][:samples], kind="stable")
        for one in hidden:
            one[:samples] = one[:samples][order]
    answers = [_told(one, own, layout) for one, own in zip(task.targets, hidden, strict=True)]
    inputs = [_ranged(part, _overlaid(part, hidden, counts, layout, drawn)) for part in task.parts]
    targets = [encoded(one, own) for one, own in zip(task.targets, answers, strict=True)]
    meant = [own if one.target == "classes" else said for one, own, said in zip(task.targets, answers, targets, strict=True)]
    x, y, truth = (np.concatenate([_flat(one) for one in each], axis=1) for each in (inputs, targets, meant))
    x, y = x.astype("float32"), y.astype("float32")
    return Data(x[:samples], y[:samples], x[samples:], y[samples:], truth[samples:])


def _told(target: Task, hidden: Array, layout: Any) -> Array:
    """Return the answers of a target by its hidden classes."""
    if target.target == "classes":
        return hidden
    if target.target == "labels":
        rows = layout.permutation(LEVELS).reshape(-1, 1) >> np.arange(target.classes) % 2
        return (rows & 1)[hidden]
    rows = layout.permuted(np.repeat(np.linspace(-1.5, 1.5, LEVELS)[:, None], prod(target.target_shape) or 1, axis=1), axis=0)
    return _bounded(target, rows[hidden])


def _overlaid(part: Task, hidden: list[Array], counts: list[int], layout: Any, drawn: Any) -> Array:
    """Return an input that tells of all hidden classes at once."""
    layers = [FORMS[part.form](part, own, count, layout, drawn) for own, count in zip(hidden, counts, strict=True)]
    if part.form != "tokens":
        return sum(layers) / np.sqrt(len(layers))
    return np.choose(drawn.integers(0, len(layers), layers[0].shape), layers)


def encoded(task: Task, answers: Array) -> Array:
    """Return answers as the program's targets are written."""
    if task.target in {"numbers", "inputs", "labels"}:
        return answers.astype("float32")
    if task.encoding == "one_hot":
        return np.eye(task.classes, dtype="float32")[answers]
    if task.encoding == "signed":
        return (2.0 * answers - 1.0).astype("float32").reshape(-1, *task.target_shape)
    labels = answers + task.first
    return labels.astype("float32" if task.encoding == "binary" else "int32").reshape(-1, *task.target_shape)


def layout_free(task: Task, total: int, drawn: Any) -> tuple[Array, Array]:
    """Return inputs without classes, whose values are normal, and the traits of each on which its target depends.

    The traits of a sequence are its levels: what depends on every single step takes long to learn.
    """
    if task.form == "tokens":
        words = drawn.integers(0, int(task.hi or 1) + 1, (total, *task.shape))
        return words, _standard(_flat(words).astype("float64"))
    if task.form == "image":
        images = _smooth(drawn.normal(size=(total, *task.shape)))
        return images, _flat(images)
    if task.form == "sequence":
        levels = drawn.normal(size=(total, 1, task.shape[-1]))
        return levels + drawn.normal(size=(total, *task.shape)) * NOISE / 2, levels[:, 0, :]
    table = drawn.normal(size=(total, *task.shape))
    return table, _flat(table)


def _standard(values: Array) -> Array:
    return (values - values.mean()) / (values.std() + 1e-9)


def _table(task: Task, answers: Array, classes: int, layout: Any, drawn: Any) -> Array:
    width = prod(task.shape)
    centres = layout.normal(size=(classes, width))
    if classes <= width:
        centres = np.linalg.qr(centres.T)[0].T
    else:
        centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    offset = centres[answers] * SEPARATION
    if task.curved:
        offset *= drawn.choice([-1.0, 1.0], size=(len(answers), 1))
    noise = drawn.normal(size=(len(answers), width)) * NOISE
    return (offset + noise).reshape(-1, *task.shape)


def _image(task: Task, answers: Array, classes: int, layout: Any, drawn: Any) -> Array:
    patterns = _smooth(layout.normal(size=(classes, *task.shape)))
    patterns /= patterns.std(axis=tuple(range(1, patterns.ndim)), keepdims=True) + 1e-9
    sign = drawn.choice([-1.0, 1.0], size=len(answers)) if task.curved else np.ones(len(answers))
    strength = sign * drawn.uniform(0.8, 1.2, size=len(answers))
    shaped = strength.reshape(-1, *[1] * len(task.shape))
    return patterns[answers] * shaped + drawn.normal(size=(len(answers), *task.shape)) * NOISE


def _smooth(images: Array) -> Array:
    """Return noise whose waves are about half as long as the image, of the deviation 1."""
    spatial = range(1, images.ndim - 1 if images.shape[-1] <= 4 and images.ndim > 3 else images.ndim)
    spectrum = np.fft.fftn(images, axes=tuple(spatial))
    for axis in spatial:
        frequency = np.abs(np.fft.fftfreq(images.shape[axis]) * images.shape[axis])
        keep = (frequency <= 2).reshape([-1 if at == axis else 1 for at in range(images.ndim)])
        spectrum = spectrum * keep
    waves = np.fft.ifftn(spectrum, axes=tuple(spatial)).real
    return waves / (waves.std() + 1e-9)


def _sequence(task: Task, answers: Array, classes: int, layout: Any, drawn: Any) -> Array:
    steps, width = task.shape
    slowest, fastest = 1.0, max(2.0, steps / 4)
    frequencies = np.linspace(slowest, fastest, classes)[answers]
    phase = drawn.uniform(0, 2 * np.pi, size=(len(answers), 1, width))
    mixing = layout.uniform(0.5, 1.5, size=(1, 1, width))
    time = np.linspace(0, 1, steps, endpoint=False).reshape(1, -1, 1)
    waves = np.sin(2 * np.pi * frequencies.reshape(-1, 1, 1) * time + phase) * mixing
    return waves * np.sqrt(2) + drawn.normal(size=(len(answers), steps, width)) * NOISE / 2


def _tokens(task: Task, answers: Array, classes: int, layout: Any, drawn: Any) -> Array:
    vocabulary = int(task.hi or 1) + 1
    kind = layout.permutation(vocabulary) % classes if vocabulary >= classes else np.arange(vocabulary) % classes
    words = drawn.integers(0, vocabulary, (len(answers), *task.shape))
    own = drawn.random((len(answers), *task.shape)) < NOISE / 2
    for label in range(classes):
        mine = np.flatnonzero(kind == label)
        if len(mine):
            rows = answers == label
            words[rows] = np.where(own[rows], drawn.choice(mine, size=words[rows].shape), words[rows])
    return words


FORMS: Final = {"table": _table, "image": _image, "sequence": _sequence, "tokens": _tokens}


def _numbers(task: Task, traits: Array, layout: Any) -> Array:
    """Return targets that are a smooth function of the traits, in the range that the program's targets have."""
    count = prod(task.target_shape) or 1
    one, two = (layout.normal(size=(traits.shape[1], count)) / np.sqrt(traits.shape[1]) for _ in range(2))
    raw = np.sin(traits @ one) + traits @ two
    return _bounded(task, (raw - raw.mean()) / raw.std())


def _bounded(task: Task, raw: Array) -> Array:
    """Return numbers of the deviation 1 in the range of the program's targets, in the shape of those."""
    if task.target_lo is not None and task.target_hi is not None:
        share = np.clip(0.5 + raw / SPREAD, 0, 1)
        raw = task.target_lo + share * (task.target_hi - task.target_lo)
        raw = np.rint(raw) if task.target_whole and task.target_hi - task.target_lo > SPREAD else raw
    return raw.reshape(-1, *task.target_shape)


def _ranged(task: Task, x: Array) -> Array:
    """Return values in the range of the program's data: a range that bounds them is filled by six deviations."""
    if task.form == "tokens":
        return x.astype("int32")
    if task.lo is None or task.hi is None:
        return x.astype("float32")
    share = np.clip(0.5 + x / x.std() / SPREAD, 0, 1)
    filled = task.lo + share * (task.hi - task.lo)
    return (np.rint(filled) if task.whole and task.hi - task.lo > SPREAD else filled).astype("float32")


def _flat(x: Array) -> Array:
    return x.reshape(len(x), -1)


def transformed(values: Array, steps: tuple[tuple[str, float | None], ...]) -> Array:
    """Return data after what a repair does to them."""
    for operation, amount in steps:
        values = TRANSFORMS[operation](values, amount)
    return values


TRANSFORMS: Final[dict[str, Callable[[Array, Any], Array]]] = {
    "divide": lambda values, amount: values / np.float32(amount),
    "multiply": lambda values, amount: values * np.float32(amount),
    "subtract": lambda values, amount: values - np.float32(amount),
    "standardize": lambda values, _: (values - values.mean(axis=0)) / (values.std(axis=0) + 1e-7),
    "above": lambda values, amount: (values > np.float32(amount)).astype("float32"),
    "one_hot": lambda values, amount: np.eye(int(amount), dtype="float32")[values.astype("int64").reshape(len(values))],
}
