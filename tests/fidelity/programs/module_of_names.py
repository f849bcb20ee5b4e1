"""Enumerations, constants in classes, and names that are bound by importing inside of functions."""

from enum import Enum
from types import SimpleNamespace
from collections import namedtuple
from typing import NamedTuple

import keras

Pair = namedtuple("Pair", ["units", "activation"])


class Kind(Enum):
    SMALL = 4
    LARGE = 16


class Spec(NamedTuple):
    units: int
    rate: float = 0.25


space = SimpleNamespace(units=6, loss="mse")
spec = Spec(7)
units, rate = spec
pair = Pair(5, "tanh")


def build():
    from keras.layers import Dense as Layer
    from keras.layers import Dropout

    return keras.Sequential(
        [
            keras.Input((3,)),
            Layer(Kind.SMALL.value),
            Layer(space.units),
            Dropout(rate),
            Layer(spec.units),
            Layer(pair.units, activation=pair.activation),
            Layer(pair[0]),
        ]
    )


build().compile("adam", space.loss)
