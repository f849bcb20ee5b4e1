"""Inputs that state their batch, sequences of any length, states that are kept."""

import keras
from keras import layers

fixed = keras.Input(batch_shape=(8, 12, 3))
x = layers.LSTM(6, stateful=True, return_sequences=True)(fixed)
x = layers.TimeDistributed(layers.Dense(2))(x)
kept = keras.Model(fixed, x)
kept.compile("adam", "mse")

sized = keras.Input(shape=(12,), batch_size=4, name="sized")
rows = keras.Model(sized, layers.Dense(3, activation="softmax")(layers.Reshape((4, 3))(sized)))
rows.compile("adam", "categorical_crossentropy")

anything = keras.Input((None, None, 3))
x = layers.Conv2D(4, 3, strides=2, padding="same")(anything)
x = layers.UpSampling2D(2, interpolation="bilinear")(x)
mask = keras.Model(anything, layers.Conv2D(1, 1, activation="sigmoid")(x))
mask.compile("adam", "binary_crossentropy")

batched = keras.Sequential([keras.layers.InputLayer(batch_shape=(2, 5)), layers.Dense(3), layers.Dense(1)])
batched.compile("sgd", "mse")

old = keras.Sequential([layers.InputLayer(shape=(4, 2)), layers.SimpleRNN(3)])
old.add(layers.Dense(1))
old.compile("adam", "mse")

half = keras.Input((6,), dtype="float16")
numbers = keras.Model(half, layers.Dense(1)(half))
numbers.compile("adam", "mse")
