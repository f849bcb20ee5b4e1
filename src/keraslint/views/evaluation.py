"""How a setup is judged: validation, looks at other data, what chooses by them, and weights that are brought back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keraslint.ir import Component, Event, Fact, Program, Setup, Use
from keraslint.libs.arrays import holds_rows
from keraslint.values import Array
from keraslint.views.budget import callbacks_of

LOOKS: Final = ("evaluate", "predict", "test_on_batch")
"""How the names of the methods begin that tell how a model does."""

LOADING: Final = ("load_weights", "load_model", "set_weights")

SELECTING: Final = ("EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau")
"""Callbacks that go by a value which they monitor."""


def unvalidated(use: Use) -> bool:
    """Say whether a training is certain to have no validation data."""
    data, share = use["validation_data"], use["validation_split"]
    return data.value is None and not data.given and share.number == 0


def looks(setup: Setup) -> Iterator[Use]:
    """Walk the uses that tell how the model does."""
    return (use for use in setup.uses if use.method.startswith(LOOKS))


def look_after(setup: Setup, use: Use) -> Use | None:
    """Return the first look at a model after a training of it."""
    return next((look for look in looks(setup) if look.order > use.order), None)


def metrics_on(program: Program, predict: Use) -> Iterator[Event]:
    """Walk the metrics that are computed from what ``predict`` gave."""
    for event in program.events:
        arrays = (event.details.get("first"), event.details.get("second"))
        if event.kind == "metric" and any(isinstance(array, Array) and made_by(array, predict) for array in arrays):
            yield event


def made_by(array: Array, predict: Use) -> bool:
    """Say whether an array comes from the predictions of one use."""
    return array.source is not None and array.source.place is not None and array.source.place == predict.place


def selectors(use: Use) -> Iterator[Component]:
    """Walk the callbacks of a training that choose by the validation data: when to stop, what to keep, how fast to go on."""
    for callback in callbacks_of(use, *SELECTING):
        keeps = callback.name != "ModelCheckpoint" or callback["save_best_only"].value is True
        if callback.kind.startswith("keras.") and keeps and str(callback["monitor"].value).startswith("val_"):
            yield callback


def among(whole: Fact[Array], part: Fact[Array]) -> bool:
    """Say whether all samples of ``part`` are known to be among those of ``whole``."""
    if not isinstance(whole.value, Array) or not isinstance(part.value, Array):
        return False
    return holds_rows(whole.value.identity, part.value.identity)


def loads_weights(setup: Setup) -> bool:
    """Say whether the program loads or sets weights somewhere, or may do so."""
    program = setup.program
    if program is None:
        return True
    calls = any(call.kind.endswith(LOADING) for call in program.calls)
    return calls or any(name in event.name for event in program.events for name in LOADING)


def is_looked_at(program: Program) -> bool:
    """Say whether anything in a program tells how a model does: one that is loaded or handed in counts too."""
    applied = any(event.kind == "apply" for event in program.events)
    return applied or any(call.kind.startswith("keras.Model.") and call.name.startswith(LOOKS) for call in program.calls)
