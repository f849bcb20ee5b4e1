"""Factories that compile what they return, one of them by means of the other."""

import keras
from keras import layers
from keras.optimizers import Adam


def body(inputs, depth):
    x = inputs
    for _ in range(depth):
        x = layers.Dense(8, activation="relu")(x)
    return x


def compiled(depth, rate=1e-3, loss="mse"):
    inputs = keras.Input(shape=(5,))
    outputs = layers.Dense(1)(body(inputs, depth))
    model = keras.Model(inputs, outputs)
    model.compile(optimizer=Adam(learning_rate=rate), loss=loss)
    return model


shallow = compiled(1)
deeper = compiled(depth=3, rate=1e-4, loss="mae")
