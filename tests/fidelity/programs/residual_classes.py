"""Blocks as models within models: subclasses that hold subclasses, in lists, dicts and by setattr."""

import keras
from keras import layers


class Unit(keras.Model):
    def __init__(self, width, **kwargs):
        super().__init__(**kwargs)
        self.first = layers.Dense(width, activation="relu")
        self.second = layers.Dense(width)
        self.project = None

    def build(self, shape):
        if shape[-1] != self.second.units:
            self.project = layers.Dense(self.second.units, use_bias=False)

    def call(self, x, training=None):
        way = x if self.project is None else self.project(x)
        return keras.activations.relu(self.second(self.first(x)) + way)


class Tower(keras.Model):
    def __init__(self, widths, classes=3):
        super().__init__()
        self.units = [Unit(width) for width in widths]
        for index, width in enumerate(widths):
            setattr(self, f"norm{index}", layers.LayerNormalization())
        self.flat = layers.Flatten()
        self.head = {"main": layers.Dense(classes, activation="softmax")}

    def call(self, x):
        x = self.flat(x)
        for index, unit in enumerate(self.units):
            x = getattr(self, f"norm{index}")(unit(x))
        return self.head["main"](x)


tower = Tower([6, 6, 4])
tower(keras.ops.ones((2, 3, 2)))
tower.compile("adam", "sparse_categorical_crossentropy")

start = keras.Input((5,))
outer = keras.Model(start, layers.Dense(1)(Unit(5)(Unit(5, name="inner")(start))))
outer.compile("sgd", "mse")

# unknown: parameters: what the layers' own code makes of weights is not counted
