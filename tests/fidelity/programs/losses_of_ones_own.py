"""Losses that the program defines: functions, classes, closures, lambdas."""

import functools

import keras
from keras import ops


def rmse(y_true, y_pred):
    return ops.sqrt(ops.mean(ops.square(y_pred - y_true)))


def quantile(q):
    def loss(y_true, y_pred):
        error = y_true - y_pred
        return ops.mean(ops.maximum(q * error, (q - 1) * error))

    return loss


class Weighted(keras.losses.Loss):
    def __init__(self, weight=2.0):
        super().__init__()
        self.weight = weight

    def call(self, y_true, y_pred):
        return self.weight * ops.mean(ops.square(y_true - y_pred), axis=-1)


def net():
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])


net().compile("adam", rmse, metrics=[rmse, "mae"])
net().compile("adam", loss=quantile(0.9))
net().compile("adam", loss=Weighted(3.0))
net().compile("adam", loss=lambda t, p: ops.mean(p - t))
net().compile("adam", loss=functools.partial(keras.losses.binary_crossentropy, from_logits=True))
