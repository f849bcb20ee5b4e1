"""Models and layers that are made again from their configurations."""

import keras
from keras import layers

inputs = keras.Input((4,))
hidden = layers.Dense(6, activation="relu")(inputs)
first = keras.Model(inputs, layers.Dense(2, activation="softmax")(hidden))
again = keras.Model.from_config(first.get_config())
again.compile(keras.optimizers.Adam(0.01), "categorical_crossentropy")

row = keras.Sequential([keras.Input((3,)), layers.Dense(5, activation="tanh"), layers.Dense(1)])
row.layers[0].trainable = False
configuration = row.get_config()
second = keras.Sequential.from_config(configuration)
second.layers[-1].activation = keras.activations.sigmoid
second.compile("sgd", "binary_crossentropy")
row.compile("sgd", "mse")

layer = layers.Dense.from_config(layers.Dense(7, use_bias=False).get_config())
third = keras.Sequential([keras.Input((3,)), layer, row.layers[0].from_config(row.layers[0].get_config())])
third.compile("adam", "mse")
