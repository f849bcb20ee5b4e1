"""Functions inside functions, and functions as arguments."""

import keras
from keras import layers


def convolution_block(filters, activation):
    normal = layers.BatchNormalization()

    def block(x):
        x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
        x = normal(x)
        return activation(x)

    return block


def apply(blocks, x):
    for block in blocks:
        x = block(x)
    return x


start = keras.Input((16, 16, 2))
x = apply([convolution_block(4, layers.ReLU()), convolution_block(6, layers.Activation("tanh"))], start)
x = layers.GlobalMaxPooling2D()(x)
model = keras.Model(start, layers.Dense(2, activation="softmax")(x))
model.compile("adam", "categorical_crossentropy")
