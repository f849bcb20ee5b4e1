"""Functions that call themselves."""

import keras
from keras import layers


def tower(x, depth):
    if depth == 0:
        return x
    return tower(layers.Dense(depth, activation="relu")(x), depth - 1)


start = keras.Input((6,))
model = keras.Model(start, layers.Dense(1)(tower(start, 3)))
model.compile("adam", "mse")
