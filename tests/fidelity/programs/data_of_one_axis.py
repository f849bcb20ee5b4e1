"""Data of one axis reach the layers of a model as they are; where an input is declared, they get a second one."""

import keras
import numpy as np
from keras import layers

codes = np.arange(40) % 10
values = np.arange(40, dtype="float32")

table = keras.Sequential([layers.Embedding(10, 4), layers.Dense(3), layers.Dense(1)])
table.compile("adam", "mse")
table.fit(codes, values)

line = keras.Sequential([keras.Input((1,)), layers.Dense(3), layers.Dense(1)])
line.compile("sgd", "mse")
line.fit(values, values)

column = keras.Sequential([layers.Reshape((1,)), layers.Dense(2)])
column.compile("sgd", "mse")
column.fit(values, np.stack([values, values], axis=1))
