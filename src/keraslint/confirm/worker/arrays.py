"""Data that are not made up: the user's own, or a data set of Keras that lies on this machine already."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np

from keraslint.confirm.blueprint import Task
from keraslint.confirm.worker.probe import HELD_OUT, Data

Array = Any


class BadData(Exception):
    """The data cannot be had, or do not fit the model."""


def sampled(task: Task, samples: int, seed: int) -> Data:
    """Return rows of the data that ``task`` names, some to train on and others held out.

    Raises:
        BadData: there are none, or they do not fit.
    """
    x, y = load(task.own or "")
    if len(x) != len(y):
        raise BadData(f"there are {len(x)} inputs and {len(y)} targets")
    if tuple(x.shape[1:]) != task.shape:
        raise BadData(f"the inputs have the shape {tuple(x.shape[1:])}, and the model takes {task.shape}")
    rows = np.random.default_rng([seed, 5]).permutation(len(x))
    held = min(HELD_OUT, len(x) // 4)
    if held < 8:
        raise BadData(f"{len(x)} samples are too few")
    train, test = np.resize(rows[held:], samples), rows[:held]
    kind = "int32" if task.form == "tokens" else "float32"
    return Data(x[train].astype(kind), y[train], x[test].astype(kind), y[test], _answers(task, y[test]))


def _answers(task: Task, y: Array) -> Array:
    """Return what targets mean: class numbers for classes."""
    if task.target != "classes":
        return y
    if task.encoding == "one_hot":
        return y.argmax(axis=-1)
    flat = y.reshape(len(y))
    return (flat > 0).astype("int64") if task.encoding == "signed" else flat.astype("int64") - task.first


@cache
def load(name: str) -> tuple[Array, Array]:
    """Return inputs and targets.

    Raises:
        BadData: they cannot be had.
    """
    kind, _, what = name.partition("|")
    try:
        x, y = _LOADERS[kind](what)
    except BadData:
        raise
    except Exception as error:  # noqa: BLE001 - a function of the user may raise anything
        raise BadData(f"the data cannot be read: {type(error).__name__}: {error}") from None
    return np.asarray(x), np.asarray(y)


def _from_files(what: str) -> tuple[Array, Array]:
    names = what.split(",")
    if len(names) == 2:
        return np.load(names[0], allow_pickle=False), np.load(names[1], allow_pickle=False)
    with np.load(names[0], allow_pickle=False) as archive:
        for pair in (("x", "y"), ("x_train", "y_train"), ("arr_0", "arr_1")):
            if set(pair) <= set(archive.files):
                return archive[pair[0]], archive[pair[1]]
        raise BadData(f"{names[0]} has no x and y, but {', '.join(archive.files)}")


def _from_function(what: str) -> tuple[Array, Array]:
    """Run the user's function, which is what ``--data module:function`` asks for."""
    module, _, function = what.partition(":")
    sys.path.insert(0, str(Path.cwd()))
    try:
        x, y = getattr(import_module(module), function)()
    finally:
        sys.path.pop(0)
    return x, y


def _from_keras(what: str) -> tuple[Array, Array]:
    return _from_files(str(Path(os.environ.get("KERAS_HOME") or Path("~/.keras").expanduser()) / "datasets" / what))


_LOADERS: Final[dict[str, Callable[[str], tuple[Array, Array]]]] = {
    "files": _from_files,
    "function": _from_function,
    "keras": _from_keras,
}
