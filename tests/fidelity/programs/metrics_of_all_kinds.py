"""Metrics as strings, functions, objects with and without names."""

import keras
from keras import metrics


def net(units=1, activation="sigmoid"):
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(units, activation=activation)])


chosen = [
    metrics.BinaryAccuracy(name="hits", threshold=0.4),
    metrics.Precision(name="precision"),
    metrics.Recall(name="recall"),
    metrics.AUC(name="prc", curve="PR"),
]
net().compile("adam", "binary_crossentropy", metrics=chosen)
net().compile("adam", "binary_crossentropy", metrics=["accuracy", metrics.MeanSquaredError(name="brier")])
net(3, "softmax").compile("adam", "categorical_crossentropy", metrics=["acc", "top_k_categorical_accuracy"])
net(1, None).compile("adam", "mse", metrics=[metrics.RootMeanSquaredError()])
net(1, None).compile("adam", "mse", metrics=[keras.losses.mean_absolute_error, "mse"])
net(1, None).compile("adam", "mse")


class Errors(metrics.Metric):
    def __init__(self, name="errors", **kwargs):
        super().__init__(name=name, **kwargs)
        self.total = self.add_weight(name="total", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.total.assign_add(1.0)

    def result(self):
        return self.total


net(1, None).compile("adam", "mse", metrics=[Errors(), Errors(name="others")])
