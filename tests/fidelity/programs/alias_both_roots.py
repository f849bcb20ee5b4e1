"""Keras under two names in one program; both are the same library."""

import keras
import tensorflow as tf
from keras.layers import Dense
from tensorflow.keras.layers import Dropout as Drop

first = keras.Sequential([keras.layers.InputLayer(shape=(6,)), Dense(4), Drop(0.5), tf.keras.layers.Dense(1)])
first.compile("sgd", "mse", metrics=["mae"])

second = tf.keras.models.Sequential([Dense(2, input_dim=6, activation="tanh"), Drop(rate=0.1)])
second.compile(loss=tf.losses.MeanAbsoluteError(), optimizer=tf.optimizers.Adam(learning_rate=0.01))
