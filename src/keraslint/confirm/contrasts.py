"""Which repairs matter together: sets of repairs, what each adds, and the smallest sets that make a setup learn.

A set of repairs is a frozenset of numbers of findings; the empty one is the program as written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from math import factorial
from typing import Final, TypeAlias

Repairs: TypeAlias = frozenset[int]

ALL_SUBSETS: Final = 4
"""Up to so many findings every set of repairs is tried."""


def subsets(count: int) -> list[Repairs]:
    """Return all sets of ``count`` repairs, the smaller ones first."""
    return [frozenset(chosen) for size in range(count + 1) for chosen in combinations(range(count), size)]


def tried(count: int) -> list[Repairs]:
    """Return the sets of repairs that an experiment tries: all of them, or none, all, each alone and all but each."""
    if count <= ALL_SUBSETS:
        return subsets(count)
    everything = frozenset(range(count))
    each = [frozenset({one}) for one in range(count)]
    return [frozenset(), *each, *(everything - one for one in each), everything]


def shapley(worth: Mapping[Repairs, float], count: int) -> list[float] | None:
    """Return what each repair adds on average over all orders; ``None`` where a set is missing."""
    if any(one not in worth for one in subsets(count)):
        return None
    values = []
    for one in range(count):
        others = [chosen for chosen in subsets(count) if one not in chosen]
        weights = [factorial(len(chosen)) * factorial(count - len(chosen) - 1) / factorial(count) for chosen in others]
        gains = [worth[chosen | {one}] - worth[chosen] for chosen in others]
        values.append(sum(weight * gain for weight, gain in zip(weights, gains, strict=True)))
    return values


def minimal(good: Iterable[Repairs]) -> list[Repairs]:
    """Return those of the sets that learn which have no smaller one inside, the smallest first."""
    found: list[Repairs] = []
    for chosen in sorted(good, key=lambda one: (len(one), sorted(one))):
        if not any(other <= chosen for other in found):
            found.append(chosen)
    return found
