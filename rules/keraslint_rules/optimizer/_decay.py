"""How the schedules of Keras lower a learning rate: its share of the first one after so many updates."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi
from typing import Final

from keraslint.api import Component, stated


def share_after(schedule: Component, steps: int) -> float | None:
    """Return the share of the first learning rate that a schedule leaves after ``steps`` updates; ``None`` if it is not known."""
    share = SHARES.get(schedule.name)
    if share is None or not all(stated(fact) for fact in schedule.arguments.values()):
        return None
    try:
        return share(schedule, steps)
    except (TypeError, ZeroDivisionError, OverflowError):
        # A part is not known, is of another kind, or makes no sense.
        return None


def _number(schedule: Component, name: str) -> float:
    found = schedule[name].number
    if found is None:
        raise TypeError(name)
    return found


def _turns(schedule: Component, steps: int) -> float:
    """Return how often the steps of a decay go into those of the training, whole ones only where it goes down in stairs."""
    turns = steps / _number(schedule, "decay_steps")
    return float(int(turns)) if schedule["staircase"].value is True else turns


def _exponential(schedule: Component, steps: int) -> float:
    return float(_number(schedule, "decay_rate") ** _turns(schedule, steps))


def _inverse(schedule: Component, steps: int) -> float:
    return 1 / (1 + _number(schedule, "decay_rate") * _turns(schedule, steps))


def _polynomial(schedule: Component, steps: int) -> float:
    end = _number(schedule, "end_learning_rate") / _number(schedule, "initial_learning_rate")
    if schedule["cycle"].value is not False:
        raise TypeError("cycle")
    left = 1 - min(steps / _number(schedule, "decay_steps"), 1.0)
    return float((1 - end) * left ** _number(schedule, "power") + end)


def _cosine(schedule: Component, steps: int) -> float:
    if schedule["warmup_target"].value is not None:
        raise TypeError("warmup_target")
    least = _number(schedule, "alpha")
    gone = min(steps / _number(schedule, "decay_steps"), 1.0)
    return (1 - least) * (1 + cos(pi * gone)) / 2 + least


SHARES: Final[dict[str, Callable[[Component, int], float]]] = {
    "ExponentialDecay": _exponential,
    "InverseTimeDecay": _inverse,
    "PolynomialDecay": _polynomial,
    "CosineDecay": _cosine,
}
