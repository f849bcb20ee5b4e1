"""A Sequential model that is filled layer by layer, under an alias of the layers module."""

import numpy as np
import tensorflow as tf

L = tf.keras.layers

net = tf.keras.Sequential()
net.add(L.Dense(7, input_shape=(3,), activation="relu"))
net.add(L.Dropout(0.25))
net.add(L.Dense(2, activation="softmax"))
net.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
net.fit(np.zeros((16, 3)), np.zeros((16, 2)), epochs=2)
