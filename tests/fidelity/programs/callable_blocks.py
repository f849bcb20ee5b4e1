"""Blocks as closures, partial functions, composed functions and methods that give functions."""

from functools import partial, reduce

import keras
from keras import layers

Conv = partial(layers.Conv2D, kernel_size=3, padding="same", use_bias=False)


def compose(*functions):
    return reduce(lambda f, g: lambda value: g(f(value)), functions)


def convolved(filters, strides=1):
    def apply(x):
        x = Conv(filters, strides=strides)(x)
        x = layers.BatchNormalization()(x)
        return layers.ReLU(max_value=6.0)(x)

    return apply


def residual(filters, strides=1):
    inner = compose(convolved(filters, strides), Conv(filters))

    def apply(x):
        way = x
        if strides > 1 or x.shape[-1] != filters:
            way = layers.Conv2D(filters, 1, strides=strides)(x)
        return layers.add([inner(x), way])

    return apply


class Stage:
    def __init__(self, *, filters, blocks):
        self.filters, self.blocks = filters, blocks

    def __call__(self, x):
        for index in range(self.blocks):
            x = residual(self.filters, strides=2 if index == 0 else 1)(x)
        return x


image = keras.Input((24, 24, 3))
x = convolved(8)(image)
for stage in (Stage(filters=8, blocks=1), Stage(filters=16, blocks=2)):
    x = stage(x)
x = layers.GlobalAveragePooling2D()(x)
network = keras.Model(image, layers.Dense(10, activation="softmax", kernel_regularizer=keras.regularizers.l2(1e-4))(x))
network.compile(keras.optimizers.SGD(0.1, momentum=0.9), "categorical_crossentropy", ["accuracy", "top_k_categorical_accuracy"])
