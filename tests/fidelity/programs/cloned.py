"""Copies of models."""

import keras
from keras import layers

model = keras.Sequential([keras.Input((5,)), layers.Dense(4, activation="selu"), layers.Dense(1, activation="sigmoid")])
model.compile("adam", "binary_crossentropy")
copy = keras.models.clone_model(model)
copy.set_weights(model.get_weights())
copy.layers[0].trainable = False
copy.compile("sgd", "hinge")
model.compile("rmsprop", "mse")
