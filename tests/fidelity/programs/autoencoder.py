"""Encoder, decoder, and both in one; each is a model of its own."""

import keras
import numpy as np
from keras import layers

original = 784
encoder_input = keras.Input(shape=(original,))
x = layers.Dense(32, activation="relu")(encoder_input)
code = layers.Dense(4, name="code")(x)
encoder = keras.Model(encoder_input, code, name="encoder")

decoder_input = keras.Input(shape=(4,))
x = layers.Dense(32, activation="relu")(decoder_input)
decoder = keras.Model(decoder_input, layers.Dense(original, activation="sigmoid")(x), name="decoder")

autoencoder = keras.Model(encoder_input, decoder(encoder(encoder_input)))
autoencoder.compile(optimizer="adam", loss="binary_crossentropy")
(x_train, _), (x_test, _) = keras.datasets.mnist.load_data()
x_train = x_train.reshape(-1, original).astype("float32") / 255
autoencoder.fit(x_train, x_train, epochs=1)
stacked = keras.Sequential([encoder, decoder])
stacked.compile("sgd", "mse")
