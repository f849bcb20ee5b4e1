"""Preprocessing layers that learn from data what they do: ``adapt``, and what is handed to them instead."""

from __future__ import annotations

from typing import Final

from keraslint.libs.arrays import data
from keraslint.libs.registry import Call, method
from keraslint.libs.tensorflow.elements import leaves
from keraslint.values import Array, Const, Dataset, Instance, Value

NONE: Final = Const(None)

ADAPTED: Final = tuple(
    f"keras.layers.{name}" for name in ("Normalization", "Discretization", "TextVectorization", "StringLookup", "IntegerLookup")
)
"""The layers that have ``adapt``."""


def _learned_from(value: Value) -> Array:
    """Return the data that a layer is adapted to: those of a dataset are its elements."""
    if isinstance(value, Dataset):
        found = leaves(value.element)
        return found[0] if len(found) == 1 else Array()
    return data(value)


@method("keras.Layer", "adapt", "update_state")
def adapt(call: Call, receiver: Value, data: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Note that a layer learns from data."""
    if isinstance(receiver, Instance):
        call.scaling()
        call.event("fit", receiver, data=_learned_from(data))
    return NONE


def given(call: Call, receiver: Instance, *arguments: Value, **others: Value) -> Value:
    """Note that a layer is given what it would learn otherwise."""
    call.event("given", receiver)
    return NONE


for _kind in ADAPTED:
    method(_kind, "set_vocabulary", "set_weights", "load_assets", "load_own_variables")(given)
