"""Functions made in a loop see the last value of its variable, unless it is bound as a default."""

import functools

import keras
from keras import layers

late = [lambda x: layers.Dense(units)(x) for units in (3, 5, 7)]
early = [lambda x, units=units: layers.Dense(units)(x) for units in (3, 5, 7)]
start = keras.Input((2,))
x = start
for block in late:
    x = block(x)
keras.Model(start, x).compile("adam", "mse")
chained = functools.reduce(lambda value, block: block(value), early, start)
model = keras.Model(start, chained)
model.compile("adam", "mse")
made = list(map(lambda units: layers.Dense(units, activation="relu"), [4, 2]))
mapped = keras.Sequential([keras.Input((2,))] + made)
mapped.compile("sgd", "mse")
