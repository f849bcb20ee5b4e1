"""A factory with arguments and defaults; every call makes a model of its own."""

import keras
from keras import layers


def make(classes=10, hidden=(32,), rate=0.0, *, final="softmax"):
    """Return a classifier."""
    net = keras.Sequential([keras.Input((30,))])
    for width in hidden:
        net.add(layers.Dense(width, activation="relu"))
        if rate:
            net.add(layers.Dropout(rate))
    net.add(layers.Dense(classes, activation=final))
    return net


small = make(3)
small.compile("adam", "categorical_crossentropy")
deep = make(hidden=[64, 32, 16], rate=0.5)
deep.compile("adam", "sparse_categorical_crossentropy")
binary = make(1, final="sigmoid")
binary.compile("adam", "binary_crossentropy")
small.compile(keras.optimizers.SGD(1e-4), "kl_divergence")
