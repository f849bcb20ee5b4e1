"""The same variable holds one model after the other, far apart."""

import numpy as np
from keras import layers, models

x, y = np.zeros((10, 4)), np.zeros((10, 1))

model = models.Sequential()
model.add(layers.Dense(16, activation="relu", input_shape=(4,)))
model.add(layers.Dense(1))
model.compile(optimizer="rmsprop", loss="mse", metrics=["mae"])
model.fit(x, y, epochs=1)

model = models.Sequential([layers.Dense(4, activation="relu", input_shape=(4,)), layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=1)

inputs = layers.Input(shape=(4,))
outputs = layers.Dense(2, activation="softmax")(inputs)
model = models.Model(inputs, outputs)
model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=1)
