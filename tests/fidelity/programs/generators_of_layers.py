"""Layers that come out of generators."""

# unknown: layers, shape, parameters: what a generator yields is taken for any number of such things
import keras
from keras import layers


def stack(sizes):
    for size in sizes:
        yield layers.Dense(size, activation="relu")


model = keras.Sequential([keras.Input((3,))])
for layer in stack([5, 4]):
    model.add(layer)
model.add(layers.Dense(2))
model.compile("adam", "mse")
listed = keras.Sequential([keras.Input((3,)), *stack([6]), layers.Dense(1)])
listed.compile("adam", "mse")
