"""Arguments that may be None, and values that stand in for them."""

import keras
from keras import layers


def build(hidden=None, dropout=None, loss=None, weights=None, name=None):
    hidden = hidden or [8]
    inputs = keras.Input((4,), name=name)
    x = inputs
    for size in hidden:
        x = layers.Dense(size, activation="relu")(x)
        if dropout is not None and dropout > 0:
            x = layers.Dropout(dropout)(x)
    x = layers.Dense(1, activation=None if loss is None else "sigmoid")(x)
    model = keras.Model(inputs, x)
    if weights:
        model.load_weights(weights)
    model.compile(optimizer="adam", loss=loss if loss else "mse")
    return model


build()
build([4, 4], dropout=0.5, loss="binary_crossentropy")
build(hidden=(3,), dropout=0, name="start")
