"""New models out of the layers of old ones."""

import keras
from keras import layers

first = keras.Sequential(
    [keras.Input((10,)), layers.Dense(8, activation="relu"), layers.Dense(6, activation="relu"), layers.Dense(2, activation="softmax")]
)
first.compile("adam", "categorical_crossentropy")

second = keras.Sequential(first.layers[:-1])
second.add(layers.Dense(1, activation="sigmoid"))
second.build((None, 10))
for layer in second.layers[:-1]:
    layer.trainable = False
second.compile("sgd", "binary_crossentropy")

third = keras.Model(first.inputs, first.layers[-2].output)
third.compile("adam", "mse")

fourth = keras.Sequential([keras.Input((10,))])
for layer in first.layers[:2]:
    fourth.add(layer)
fourth.compile("adam", "mse")
