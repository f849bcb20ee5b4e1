"""Views of how a program stores models and weights, and of the names under which it does so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from keraslint.change import Change, set_argument
from keraslint.ir import Component, Fact, Program

MODEL: Final = ".keras"
WEIGHTS: Final = ".weights.h5"
HDF5: Final = (".h5", ".hdf5")

ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    "keras.Model.save": (MODEL, *HDF5),
    "keras.Sequential.save": (MODEL, *HDF5),
    "keras.models.save_model": (MODEL, *HDF5),
    "keras.saving.save_model": (MODEL, *HDF5),
    "keras.Model.save_weights": (WEIGHTS,),
    "keras.Sequential.save_weights": (WEIGHTS,),
    "keras.models.load_model": (MODEL, *HDF5),
    "keras.saving.load_model": (MODEL, *HDF5),
    "keras.Model.load_weights": (MODEL, *HDF5),
    "keras.Sequential.load_weights": (MODEL, *HDF5),
}
"""The endings that each function of Keras 3 takes; the first is the one to use."""

CHECKPOINT: Final = "keras.callbacks.ModelCheckpoint"
LOADING: Final = (".load_model", ".load_weights")
SAVING: Final = (".save", ".save_model")

OLD: Final = (".weights.h5", ".weights", ".h5", ".hdf5", ".ckpt", ".keras", ".pb", ".model", ".tf", ".pkl", ".hd5", ".h5py")
"""Endings that are dropped before a new one is put on."""


def endings(call: Component) -> tuple[str, ...] | None:
    """Return the endings of file names that a call takes in Keras 3; ``None`` for calls that neither store nor load."""
    if call.kind != CHECKPOINT:
        return ENDINGS.get(call.kind)
    match call["save_weights_only"].value:
        case True:
            return (WEIGHTS,)
        case False:
            return (MODEL, ".h5")
    return (MODEL, ".h5", WEIGHTS)


def saves_models(program: Program) -> Iterator[Component]:
    """Walk the calls that store whole models, checkpoints included."""
    for call in program.calls:
        weights_alone = call.kind == CHECKPOINT and call["save_weights_only"].value is not False
        if endings(call) is not None and not weights_alone and (call.kind == CHECKPOINT or call.kind.endswith(SAVING)):
            yield call


def loads_models(program: Program) -> Iterator[Component]:
    """Walk the calls of ``load_model``."""
    return (call for call in program.calls if call.kind.endswith(".load_model") and call.kind in ENDINGS)


def file_renamed(program: Program, path: Fact[Any], ending: str) -> tuple[str, tuple[Change, ...]] | None:
    """Give a file another ending wherever the program stores or loads it under that name.

    Returns the new name and the changes; ``None`` where one of these calls would refuse it, or the name is only read, so that
    the file must be there already.
    """
    old = str(path.value)
    stem = next((old.removesuffix(other) for other in OLD if old.endswith(other)), old)
    new = stem.rstrip("/") + ending
    same = [call for call in program.calls if endings(call) is not None and call["filepath"].value == old]
    written = any(not call.kind.endswith(LOADING) for call in same)
    if not written or not all(new.endswith(endings(call) or ()) for call in same):
        return None
    return new, tuple(set_argument(call["filepath"], new) for call in same)
