"""What both branches agree on is known, the rest is not."""

# unknown: activation, units, shape, parameters, layers, loss: the branch decides
import os

import keras
from keras import layers

if os.path.exists("large"):
    hidden, rate = 32, 0.1
    last = layers.Dense(2, activation="softmax")
else:
    hidden, rate = 16, 0.1
    last = layers.Dense(2, activation="sigmoid")
one = keras.Sequential([keras.Input((4,)), layers.Dense(hidden, activation="relu"), last])
one.compile(keras.optimizers.SGD(rate), "categorical_crossentropy")

two = keras.Sequential([keras.Input((4,))])
if os.path.exists("large"):
    two.add(layers.Dense(8))
else:
    two.add(layers.Dense(8))
two.add(layers.Dense(1))
two.compile("adam", "mse" if os.path.exists("large") else "mae")

three = None
if os.path.exists("small"):
    raise SystemExit
three = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
three.compile("adam", "mse")
