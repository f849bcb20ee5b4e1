"""Loops of which nobody knows how often they run."""

# unknown: layers, shape, parameters: how many layers there are is not known
import os

import keras
from keras import layers

model = keras.Sequential([keras.Input((4,))])
for _name in os.listdir("."):
    model.add(layers.Dense(4, activation="relu"))
model.add(layers.Dense(2, activation="softmax"))
model.compile("adam", "categorical_crossentropy")

start = keras.Input((4,))
x = start
for _name in os.listdir("."):
    x = layers.Dense(5)(x)
functional = keras.Model(start, layers.Dense(1)(x))
functional.compile("adam", "mse")
