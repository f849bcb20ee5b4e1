"""Classes that build, compile and train a model that they hold."""

import keras
import numpy as np
from keras import layers


class Forecaster:
    def __init__(self, window, units=10):
        self.window = window
        self.units = units
        self.model = self._build()

    def _build(self):
        model = keras.Sequential()
        model.add(layers.LSTM(self.units, return_sequences=True, input_shape=(self.window, 1)))
        model.add(layers.LSTM(self.units))
        model.add(layers.Dense(1))
        return model

    def train(self, x, y, rate=1e-3):
        self.model.compile(optimizer=keras.optimizers.Adam(rate), loss="mean_squared_error")
        return self.model.fit(x, y, epochs=3)


forecaster = Forecaster(window=30, units=20)
forecaster.train(np.zeros((8, 30, 1)), np.zeros(8), rate=0.01)


class Lazy:
    def __init__(self):
        self._model = None

    @property
    def model(self):
        if self._model is None:
            self._model = keras.Sequential([keras.Input((3,)), layers.Dense(2, activation="softmax")])
        return self._model

    @staticmethod
    def loss():
        return "categorical_crossentropy"

    def prepare(self):
        self.model.compile(loss=self.loss(), optimizer="adam", metrics=["accuracy"])


Lazy().prepare()
