"""Small programs for the tests of the experiments, and what is recovered of them."""

from __future__ import annotations

from functools import cache

from keraslint.confirm.blueprint import Blueprint
from keraslint.confirm.translate import blueprint_of
from keraslint.ir import Setup
from keraslint.rules import Rule, load
from keraslint.testing import Linted, lint

HEAD = """
import keras
import numpy as np
from keras import layers
"""

TABLE = """
points = np.random.rand(400, 8)
labels = np.random.randint(0, 3, 400)
"""

IMAGES = """
images = np.random.randint(0, 256, (100, 64, 64, 3)).astype("uint8")
labels = np.random.randint(0, 2, 100)
"""


@cache
def rules() -> tuple[Rule, ...]:
    """Return all rules."""
    return load()


def linted(text: str) -> Linted:
    """Lint a program."""
    return lint(HEAD + text, rules())


def setup_of(text: str) -> Setup:
    """Return the first setup of a program."""
    return linted(text).program.setups[0]


def blueprint(text: str) -> Blueprint:
    """Return the blueprint of the first setup of a program."""
    return blueprint_of(setup_of(text))


def dense(*layers: str, compiled: str = 'optimizer="adam", loss="sparse_categorical_crossentropy"', fit: str = "") -> str:
    """Return a program that trains a stack of layers on a table with three classes."""
    stack = "".join(f"    {layer},\n" for layer in layers)
    model = f"model = keras.Sequential([\n    keras.Input((8,)),\n{stack}])\n"
    return f"{TABLE}{model}model.compile({compiled})\nmodel.fit(points, labels, epochs=5{fit})\n"
