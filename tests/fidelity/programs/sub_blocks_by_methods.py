"""A builder that keeps the model under construction as its state, and returns itself."""

import keras
from keras import layers


class Builder:
    def __init__(self, shape):
        self.start = keras.Input(shape)
        self.tensor = self.start
        self.count = 0

    def conv(self, filters, **options):
        self.tensor = layers.Conv2D(filters, 3, padding="same", **options)(self.tensor)
        self.count += 1
        return self

    def pool(self):
        self.tensor = layers.MaxPooling2D()(self.tensor)
        return self

    def repeat(self, times, filters):
        for _ in range(times):
            self.conv(filters, activation="relu")
        return self

    def model(self, units):
        x = layers.Dense(units, activation="softmax", name=f"after_{self.count}")(layers.Flatten()(self.tensor))
        return keras.Model(self.start, x)


model = Builder((16, 16, 1)).conv(4).pool().repeat(2, 6).pool().model(3)
model.compile("adam", "categorical_crossentropy")
other = Builder((8, 8, 3)).repeat(times=1, filters=2).model(units=2)
other.compile("adam", "categorical_crossentropy")
