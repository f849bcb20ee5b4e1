"""Several outputs from a loop, one loss for all of them."""

import keras
from keras import layers

start = keras.Input((10,))
x = layers.Dense(6, activation="relu")(start)
outputs = [layers.Dense(1, activation="sigmoid", name=f"label_{index}")(x) for index in range(3)]
model = keras.Model(start, outputs)
model.compile("adam", loss=["binary_crossentropy"] * 3, metrics=[["accuracy"]] * 3)
a, b, c = outputs
pair = keras.Model(inputs=start, outputs=[c, a])
pair.compile("adam", loss={"label_0": "mse", "label_2": keras.losses.BinaryCrossentropy()})
