"""A program as a careful author writes it: annotations, docstrings, early returns, assertions."""

from __future__ import annotations

from typing import Final

import keras
from keras import layers

CLASSES: Final[int] = 4
rate: float = 0.003


def activation_for(classes: int) -> str:
    """Return the activation of the output."""
    if classes == 1:
        return "sigmoid"
    return "softmax"


def loss_for(classes: int, sparse: bool = True) -> keras.losses.Loss:
    """Return the loss that goes with it."""
    assert classes > 0, "there must be something to tell apart"
    if classes == 1:
        return keras.losses.BinaryCrossentropy()
    elif sparse:
        return keras.losses.SparseCategoricalCrossentropy()
    return keras.losses.CategoricalCrossentropy()


def build(classes: int, *, hidden: int | None = None) -> keras.Model:
    """Return a compiled model."""
    inputs = keras.Input(shape=(16,))
    x = inputs
    if hidden is not None:
        x = layers.Dense(hidden, activation="relu")(x)
    model = keras.Model(inputs, layers.Dense(classes, activation=activation_for(classes))(x))
    model.compile(optimizer=keras.optimizers.Adam(rate), loss=loss_for(classes), metrics=["accuracy"])
    return model


build(CLASSES, hidden=8)
build(1)
