"""A model built inside of try, with everything that can follow it."""

import keras
from keras import layers

try:
    model = keras.Sequential([keras.Input((4,)), layers.Dense(2, activation="softmax")])
    model.compile("adam", "categorical_crossentropy")
except ValueError as error:
    print("cannot build it:", error)
else:
    model.compile("sgd", "kl_divergence")
finally:
    keras.backend.clear_session()

with open("log.txt", "w") as log:
    second = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
    second.summary(print_fn=lambda line: log.write(line))
    second.compile("adam", "mse")
