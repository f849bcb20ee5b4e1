"""Models as layers of models."""

import keras
from keras import layers

stem = keras.Sequential(
    [keras.Input(shape=(24, 24, 3)), layers.Rescaling(1.0 / 255), layers.Conv2D(6, 3, strides=2), layers.BatchNormalization()],
    name="stem",
)
head = keras.Sequential([layers.Flatten(), layers.Dense(10, activation="relu"), layers.Dense(2, activation="softmax")])
whole = keras.Sequential([stem, layers.ReLU(), head])
whole.compile(optimizer=keras.optimizers.AdamW(weight_decay=0.01), loss="categorical_crossentropy", metrics=["accuracy", "AUC"])
