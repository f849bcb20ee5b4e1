"""An output whose activation is the program's own has no name."""

import keras
from keras import layers, ops


def squash(x):
    return ops.tanh(x) * 3


model = keras.Sequential([keras.Input((5,)), layers.Dense(4, activation=squash), layers.Dense(1, activation=lambda x: x * x)])
model.compile("adam", "mse")
scaled = keras.Sequential([keras.Input((5,)), layers.Dense(1), layers.Lambda(lambda x: x * 100.0)])
scaled.compile("adam", "mse")
