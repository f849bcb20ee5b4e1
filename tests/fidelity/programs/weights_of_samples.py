"""Samples and losses that weigh differently, metrics that do, and losses of classes."""

import keras
import numpy as np
from keras import layers

x, y = np.random.random((60, 5)).astype("float32"), np.random.randint(0, 3, 60)
weights = np.where(y == 1, 2.0, 1.0)

model = keras.Sequential([layers.Dense(8, activation="elu"), layers.Dense(3, activation="softmax")])
model.compile(
    optimizer="adamax",
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
    weighted_metrics=["sparse_categorical_accuracy"],
)
model.fit(x, y, sample_weight=weights, class_weight=None, epochs=1)

wide = keras.Input((5,), name="wide")
a = layers.Dense(1, name="a")(wide)
b = layers.Dense(2, activation="softmax", name="b")(wide)
c = layers.Dense(1, activation="sigmoid", name="c")(wide)
several = keras.Model(wide, [a, b, c])
several.compile(
    loss=[keras.losses.LogCosh(), "categorical_crossentropy", keras.losses.BinaryFocalCrossentropy(gamma=3.0)],
    loss_weights=[0.2, 1.0, 3.0],
    optimizer=keras.optimizers.Adagrad(0.02),
    metrics=[["mae"], ["accuracy", keras.metrics.AUC(name="auc")], [keras.metrics.Precision(), keras.metrics.Recall()]],
)

unset = keras.Model(wide, [a, c])
unset.compile("adam", loss={"a": "mean_absolute_error", "c": None})

named = keras.Model(inputs=wide, outputs={"first": a, "second": c})
named.compile("adam", loss={"first": "huber", "second": keras.losses.binary_crossentropy})
