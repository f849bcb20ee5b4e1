"""Layers made by comprehensions, and called one behind the other."""

import keras
from keras import layers

dense = [layers.Dense(units, activation="relu") for units in (9, 7, 5)]
start = keras.Input((3,))
x = start
for layer in dense:
    x = layer(x)
towers = [layers.Dense(2, name=f"tower_{index}")(x) for index in range(3)]
out = layers.Concatenate()(towers)
model = keras.Model(start, layers.Dense(1, activation="sigmoid")(out))
model.compile(optimizer="adam", loss="binary_crossentropy")

by_name = {name: layers.Dense(4) for name in ("one", "two")}
other = keras.Sequential([keras.Input((8,)), *by_name.values(), layers.Dense(1)])
other.compile("sgd", "mse")
