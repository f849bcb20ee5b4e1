"""The user's own model, by running the user's file: only in a worker that was started for that, with ``--exec``."""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path
from typing import Any

import keras


class CannotCapture(Exception):
    """The file ends, or fails, before the model is trained."""


class _Reached(BaseException):
    """The model is about to be trained; not an ``Exception``, so that no handler of the program keeps it."""


def captured(file: str, number: int) -> Any:
    """Run a file up to its training number ``number`` and return the model that it is about to train. Earlier ones are skipped.

    Raises:
        CannotCapture: there is no such training, or the file fails before.
    """
    trained: list[Any] = []

    def fit(self: Any, *_arguments: Any, **_keywords: Any) -> Any:
        if all(self is not one for one in trained):
            trained.append(self)
        if len(trained) > number:
            raise _Reached
        return keras.callbacks.History()

    original, folder, arguments = keras.Model.fit, Path.cwd(), sys.argv
    path = Path(file).resolve()
    keras.Model.fit = fit
    sys.path.insert(0, str(path.parent))
    sys.argv = [str(path)]
    os.chdir(path.parent)
    try:
        runpy.run_path(str(path), run_name="__main__")
    except _Reached:
        return trained[number]
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a program may raise anything
        raise CannotCapture(f"{path.name} fails before it trains: {type(error).__name__}: {error}") from None
    finally:
        keras.Model.fit = original
        sys.path.remove(str(path.parent))
        sys.argv = arguments
        os.chdir(folder)
    raise CannotCapture(f"{path.name} ends before its training number {number + 1}")
