"""Preprocessing inside of the model."""

import keras
import numpy as np
from keras import layers

numbers = np.random.random((50, 6)).astype("float32")
normalizer = layers.Normalization(axis=-1)
normalizer.adapt(numbers)
table = keras.Sequential([normalizer, layers.Dense(8, activation="relu"), layers.Dense(1)])
table.compile("adam", "mae")
table.fit(numbers, np.zeros(50))

augment = keras.Sequential([layers.RandomFlip("horizontal"), layers.RandomRotation(0.1), layers.RandomZoom(0.2)])
inputs = keras.Input(shape=(40, 40, 3))
x = augment(inputs)
x = layers.Resizing(32, 32)(x)
x = layers.Rescaling(1.0 / 127.5, offset=-1)(x)
x = layers.CenterCrop(24, 24)(x)
x = layers.Conv2D(4, 3, activation="relu")(x)
x = layers.Flatten()(x)
images = keras.Model(inputs, layers.Dense(2)(x))
images.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])

one_hot = layers.CategoryEncoding(num_tokens=5, output_mode="one_hot")
category = keras.Input((1,), dtype="int64")
coded = keras.Model(category, layers.Dense(1)(one_hot(category)))
coded.compile("adam", "mse")
