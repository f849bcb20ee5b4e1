"""In which order data come: whether they are known to be sorted, and which steps leave them so."""

from __future__ import annotations

from typing import Final

from keraslint.values import Array, Step

KEEPING: Final = frozenset({"load", "scale", "cast", "reshape", "encode", "decode", "arithmetic", "batch", "cache", "prefetch"})
SELECTIONS: Final = frozenset({"slice", "columns"})


def keeps_order(step: Step) -> bool:
    """Say whether rows come out of a step in the order in which they went in."""
    if step.operation == "split":
        return step.detail("shuffle") is False
    return step.operation in KEEPING or (step.operation == "select" and step.name in SELECTIONS)


def sorted_at(data: Array) -> Step | None:
    """Return the step at which data were put in order, where nothing has mixed them since."""
    start: Step | None = None
    for step in data.steps:
        if step.detail("ordered") is True:
            start = step
        elif not keeps_order(step):
            start = None
    return start
