"""Metrics without a name are numbered through the program."""

import keras
from keras.metrics import AUC, MeanAbsoluteError, Precision

for _ in range(2):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy", metrics=[AUC(), Precision(), "accuracy"])
last = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
last.compile("adam", "mse", metrics=[MeanAbsoluteError(), MeanAbsoluteError()])
