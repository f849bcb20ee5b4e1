"""Models that are written and read again: what a program saves under a name is what it loads by that name.

Only names that are known count, and only what this program writes, or else the one program beside it that writes such a file: any
other file that was there before may hold anything.
"""

from __future__ import annotations

import posixpath
from typing import Final

from keraslint.interp.copies import CONFIGURATION, Copier
from keraslint.interp.models import MODEL, NONE
from keraslint.interp.targets import sequence_of
from keraslint.libs.registry import Call, entry, method
from keraslint.recover.walk import SEQUENTIAL
from keraslint.values import Argument, Const, Instance, Reason, Unknown, UserClass, Value

CHECKPOINT: Final = "keras.callbacks.ModelCheckpoint"


@method(MODEL, "save")
@entry("keras.models.save_model", "keras.saving.save_model")
def save(call: Call, model: Value, filepath: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Write a model as it is now."""
    if isinstance(model, Instance):
        call.event("call", model)
        _write(call, model, filepath)
    return NONE


def checkpointed(call: Call, model: Instance, callbacks: Value) -> None:
    """Write a model as the checkpoints do that its training is given: of other weights, but of the same layers."""
    content = sequence_of(callbacks)
    for callback in (callbacks,) if content is None else content.items:
        if isinstance(callback, Instance) and callback.kind == CHECKPOINT:
            weights_only = callback.arguments.get("save_weights_only", Argument(Const(False))).value
            if weights_only == Const(False):
                _write(call, model, callback.arguments.get("filepath", Argument(NONE)).value)


def _write(call: Call, model: Instance, filepath: Value) -> None:
    name = name_of_file(filepath)
    if name is not None:
        call.store(name, model if isinstance(model.kind, UserClass) else Copier(call.place).copy(model))


@entry("keras.models.load_model", "keras.saving.load_model")
def load_model(call: Call, filepath: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Return the model that was written under that name; of any other only this is known, that it was loaded."""
    name = name_of_file(filepath)
    if name is None:
        return again(call, None)
    return again(call, call.files().get(name) or call.left_by_others(name))


@method(MODEL, "to_json", "to_yaml")
def to_json(call: Call, model: Value, **others: Value) -> Value:
    """Return the text of a model's configuration: only what can be made of it again."""
    return Instance(CONFIGURATION, place=call.place, fields={"of": model})


@entry("keras.models.model_from_json", "keras.models.model_from_config", "keras.models.model_from_yaml")
def model_from_json(call: Call, source: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Make a model of the configuration of another one."""
    known = isinstance(source, Instance) and source.kind == CONFIGURATION
    return again(call, source.fields.get("of") if known and isinstance(source, Instance) else None)


def again(call: Call, model: Value | None) -> Value:
    """Return a copy of a model that was saved, and one that is not known where it is not or needs code to be made again."""
    if isinstance(model, Instance) and model.kind in {MODEL, SEQUENTIAL} and "opaque" not in model.fields:
        made = Copier(call.place).copy(model)
    else:
        made = Instance(MODEL, place=call.place, fields={"opaque": Unknown(Reason.LOADED_MODEL, call.place)})
    call.event("make", made)
    return made


def name_of_file(value: Value) -> str | None:
    """Return the name of a file, where it is known: one spelling of it."""
    return posixpath.normpath(value.value) if isinstance(value, Const) and isinstance(value.value, str) else None
