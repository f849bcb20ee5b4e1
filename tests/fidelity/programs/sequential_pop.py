"""Layers are taken away again."""

import keras
from keras.layers import Dense, Flatten, Input

net = keras.Sequential([Input((4, 4)), Flatten(), Dense(6, activation="relu"), Dense(10, activation="softmax")])
net.compile("adam", "categorical_crossentropy")
net.pop()
net.add(Dense(1))
net.compile("sgd", loss="mse")
