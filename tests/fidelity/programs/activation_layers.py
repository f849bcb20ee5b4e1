"""Activations as layers of their own, as functions, as objects."""

import keras
import tensorflow as tf
from keras import activations, layers

model = keras.Sequential()
model.add(keras.Input((10,)))
model.add(layers.Dense(8))
model.add(layers.Activation("relu"))
model.add(layers.Dense(8, activation=layers.LeakyReLU(negative_slope=0.2)))
model.add(layers.Dense(8, activation=activations.swish))
model.add(layers.Dense(8))
model.add(layers.PReLU())
model.add(layers.Dense(8, activation=tf.nn.elu))
model.add(layers.Dense(6))
model.add(layers.Activation(tf.nn.softmax))
model.compile("adam", "categorical_crossentropy")

binary = keras.Sequential([keras.Input((10,)), layers.Dense(1), layers.Activation(activations.sigmoid)])
binary.compile("adam", "binary_crossentropy")
soft = keras.Sequential([keras.Input((10,)), layers.Dense(4), layers.Softmax()])
soft.compile("adam", "categorical_crossentropy")
capped = keras.Sequential([keras.Input((10,)), layers.Dense(4), layers.ReLU(max_value=6)])
capped.compile("adam", "mse")
