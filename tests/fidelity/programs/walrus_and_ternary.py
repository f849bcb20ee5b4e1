"""Values bound inside of expressions."""

import keras
from keras import layers

if (units := 12) > 10:
    activation = "relu"
else:
    activation = "tanh"
model = keras.Sequential([keras.Input((size := 4,)), layers.Dense(units, activation=activation), layers.Dense(size * 2)])
model.compile(optimizer := keras.optimizers.Adam(1e-2), "mse")
other = keras.Sequential([keras.Input((size,)), layers.Dense(1)])
other.compile(optimizer=None or "sgd", loss="mse" if units else "mae")
