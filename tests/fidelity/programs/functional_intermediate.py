"""Models that begin and end in the middle of another one."""

import keras
from keras import layers

start = keras.Input((28, 28, 1))
x = layers.Conv2D(4, 3, activation="relu", name="first")(start)
x = layers.MaxPooling2D(2, name="pool")(x)
middle = layers.Flatten()(x)
x = layers.Dense(12, activation="relu", name="features")(middle)
out = layers.Dense(10, activation="softmax")(x)
whole = keras.Model(start, out)
whole.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])

features = keras.Model(whole.input, whole.get_layer("features").output)
features.compile("sgd", "mse")

tail = keras.Model(middle, out)
tail.compile("adam", loss="categorical_crossentropy")

last = keras.Model(inputs=whole.input, outputs=whole.layers[-2].output)
last.compile("adam", loss="mae")
