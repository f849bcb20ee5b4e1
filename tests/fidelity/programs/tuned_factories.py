"""Factories that take their numbers from something with the interface of a tuner."""

import keras
from keras import layers


class Choices:
    """Remembers what was chosen; without a choice the first or lowest value counts."""

    def __init__(self, values=None):
        self.values = values or {}

    def Int(self, name, min_value, max_value, step=1):
        return self.values.get(name, min_value)

    def Float(self, name, min_value, max_value, sampling=None):
        return self.values.get(name, min_value)

    def Choice(self, name, values):
        return self.values.get(name, values[0])

    def Boolean(self, name, default=False):
        return self.values.get(name, default)


def build_model(hp):
    model = keras.Sequential()
    model.add(keras.Input((28, 28)))
    model.add(layers.Flatten())
    for i in range(hp.Int("layers", 1, 3)):
        model.add(layers.Dense(hp.Int(f"units_{i}", 32, 512, step=32), activation=hp.Choice("activation", ["relu", "tanh"])))
    if hp.Boolean("dropout"):
        model.add(layers.Dropout(rate=0.25))
    model.add(layers.Dense(10, activation="softmax"))
    rate = hp.Float("lr", min_value=1e-4, max_value=1e-2, sampling="log")
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


build_model(Choices())
build_model(Choices({"layers": 2, "units_0": 64, "dropout": True, "lr": 3e-3}))
