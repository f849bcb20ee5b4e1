"""Losses written as closures, classes, lambdas and lists of them."""

import keras
from keras import layers, ops


def weighted(weight):
    def loss(y_true, y_pred):
        return ops.mean(weight * ops.square(y_true - y_pred), axis=-1)

    return loss


class Focal(keras.losses.Loss):
    def __init__(self, gamma=2.0, name="focal"):
        super().__init__(name=name)
        self.gamma = gamma

    def call(self, y_true, y_pred):
        return -ops.mean(y_true * ops.log(y_pred + 1e-7) * (1 - y_pred) ** self.gamma, axis=-1)


class Mixed(keras.losses.MeanSquaredError):
    pass


def net(units, activation=None):
    return keras.Sequential([keras.Input((3,)), layers.Dense(units, activation=activation)])


net(1).compile("adam", weighted(3.0))
net(2, "softmax").compile("adam", Focal(gamma=1.5), metrics=[keras.metrics.CategoricalAccuracy(name="hits")])
net(1).compile("adam", lambda y, p: ops.mean(ops.abs(y - p)))
net(1).compile("adam", loss=Mixed())
net(3).compile("adam", keras.losses.CategoricalCrossentropy(from_logits=True, reduction="sum"))
net(1, "sigmoid").compile("adam", [keras.losses.BinaryCrossentropy(label_smoothing=0.1)])
net(1, keras.activations.sigmoid).compile(optimizer="adam", loss=keras.losses.binary_focal_crossentropy)
net(4, activation=keras.ops.softmax).compile("adam", loss=keras.losses.get("kld"))
net(4, activation="log_softmax").compile("adam", loss=keras.losses.KLDivergence())
net(2, "hard_silu").compile(loss="CategoricalHinge", optimizer="Adamax")
