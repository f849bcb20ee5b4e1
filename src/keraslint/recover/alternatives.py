"""What is known of an optimizer that is one of several, as branches leave them: what all of them have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from keraslint.ir import Component, Fact, Optimizer
from keraslint.values import Reason, Unknown


def either(optimizers: Sequence[Optimizer]) -> Optimizer:
    """Return an optimizer of which only that is known in which all of ``optimizers`` agree; no place sets it for all of them."""
    first = optimizers[0]
    parts = [optimizer.component for optimizer in optimizers]
    facts = {name: common([part[name] for part in parts]) for name in parts[0].arguments}
    kind = replace(common([optimizer.kind for optimizer in optimizers]), site=first.kind.site)
    rate = common([optimizer.learning_rate for optimizer in optimizers])
    made = Component(parts[0].kind if kind.known else "unknown", facts if kind.known else {}, {}, parts[0].place, parts[0].path)
    return Optimizer(kind, rate, made, None, 0, first.form)


def common(facts: Sequence[Fact[Any]]) -> Fact[Any]:
    """Return a fact whose value is that of all of ``facts``, if it is the same."""
    first = facts[0]
    same = all(fact.value == first.value for fact in facts)
    return replace(first, value=first.value if same else Unknown(Reason.BRANCHES, first.place), site=None)
