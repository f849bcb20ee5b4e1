"""One optimizer, changed between two models."""

import keras
from keras import layers


def net():
    return keras.Sequential([keras.Input((3,)), layers.Dense(1)])


rate = keras.optimizers.Adam(0.01)
first = net()
first.compile(rate, "mse")
rate.learning_rate = 0.002
second = net()
second.compile(rate, "mse")
first.compile(rate, "mae")
losses = {"a": "mse"}
third = net()
third.compile("sgd", losses["a"])
losses["a"] = "mae"
third.compile("sgd", losses["a"])
