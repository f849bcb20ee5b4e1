"""Loops around what a program does: which of them repeat it often, and what they make anew in each turn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keraslint.ir import Component, Context, Control, Event, Model, Program, Setup

FEW_TURNS: Final = 3
"""A loop with so few turns, written out, is a list of cases rather than a repetition."""

CHEAP_TURNS: Final = 10
"""What is merely slow or large costs nobody anything in so few turns: ten folds, ten settings, ten samples to look at."""


def loops(contexts: tuple[Context, ...]) -> tuple[Context, ...]:
    """Return the loops around something, the outermost first."""
    return tuple(context for context in contexts if context.control is Control.LOOP)


def repeated_in(contexts: tuple[Context, ...], few: int = FEW_TURNS) -> Context | None:
    """Return the innermost loop around something that is not known to have at most ``few`` turns."""
    found = [loop for loop in loops(contexts) if loop.turns is None or loop.turns > few]
    return found[-1] if found else None


def stands_in(contexts: tuple[Context, ...], loop: Context) -> bool:
    """Say whether something stands in a loop."""
    return any(context.place == loop.place for context in loops(contexts))


def making(setup: Setup) -> Event | None:
    """Return the event in which the model of a setup was made."""
    program, model = setup.program, setup.model
    if program is None or not isinstance(model, Model):
        return None
    return next((event for event in program.events if event.kind == "make" and event.subject == model.identity), None)


def calls_in(program: Program, loop: Context, *names: str) -> Iterator[Component]:
    """Walk the calls in a loop whose names end in one of ``names``."""
    return (call for call in program.calls if call.kind.endswith(names) and stands_in(call.contexts, loop))
