"""Losses that measure how far two areas overlap, such as Dice: which they are, and whether they make shares of any numbers."""

from __future__ import annotations

from typing import Final

from keraslint.api import Control, Program

OVERLAPS: Final = ("dice", "jaccard", "tversky", "iou")
"""Words in the names of such losses, those of Keras and those that programs write themselves."""

SQUASHING: Final = ("sigmoid", "softmax", "clip", "clip_by_value", "hard_sigmoid")


def measures_overlap(program: Program | None, loss: str) -> bool:
    """Say whether a loss measures an overlap of shares, by its name, and nothing in the program's functions makes shares."""
    if not any(word in loss.lower() for word in OVERLAPS):
        return False
    if not loss.startswith("custom:"):
        return True
    calls = program.calls if program is not None else ()
    inside = (call for call in calls if any(context.control is Control.FUNCTION for context in call.contexts))
    return program is not None and not any(call.kind.rpartition(".")[2] in SQUASHING for call in inside)
