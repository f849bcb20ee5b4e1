"""Submodules of tensorflow.keras under names of their own, bound by import and by assignment."""

import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers as L, models
from tensorflow.keras.optimizers import RMSprop as Root

losses = tf.keras.losses
Conv = L.Conv2D

net = models.Sequential(
    [
        keras.Input((16, 16, 1)),
        Conv(4, (3, 3), activation=tf.nn.relu),
        L.MaxPool2D(),
        L.Flatten(),
        tf.keras.layers.Dense(3, activation=tf.keras.activations.softmax),
    ]
)
net.compile(Root(3e-4), losses.CategoricalCrossentropy(), [tf.keras.metrics.CategoricalAccuracy()])
net.fit(np.zeros((4, 16, 16, 1)), np.zeros((4, 3)))
