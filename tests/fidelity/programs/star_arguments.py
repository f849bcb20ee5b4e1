"""Positional and keyword arguments handed on."""

import keras
from keras import layers


def stack(*sizes, **options):
    return [layers.Dense(size, **options) for size in sizes]


def wrapped(builder, *args, **kwargs):
    return builder(*args, **kwargs)


settings = dict(optimizer="adam", loss="mse", metrics=["mae"])
net = keras.Sequential([keras.Input((6,)), *stack(5, 4, 3, activation="relu"), wrapped(layers.Dense, 1, activation="linear")])
net.compile(**settings)

shape = (2, 2)
args = [4, "tanh"]
tiny = keras.Sequential([keras.Input(shape), layers.Flatten(), layers.Dense(*args)])
tiny.compile(**{**settings, "loss": "mae"})
