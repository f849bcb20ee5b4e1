"""Which rules run: selectors of the command line or the configuration to rules.

A selector is a code (``KL109``), the start of one (``KL1``), a rule name, a category, a group (a tier such as ``core``, a family
such as ``data``, or what the rule is tagged with) or ``ALL``. The most specific selector that means a rule decides about it;
between equally specific ones ``ignore`` wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from keraslint.nearest import nearest

if TYPE_CHECKING:
    from keraslint.rules import Rule

ALL: Final = "ALL"

Rank: TypeAlias = tuple[int, int]
"""How closely a rule is named: a ``Specificity``, and the length of a prefix."""

NOT_AT_ALL: Final[Rank] = (0, 0)


class Specificity(IntEnum):
    """The ways to name a rule, the closest last."""

    ALL = 1
    GROUP = 2
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


@dataclass(frozen=True, slots=True)
class Layer:
    """The selectors of one source. With ``select`` it starts anew; without, it changes what the sources before it have chosen."""

    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    extend: Sequence[str] = ()

    def keeps(self, rule: Rule, chosen: bool) -> bool:
        """Say whether a rule runs that ran, or did not, before this layer."""
        for_it = _strongest(rule, (*self.select, *self.extend))
        against = _strongest(rule, self.ignore)
        if max(for_it, against) > NOT_AT_ALL:
            return for_it > against
        return chosen and not self.select


def choose(
    rules: Sequence[Rule], select: Iterable[str] = (), ignore: Iterable[str] = (), extend: Iterable[str] = ()
) -> tuple[Rule, ...]:
    """Return the rules that one layer of selectors leaves running.

    Raises:
        UnknownSelector: a selector means no rule.
    """
    return choose_by(rules, [Layer(tuple(select), tuple(ignore), tuple(extend))])


def choose_by(rules: Sequence[Rule], layers: Iterable[Layer]) -> tuple[Rule, ...]:
    """Return the rules that run after all layers, the last of which has the last word.

    Raises:
        UnknownSelector: a selector means no rule.
    """
    on = {rule.code: rule.default for rule in rules}
    for layer in layers:
        demand_known(rules, (*layer.select, *layer.extend, *layer.ignore))
        on = {rule.code: layer.keeps(rule, on[rule.code]) for rule in rules}
    return tuple(rule for rule in rules if on[rule.code])


def demand_known(rules: Sequence[Rule], selectors: Iterable[str]) -> None:
    """Refuse selectors that mean nothing.

    Raises:
        UnknownSelector: a selector means no rule.
    """
    for selector in selectors:
        if not any(_rank(rule, selector) for rule in rules):
            raise UnknownSelector(selector, _closest(rules, selector))


def selects(rule: Rule, selectors: Iterable[str], but_not: Iterable[str] = ()) -> bool:
    """Say whether ``selectors`` mean a rule, and more closely than ``but_not`` do."""
    return _strongest(rule, selectors) > _strongest(rule, but_not)


def closest(rule: Rule, selectors: Iterable[str]) -> str | None:
    """Return the selector that means a rule most closely, if any does."""
    ranked = [(rank, selector) for selector in selectors if (rank := _rank(rule, selector))]
    return max(ranked)[1] if ranked else None


def _strongest(rule: Rule, selectors: Iterable[str]) -> Rank:
    return max((rank for selector in selectors if (rank := _rank(rule, selector))), default=NOT_AT_ALL)


def _rank(rule: Rule, selector: str) -> Rank | None:
    """Return how specifically ``selector`` means ``rule``, or ``None`` when it does not."""
    if selector in {rule.code, rule.name}:
        return (Specificity.RULE, 0)
    if selector == rule.meta.category:
        return (Specificity.CATEGORY, 0)
    if selector in rule.groups:
        return (Specificity.GROUP, 0)
    if selector == ALL:
        return (Specificity.ALL, 0)
    if selector[:1].isupper() and rule.code.startswith(selector):
        return (Specificity.PREFIX, len(selector))
    return None


def _closest(rules: Iterable[Rule], selector: str) -> str | None:
    known = {ALL}
    for rule in rules:
        known.update((rule.code, rule.name, rule.meta.category, *rule.groups))
    return nearest(selector, known)
