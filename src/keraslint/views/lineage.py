"""Who learned from which data: fitted objects on the way of data, and how much of their way two arrays have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from keraslint.ir import Event, Program
from keraslint.libs.arrays import holds_rows
from keraslint.values import Array, Step

FITTING: Final = frozenset({"fit", "fit_transform", "adapt", "fit_on_texts", "fit_on_sequences"})
"""Methods by which an object forgets what it knew and learns from the data that it is given."""

STATELESS: Final = frozenset({"Normalizer", "Binarizer", "PolynomialFeatures"})
"""Transformers that treat each row by itself, so that it does not matter what they were fitted on."""


@dataclass(frozen=True, slots=True)
class Learned:
    """An object that did something to data at ``step``, and the event by which it learned what to do from ``data``."""

    step: Step
    event: Event
    data: Array

    @property
    def name(self) -> str:
        """The class of the object, without its module."""
        return self.step.name.rpartition(".")[2]

    @property
    def method(self) -> str:
        """The method by which it learned."""
        return self.event.name.rpartition(".")[2]


def common(one: Array, other: Array) -> int:
    """Return how many steps two arrays share from their beginning on."""
    return shared_steps(one.steps, other.steps)


def shared_steps(one: tuple[Step, ...], other: tuple[Step, ...]) -> int:
    """Return with how many equal steps, at the same places, two ways begin."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right or left.place != right.place:
            break
        count += 1
    return count


def learned(program: Program, array: Array, start: int = 0) -> Iterator[tuple[int, Learned]]:
    """Walk the fitted objects on the way of data from step ``start`` on, with the numbers of their steps.

    An object that is fitted several times gives as many.
    """
    for index, step in enumerate(array.steps[start:], start):
        if step.detail("object") is None or step.name.rpartition(".")[2] in STATELESS:
            continue
        for event in program.events:
            data = event.details.get("data")
            if event.kind == "fit" and event.subject == step.detail("object") and isinstance(data, Array):
                found = Learned(step, event, data)
                if found.method in FITTING:
                    yield index, found


def saw(learned: Learned, array: Array) -> bool:
    """Say whether an object learned from the very data whose way it is on."""
    if learned.step.place == learned.event.place:
        return True
    return array.identity is not None and holds_rows(learned.data.identity, array.identity)


def left_aside(program: Program, array: Array) -> Event | None:
    """Return where a scaled copy of the rows of ``array`` is made that no model of the program gets, if there is one.

    ``array`` is the original, or a selection of its rows.
    """
    used = {step.detail("object") for given in _fed(program) for step in given.steps}
    for event in program.events:
        data = event.details.get("data")
        if event.kind != "fit" or not isinstance(data, Array) or data.identity is None or event.subject in used:
            continue
        name = event.name.rpartition(".")
        if name[2] == "fit_transform" and name[0].endswith("Scaler") and _is_part(data, array):
            return event
    return None


def _fed(program: Program) -> Iterator[Array]:
    for setup in program.setups:
        for use in setup.uses:
            for fact in (use.x, use.y, use.validation_x, use.validation_y):
                if isinstance(fact.value, Array):
                    yield fact.value


def _is_part(whole: Array, part: Array) -> bool:
    """Say whether an array is another one, or holds some of its rows, all columns of them."""
    if part.steps[: len(whole.steps)] != whole.steps or whole.shape is None or part.shape is None:
        return False
    return whole.shape[1:] == part.shape[1:] and len(part.shape) > 1 and holds_rows(whole.identity, part.identity)
