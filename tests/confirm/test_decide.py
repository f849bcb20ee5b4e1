from __future__ import annotations

from math import isclose

import pytest

from keraslint.confirm import decide
from keraslint.confirm.records import Run


def runs(*skills: float, start: int = 10, points: int = 20) -> list[Run]:
    """Return runs that have their final skill from a point of the curve on."""
    return [Run(skill, (*[0.0] * (start - 1), *[skill] * (points - start + 1))) for skill in skills]


def test_the_tail_of_a_fair_coin() -> None:
    assert isclose(decide.tail(5, 5), 1 / 32)
    assert isclose(decide.tail(4, 5), 6 / 32)
    assert decide.tail(0, 0) == 1


def test_what_always_fails_is_confirmed_with_five_seeds() -> None:
    contrast = decide.compare(runs(0, 0, 0, 0, 0), runs(1, 1, 0.9, 1, 1), 0.035)
    assert (contrast.ruling, contrast.failed, contrast.fails) == (decide.CONFIRMED, 5, 0)


def test_four_failures_of_five_are_not_yet_enough() -> None:
    assert decide.compare(runs(0, 0, 0, 0, 1), runs(1, 1, 1, 1, 1), 0.035).ruling not in decide.PROVEN


def test_what_fails_in_some_seeds_is_intermittent() -> None:
    written = runs(*[0.0] * 7, *[1.0] * 3)
    contrast = decide.compare(written, runs(*[1.0] * 10), 0.02)
    assert contrast.ruling == decide.INTERMITTENT
    assert contrast.failed == 7


def test_a_large_loss_of_skill_is_confirmed_though_no_seed_fails_outright() -> None:
    contrast = decide.compare(runs(0.6, 0.6, 0.65, 0.6, 0.6), runs(1, 1, 1, 1, 1), 0.035)
    assert (contrast.ruling, contrast.failed, contrast.struck) == (decide.CONFIRMED, 0, 5)


def test_what_takes_twice_the_updates_is_slower() -> None:
    contrast = decide.compare(runs(1, 1, 1, 1, 1, start=12), runs(1, 1, 1, 1, 1, start=4), 0.035)
    assert (contrast.ruling, contrast.slowdown) == (decide.SLOWER, 3)


def test_a_small_but_steady_loss_is_weaker() -> None:
    assert decide.compare(runs(0.8, 0.85, 0.8, 0.8, 0.82), runs(1, 1, 1, 1, 1), 0.035).ruling == decide.WEAKER


def test_what_makes_no_difference_is_refuted() -> None:
    assert decide.compare(runs(0.97, 1, 0.98, 1, 1), runs(1, 0.98, 1, 0.99, 1), 0.035).ruling == decide.REFUTED


@pytest.mark.parametrize("repaired", [(0.1, 0.1, 0.15, 0.1, 0.1), (1.0, 1.0, 1.0, 0.0, 0.0), (-1.0,) * 5])
def test_nothing_is_said_where_the_repaired_side_does_not_learn(repaired: tuple[float, ...]) -> None:
    contrast = decide.compare(runs(0, 0, 0, 0, 0), runs(*repaired), 0.035)
    assert contrast.ruling == decide.INCONCLUSIVE
    assert "does not learn" in contrast.reason


def test_seeds_that_disagree_are_inconclusive() -> None:
    assert decide.compare(runs(0.7, 1, 0.7, 1, 0.7), runs(1, 1, 1, 1, 1), 0.035).ruling == decide.INCONCLUSIVE


def test_harmless_noise_is_never_confirmed() -> None:
    import random

    source = random.Random(7)
    for _ in range(300):
        one, other = ([source.gauss(0.9, 0.05) for _ in range(10)] for _ in range(2))
        assert decide.compare(runs(*one), runs(*other), 0.02).ruling not in decide.PROVEN
