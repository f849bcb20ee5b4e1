"""A base class compiles what its subclasses build."""

import keras
from keras import layers


class Base:
    rate = 0.01

    def build(self):
        raise NotImplementedError

    def compiled(self):
        model = self.build()
        model.compile(optimizer=keras.optimizers.SGD(self.rate), loss=self.loss)
        return model


class Regressor(Base):
    loss = "mse"

    def build(self):
        return keras.Sequential([keras.Input((4,)), layers.Dense(1)])


class Classifier(Base):
    loss = "sparse_categorical_crossentropy"
    rate = 0.5

    def __init__(self, classes):
        self.classes = classes

    def build(self):
        return keras.Sequential([keras.Input((4,)), layers.Dense(self.classes, activation="softmax")])


Regressor().compiled()
Classifier(6).compiled()
