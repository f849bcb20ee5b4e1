"""A model as a class, fed before its shapes are known."""

import keras
import numpy as np
from keras import layers


class Net(keras.Model):
    def __init__(self, classes=4):
        super().__init__()
        self.one = layers.Dense(16, activation="relu")
        self.drop = layers.Dropout(0.2)
        self.two = layers.Dense(classes, activation="softmax")

    def call(self, inputs, training=None):
        x = self.one(inputs)
        if training:
            x = self.drop(x, training=training)
        return self.two(x)


model = Net(classes=3)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(np.zeros((12, 9), "float32"), np.zeros(12))
