"""Layers with some arguments given beforehand."""

from functools import partial

import keras

Dense = partial(keras.layers.Dense, activation="relu", kernel_initializer="he_normal")
Conv = partial(keras.layers.Conv2D, kernel_size=3, padding="same", activation="relu")

model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        Conv(filters=8, kernel_size=7),
        keras.layers.MaxPooling2D(),
        Conv(filters=16),
        keras.layers.Flatten(),
        Dense(units=20),
        Dense(10, activation="softmax"),
    ]
)
model.compile(loss="sparse_categorical_crossentropy", optimizer="nadam", metrics=["accuracy"])
