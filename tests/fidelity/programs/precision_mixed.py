"""Policies of precision, for the program and for single layers."""

import keras
from keras import layers

keras.mixed_precision.set_global_policy("mixed_float16")
model = keras.Sequential([keras.Input((10,)), layers.Dense(8, activation="relu"), layers.Dense(3)])
model.add(layers.Activation("softmax", dtype="float32"))
model.compile("adam", "categorical_crossentropy")

scaled = keras.Sequential([keras.Input((4,)), layers.Dense(1, dtype="float32")])
scaled.compile(keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.05, momentum=0.9)), "mse")
keras.mixed_precision.set_global_policy("float32")

plain = keras.Sequential([keras.Input((4,)), layers.Dense(2, dtype=keras.DTypePolicy("bfloat16")), layers.Dense(1)])
plain.compile("sgd", "mae")
keras.config.set_floatx("float64")
double = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
double.compile("sgd", "mse")
keras.config.set_floatx("float32")
