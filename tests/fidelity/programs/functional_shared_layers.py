"""Two inputs go through the same layers."""

import keras
from keras import layers, ops

left = keras.Input((10,))
right = keras.Input((10,))
encode = keras.Sequential([layers.Dense(6, activation="relu"), layers.Dense(3)])
project = layers.Dense(2)
a = project(encode(left))
b = project(encode(right))
distance = layers.Lambda(lambda pair: ops.abs(pair[0] - pair[1]))([a, b])
score = layers.Dense(1, activation="sigmoid")(distance)
siamese = keras.Model([left, right], score)
siamese.compile(loss="binary_crossentropy", optimizer="adam")
