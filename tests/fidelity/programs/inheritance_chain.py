"""Constructors that call each other up the chain, and methods that are overridden on the way."""

import keras
from keras import layers


class Named:
    def __init__(self, name="plain", **kwargs):
        super().__init__(**kwargs)
        self.name_of_it = name

    def units(self):
        return 4


class Sized:
    def __init__(self, size=2):
        self.size = size

    def head(self):
        return layers.Dense(self.units() * self.size, activation="softmax")

    def units(self):
        return 100


class Classifier(Named, Sized):
    def __init__(self, size):
        super().__init__(name="classifier", size=size)

    def compiled(self):
        model = keras.Sequential([keras.Input((3,)), self.head()])
        model.compile("adam", "categorical_crossentropy")
        return model


class Doubled(Classifier):
    def units(self):
        return super().units() * 2


Classifier(3).compiled()
Doubled(1).compiled()
