"""Losses as objects, and what they are told about the output."""

import keras
from keras import losses


def net(units, activation=None):
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(units, activation=activation)])


net(3).compile("adam", losses.SparseCategoricalCrossentropy(from_logits=True))
net(3, "softmax").compile("adam", losses.SparseCategoricalCrossentropy())
net(3).compile("adam", losses.CategoricalCrossentropy(True))
logits = True
criterion = keras.losses.BinaryCrossentropy(from_logits=logits, label_smoothing=0.1)
net(1).compile("adam", criterion)
net(1, "sigmoid").compile("adam", losses.BinaryFocalCrossentropy(from_logits=False))
net(1).compile("adam", losses.mean_squared_error)
net(1).compile("adam", losses.Huber())
net(1, "tanh").compile("adam", loss="hinge")
net(2).compile("adam", losses.get("log_cosh"))
net(2).compile("adam", losses.CosineSimilarity(axis=-1))
