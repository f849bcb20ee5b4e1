"""Layers that only move values about."""

import keras
from keras import layers

start = keras.Input((4, 6))
x = layers.Permute((2, 1))(start)
x = layers.Reshape((2, -1))(x)
x = layers.Flatten()(x)
x = layers.RepeatVector(3)(x)
x = layers.UpSampling1D(2)(x)
x = layers.Masking()(x)
x = layers.GaussianNoise(0.1)(x)
model = keras.Model(start, layers.Dense(2, activation="tanh")(x))
model.compile("adam", "mse")
