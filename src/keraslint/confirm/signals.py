"""What a training that fails looks like from inside: the cheap signs that say why, from the first and the last updates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from statistics import median
from typing import Final

from keraslint.confirm.blueprint import Task
from keraslint.confirm.records import Run, Signals

FROZEN: Final = 1e-6
LARGE_STEP: Final = 0.05
SMALL_STEP: Final = 1e-4
VANISHING: Final = 1e-3
DEAD: Final = 0.7
FAR: Final = 2.0
STUCK: Final = 0.95


@dataclass(frozen=True, slots=True)
class Sign:
    """A sentence, and when it holds for one run of a task."""

    text: str
    holds: Callable[[Run, Signals, Task], bool]


def _first(values: Sequence[float]) -> float:
    return max(values, default=0.0)


def _gradient_vanishes(_run: Run, signals: Signals, _task: Task) -> bool:
    known = [value for value in signals.gradients if value >= 0]
    return len(known) > 1 and known[-1] > 0 and known[0] < VANISHING * known[-1]


def _starts_far_off(run: Run, _signals: Signals, task: Task) -> bool:
    first = next((loss for loss in run.losses if loss is not None), None)
    return task.target == "classes" and first is not None and first > FAR * log(max(task.classes, 2))


def _loss_never_falls(run: Run, _signals: Signals, _task: Task) -> bool:
    known = [loss for loss in run.losses if loss is not None]
    return len(known) > 1 and known[0] > 0 and min(known[1:]) > STUCK * known[0]


SIGNS: Final = (
    Sign("the numbers are no longer finite", lambda run, _signals, _task: not run.finite),
    Sign("every sample gets the same answer", lambda run, _signals, _task: run.constant),
    Sign("the gradient is zero from the first update on", lambda _run, signals, _task: _first(signals.gradients) == 0),
    Sign(
        "at the end no gradient is left, the training is frozen",
        lambda run, signals, _task: run.finite and 0 <= _first(signals.last_gradients) < FROZEN,
    ),
    Sign("the gradient fades on its way to the first layer", _gradient_vanishes),
    Sign(
        "the first update changes some weights by more than 5 % of their size",
        lambda _run, signals, _task: _first(signals.steps) > LARGE_STEP,
    ),
    Sign(
        "the first update changes the weights by less than 0.01 % of their size",
        lambda _run, signals, _task: 0 < _first(signals.steps) < SMALL_STEP,
    ),
    Sign(
        "most units of a layer are dead: they give 0 for every sample", lambda _run, signals, _task: _first(signals.dead) > DEAD
    ),
    Sign("the loss starts far above that of guessing", _starts_far_off),
    Sign("the loss never falls", _loss_never_falls),
)
"""The signs, those that explain most first."""

MOST: Final = 3


def words(runs: Sequence[Run], task: Task) -> tuple[str, ...]:
    """Return the signs that hold in most runs, at most three."""
    found = []
    for sign in SIGNS:
        seen = [sign.holds(run, run.signals, task) for run in runs if run.signals is not None]
        if seen and median(map(float, seen)) > 0.5:
            found.append(sign.text)
    return tuple(found[:MOST])
