"""What several tests use: a program with a fault, and how a command line is run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Run:
    """What a command line gave."""

    code: int
    out: str
    err: str


Keraslint = Callable[..., Run]

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
