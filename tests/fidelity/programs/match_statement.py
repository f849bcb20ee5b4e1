"""A choice by pattern."""

import keras
from keras import layers


def head(task):
    match task:
        case "binary":
            return layers.Dense(1, activation="sigmoid"), "binary_crossentropy"
        case ("classes", number):
            return layers.Dense(number, activation="softmax"), "categorical_crossentropy"
        case _:
            return layers.Dense(1), "mse"


for task in ("binary", ("classes", 3), None):
    last, loss = head(task)
    model = keras.Sequential([keras.Input((4,)), last])
    model.compile("adam", loss)
