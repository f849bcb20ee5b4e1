"""Objects that are called, indexed, measured and gone through by the program's own methods."""

import keras
from keras import layers


class Block:
    def __init__(self, units, rate=0.0):
        self.units, self.rate = units, rate

    def __call__(self, x):
        x = layers.Dense(self.units, activation="relu")(x)
        return layers.Dropout(self.rate)(x) if self.rate else x


class Sizes:
    def __init__(self, *sizes):
        self._sizes = sizes

    def __getitem__(self, index):
        return self._sizes[index]

    def __len__(self):
        return len(self._sizes)

    def __iter__(self):
        return iter(self._sizes)

    @property
    def last(self):
        return self[len(self) - 1]

    @last.setter
    def last(self, size):
        self._sizes = (*self._sizes[:-1], size)


sizes = Sizes(8, 6, 4)
sizes.last = 5
start = keras.Input((3,))
x = start
for size in sizes:
    x = Block(size, rate=0.1 if size == sizes[0] else 0)(x)
model = keras.Model(start, layers.Dense(sizes.last, activation="softmax")(x))
model.compile("adam", "categorical_crossentropy")
