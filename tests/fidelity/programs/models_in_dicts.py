"""Models and optimizers kept in collections, compiled in loops over them."""

import keras
from keras import layers

models = {
    "linear": keras.Sequential([keras.Input((4,)), layers.Dense(1)]),
    "deep": keras.Sequential([keras.Input((4,)), *[layers.Dense(8, activation="selu") for _ in range(3)], layers.Dense(1)]),
}
models["wide"] = keras.Sequential([keras.Input((4,)), layers.Dense(64, "relu"), layers.Dense(1)])
models["linear"].compile("sgd", "mse")
models["deep"].compile(keras.optimizers.Nadam(2e-3), "mae")
models.get("wide").compile("adam", "huber")

rates = [10.0 ** -power for power in range(1, 4)]
for rate in rates:
    net = keras.Sequential([keras.Input((3,)), layers.Dense(2, activation="softmax")])
    net.compile(keras.optimizers.SGD(rate), loss="categorical_crossentropy")

members = [keras.Sequential([keras.Input((5,)), layers.Dense(units), layers.Dense(1)]) for units in (2, 4)]
together = keras.Input((5,))
voted = keras.Model(together, layers.average([member(together) for member in members]))
voted.compile("adam", "mse")

stacked = keras.Sequential(members[0].layers[:-1] + [layers.Dense(3, activation="softmax")])
stacked.compile("adam", "sparse_categorical_crossentropy")
