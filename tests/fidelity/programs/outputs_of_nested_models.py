"""A model with several outputs inside of another one."""

import keras
from keras import layers

start = keras.Input((8,))
x = layers.Dense(6, activation="relu")(start)
mean = layers.Dense(2, name="mean")(x)
spread = layers.Dense(3, activation="softplus", name="spread")(x)
encoder = keras.Model(start, [mean, spread], name="encoder")

inputs = keras.Input((8,))
first, second = encoder(inputs)
both = keras.Model(inputs, [second, first])
both.compile("adam", ["mae", "mse"])
decoder = keras.Sequential([keras.Input((2,)), layers.Dense(8, activation="sigmoid")])
whole = keras.Model(inputs, decoder(first))
whole.compile("adam", "binary_crossentropy")
