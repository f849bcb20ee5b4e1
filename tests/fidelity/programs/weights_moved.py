"""Weights go from one model to another; layers do not change by it."""

import keras
from keras import layers


def net(trainable=True):
    made = keras.Sequential(
        [keras.Input((4,)), layers.Dense(3, activation="relu", trainable=trainable), layers.Dense(2, activation="softmax")]
    )
    return made


teacher, student = net(), net(trainable=False)
for source, target in zip(teacher.layers, student.layers):
    target.set_weights(source.get_weights())
student.compile("adam", "kl_divergence")
for layer in student.layers:
    layer.trainable = not layer.trainable
student.compile("adam", "kl_divergence")
[setattr(layer, "trainable", False) for layer in teacher.layers]
teacher.compile("sgd", "categorical_crossentropy")
