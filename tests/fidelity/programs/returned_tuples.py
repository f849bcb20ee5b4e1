"""Functions that return several things, and unpacking of all kinds."""

import keras
from keras import layers


def parts(size):
    inputs = keras.Input((size,))
    hidden = layers.Dense(size * 2, activation="relu")(inputs)
    return inputs, hidden, {"loss": "mse", "optimizer": "sgd"}


inputs, hidden, options = parts(3)
model = keras.Model(inputs, layers.Dense(1)(hidden))
model.compile(**options)

first, *middle, last = [4, 5, 6, 7]
(a, b), c = (first, last), middle[0]
net = keras.Sequential([keras.Input((a,)), layers.Dense(b), layers.Dense(c), layers.Dense(len(middle))])
net.compile("adam", "mse")
x = y = keras.Input((2,))
same = keras.Model(x, layers.Dense(1)(y))
same.compile("adam", "mse")
