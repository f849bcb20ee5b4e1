"""A branch that only the run decides: what stands in it is not known, what stands around it is."""

# unknown: layers, shape, parameters: a layer is there or not, and what comes behind it gets another shape
# unknown: learning_rate: it depends on what the run finds
import os

import keras
from keras import layers

model = keras.Sequential([keras.Input((6,)), layers.Dense(4, activation="relu")])
if os.environ.get("WITH_DROPOUT"):
    model.add(layers.Dropout(0.5))
model.add(layers.Dense(3, activation="softmax"))
model.compile("adam", "categorical_crossentropy")

rate = 0.1 if os.path.exists("checkpoint") else 0.2
other = keras.Sequential([keras.Input((6,)), layers.Dense(1)])
other.compile(keras.optimizers.SGD(rate), "mse")
