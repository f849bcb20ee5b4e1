"""What several tests use: a program with a fault, and how a command line is run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from keraslint import cli


@dataclass
class Run:
    """What a command line gave."""

    code: int
    out: str
    err: str


Keraslint = Callable[..., Run]


def in_process(capsys: pytest.CaptureFixture[str], *before: str) -> Keraslint:
    """Return a function that runs a command line in this process, with ``before`` in front of its arguments."""

    def run(*arguments: str | Path) -> Run:
        capsys.readouterr()
        code = cli.main([*before, *map(str, arguments)])
        written = capsys.readouterr()
        return Run(code, written.out, written.err)

    return run


FAULTY = """\
import keras
import numpy as np

x = np.random.rand(100, 3)
y = np.random.randint(0, 2, 100)
model = keras.Sequential([
    keras.Input((3,)),
    keras.layers.Dense(8, activation="relu"),
    keras.layers.Dense(1, activation="softmax"),
])
model.compile(
    optimizer="adam",
    loss="binary_crossentropy",
)
model.fit(x, y, epochs=3)
"""
"""A program with one fault, KL101 in line 9."""

CLEAN = FAULTY.replace("softmax", "sigmoid")
