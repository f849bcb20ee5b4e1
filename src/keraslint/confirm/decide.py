"""The decision rule: what paired runs of two variants allow to say.

A test on "is it better" confirms harmless changes the more often the more seeds it gets; so every rule here asks for an effect
of a size. The two sides are paired by seed: the same data, the same batches and, as far as their graphs agree, the same first
weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import comb
from statistics import median
from typing import Final

from keraslint.confirm.records import Contrast, Run

CONFIRMED: Final = "confirmed"
INTERMITTENT: Final = "confirmed (intermittent)"
SLOWER: Final = "slower"
WEAKER: Final = "weaker"
REFUTED: Final = "refuted"
INCONCLUSIVE: Final = "inconclusive"
NOT_RUN: Final = "not run"

PROVEN: Final = frozenset({CONFIRMED, INTERMITTENT})

LOOKS: Final = ((5, 0.035), (10, 0.02), (20, 0.02))
"""How many seeds are looked at, one after the other, and the probability of chance that each look allows."""

NOTHING: Final = -1.0
"""The skill of a run that broke."""

LEARNS: Final = 0.2
"""The skill from which on a model has learned something."""
LOST: Final = 0.25
"""The share of the skill that can be had which a fault takes away."""
NOTICEABLE: Final = 0.1
"""The share below which nothing is lost."""
MOSTLY: Final = 0.8
"""The share of failing runs from which on a fault always strikes."""
SLOW: Final = 2.0
MANY: Final = 0.3
"""The share of further failures that asks for more seeds before anything milder is said."""


def tail(successes: int, trials: int) -> float:
    """Return the probability of at least that many heads of a fair coin."""
    return sum(comb(trials, k) for k in range(successes, trials + 1)) / 2**trials if trials else 1.0


def learns(runs: Sequence[Run]) -> bool:
    """Say whether a variant learns: at the median, and in at least two thirds of its seeds half as well as there."""
    reference = median(run.skill for run in runs)
    below = sum(run.skill < reference / 2 for run in runs)
    return reference >= LEARNS and below <= len(runs) / 3


def compare(written: Sequence[Run], repaired: Sequence[Run], alpha: float) -> Contrast:
    """Judge what the repair of one fault does, from runs paired by seed."""
    count = len(written)
    reference = median(run.skill for run in repaired)
    base = Contrast(INCONCLUSIVE, count, median(run.skill for run in written), reference)
    if not learns(repaired):
        return _with(base, INCONCLUSIVE, 1.0, "the repaired side does not learn the task either")
    half = reference / 2
    lost = [fixed.skill - bad.skill for bad, fixed in zip(written, repaired, strict=True)]
    failed = sum(run.skill < half for run in written)
    struck = sum(bad.skill < half or loss > LOST * reference for bad, loss in zip(written, lost, strict=True))
    fails = sum(run.skill < half for run in repaired)
    slowdown = _slowdown(written, repaired, half)
    base = Contrast(INCONCLUSIVE, count, base.written, reference, failed, fails, 1.0, slowdown, struck=struck)
    p = min(_mcnemar(written, repaired, half), tail(sum(d > LOST * reference for d in lost), count))
    if p <= alpha:
        return _with(base, CONFIRMED if struck >= MOSTLY * count else INTERMITTENT, p)
    slow = tail(sum(_slow(bad, fixed, half) for bad, fixed in zip(written, repaired, strict=True)), count)
    weak = tail(sum(d > NOTICEABLE * reference for d in lost), count)
    none = tail(sum(d < NOTICEABLE * reference for d in lost), count)
    for ruling, chance in ((SLOWER, slow), (WEAKER, weak), (REFUTED, none)):
        if chance <= alpha:
            return _with(base, ruling, chance)
    return _with(base, INCONCLUSIVE, min(slow, weak, none), "the seeds disagree")


def open_question(contrast: Contrast) -> bool:
    """Say whether many more runs fail on the written side, though not yet enough: more seeds may show that it is no chance."""
    return contrast.failed - contrast.fails >= MANY * contrast.seeds


def _with(base: Contrast, ruling: str, p: float, reason: str = "") -> Contrast:
    return replace(base, ruling=ruling, p=p, reason=reason)


def _mcnemar(written: Sequence[Run], repaired: Sequence[Run], half: float) -> float:
    """Return the exact one-sided p of McNemar's test on which side fails."""
    pairs = [(bad.skill < half, fixed.skill < half) for bad, fixed in zip(written, repaired, strict=True)]
    only_written = sum(bad and not fixed for bad, fixed in pairs)
    only_repaired = sum(fixed and not bad for bad, fixed in pairs)
    return tail(only_written, only_written + only_repaired)


def _slow(bad: Run, fixed: Run, half: float) -> bool:
    """Say whether one run needs at least twice the updates of its twin to get half way."""
    quick, slow = fixed.reached(half), bad.reached(half)
    return quick is not None and (slow is None or slow >= SLOW * quick)


def _slowdown(written: Sequence[Run], repaired: Sequence[Run], half: float) -> float | None:
    """Return how many times as many updates the written side needs at the median; ``None`` where it never gets there."""
    ratios = []
    for bad, fixed in zip(written, repaired, strict=True):
        quick, slow = fixed.reached(half), bad.reached(half)
        if quick is None:
            continue
        ratios.append(float("inf") if slow is None else slow / quick)
    middle = median(ratios) if ratios else None
    return None if middle is None or middle == float("inf") else middle
