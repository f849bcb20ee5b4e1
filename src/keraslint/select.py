"""Which rules run: selectors of the command line or the configuration to rules.

A selector is a code (``KL109``), the start of one (``KL1``), a rule name, a category, a tier (``core``) or ``ALL``. The most
specific selector that means a rule decides about it; between equally specific ones ``ignore`` wins.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from keraslint.rules import Rule

ALL: Final = "ALL"

Rank: TypeAlias = tuple[int, int]
"""How closely a rule is named: a ``Specificity``, and the length of a prefix."""

NOT_AT_ALL: Final[Rank] = (0, 0)
BY_DEFAULT: Final[Rank] = (0, 1)


class Specificity(IntEnum):
    """The ways to name a rule, the closest last."""

    ALL = 1
    TIER = 2
    CATEGORY = 3
    PREFIX = 4
    RULE = 5


class UnknownSelector(Exception):
    """A selector that means no rule; ``suggestion`` is the closest one that does."""

    def __init__(self, selector: str, suggestion: str | None) -> None:
        """Name the selector and what may have been meant."""
        hint = f"; did you mean `{suggestion}`?" if suggestion else ""
        super().__init__(f"unknown rule selector `{selector}`{hint}")
        self.selector = selector
        self.suggestion = suggestion


def choose(
    rules: Sequence[Rule], select: Iterable[str] = (), ignore: Iterable[str] = (), extend: Iterable[str] = ()
) -> tuple[Rule, ...]:
    """Return the rules that run.

    Raises:
        UnknownSelector: a selector means no rule.
    """
    chosen, added, left_out = list(select), list(extend), list(ignore)
    for selector in (*chosen, *added, *left_out):
        if not any(_rank(rule, selector) for rule in rules):
            raise UnknownSelector(selector, _closest(rules, selector))
    return tuple(
        rule for rule in rules if max(_strongest(rule, [*chosen, *added]), _by_default(rule, chosen)) > _strongest(rule, left_out)
    )


def _by_default(rule: Rule, chosen: Sequence[str]) -> Rank:
    return BY_DEFAULT if rule.default and not chosen else NOT_AT_ALL


def _strongest(rule: Rule, selectors: Iterable[str]) -> Rank:
    return max((rank for selector in selectors if (rank := _rank(rule, selector))), default=NOT_AT_ALL)


def _rank(rule: Rule, selector: str) -> Rank | None:
    """Return how specifically ``selector`` means ``rule``, or ``None`` when it does not."""
    if selector in {rule.code, rule.name}:
        return (Specificity.RULE, 0)
    if selector == rule.meta.category:
        return (Specificity.CATEGORY, 0)
    if selector == rule.meta.tier.value:
        return (Specificity.TIER, 0)
    if selector == ALL:
        return (Specificity.ALL, 0)
    if selector[:1].isupper() and rule.code.startswith(selector):
        return (Specificity.PREFIX, len(selector))
    return None


def _closest(rules: Iterable[Rule], selector: str) -> str | None:
    known = {ALL}
    for rule in rules:
        known.update((rule.code, rule.name, rule.meta.category, rule.meta.tier.value))
    lowered = {name.lower(): name for name in sorted(known)}
    close = difflib.get_close_matches(selector.lower(), lowered, n=1)
    return lowered[close[0]] if close else None
