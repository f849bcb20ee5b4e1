"""Arithmetic on symbolic tensors, and functions of keras.ops."""

import keras
from keras import layers, ops

start = keras.Input((8, 8, 3))
x = start / 127.5 - 1.0
x = layers.Conv2D(4, 1)(x)
y = layers.Conv2D(4, 1)(x)
x = x + y
x = ops.relu(x)
x = ops.mean(x, axis=(1, 2))
x = layers.Dense(3)(x)
model = keras.Model(start, ops.softmax(x))
model.compile("adam", "categorical_crossentropy")
