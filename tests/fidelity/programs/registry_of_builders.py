"""Builders in a dictionary, chosen by name; methods and lambdas among them."""

import keras
from keras import layers


class Builders:
    @classmethod
    def tiny(cls):
        return keras.Sequential([keras.Input((4,)), layers.Dense(cls.size())])

    @staticmethod
    def size():
        return 2


def large(units=9):
    return keras.Sequential([keras.Input((4,)), layers.Dense(units, activation="relu"), layers.Dense(2)])


builders = {"tiny": Builders.tiny, "large": large, "one": lambda: keras.Sequential([keras.Input((4,)), layers.Dense(1)])}
chosen = builders["large"]()
chosen.compile("adam", "mse")
for name in ("tiny", "one"):
    net = builders[name]()
    net.compile("sgd", "mae")
models = [build() for build in builders.values()]
models[-1].compile("adam", "mse")
