"""Where the data of an experiment come from: made up, the user's own, or a data set of Keras that is on this machine."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Final

from keraslint.confirm.blueprint import Blueprint
from keraslint.confirm.parts import Missing
from keraslint.ir import Setup
from keraslint.options import Failure
from keraslint.values import Array

SYNTHETIC: Final = "synthetic probe"
DATASETS: Final = {"keras.datasets.mnist": "mnist.npz", "keras.datasets.boston_housing": "boston_housing.npz"}
"""Data sets that Keras keeps as one file of arrays, and its name."""


def own_data(given: str | None) -> str | None:
    """Return the user's data as the worker names them.

    Raises:
        Failure: a file is not there, or it is neither a file nor a function.
    """
    if given is None:
        return None
    names = given.split(",")
    if all(name.endswith((".npz", ".npy")) for name in names) and len(names) == (1 if given.endswith(".npz") else 2):
        missing = next((name for name in names if not Path(name).is_file()), None)
        if missing is not None:
            raise Failure(f"there is no file {missing}")
        return "files|" + ",".join(str(Path(name).resolve()) for name in names)
    module, colon, function = given.partition(":")
    if colon and function.isidentifier() and all(part.isidentifier() for part in module.split(".")):
        return f"function|{given}"
    raise Failure(f"--data takes FILE.npz, X.npy,Y.npy or module:function, not {given}")


def with_source(blueprint: Blueprint, setup: Setup, own: str | None) -> tuple[Blueprint, str]:
    """Return a setup with the data it is to be trained on, and what to call them.

    Raises:
        Missing: the user's data cannot be used.
    """
    frozen = blueprint.task.stands_for
    if frozen:
        if own is not None:
            raise Missing(f"your data go into {frozen}, which comes with weights of its own")
        return blueprint, f"{SYNTHETIC} in the place of what the frozen {frozen} gives"
    if own is not None and blueprint.outputs:
        raise Missing("your data are one array of inputs and one of targets, and the model has several")
    if own is not None:
        kind, _, name = own.partition("|")
        words = f"your data ({name})" if kind == "files" else f"data that your function {name} gave, which was run"
        return replace(blueprint, task=replace(blueprint.task, own=own)), words
    dataset = None if blueprint.outputs else _dataset(setup)
    if dataset is not None:
        return replace(blueprint, task=replace(blueprint.task, own=f"keras|{DATASETS[dataset]}")), dataset
    return blueprint, SYNTHETIC


def _dataset(setup: Setup) -> str | None:
    """Return the data set of Keras that a setup is trained on, as it comes or scaled, where it is in Keras' own cache."""
    use = next(iter(setup.fits), None)
    x = use.x.value if use is not None else None
    y = use.y.value if use is not None else None
    if not isinstance(x, Array) or not isinstance(y, Array) or x.source is None or y.source is None:
        return None
    name = x.source.name.removesuffix(".load_data")
    if name not in DATASETS or y.source.name != x.source.name or len(x.steps) > 1 or len(y.steps) > 1:
        return None
    home = Path(os.environ.get("KERAS_HOME") or Path("~/.keras").expanduser())
    return name if (home / "datasets" / DATASETS[name]).is_file() else None
