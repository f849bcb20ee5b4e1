"""Attributes looked up by name, and names put together from parts."""

import keras
from keras import layers

Kind = getattr(layers, "Dense")
optimizer = getattr(keras.optimizers, "RM" + "Sprop")(0.01)
prefix = "dense"
model = keras.Sequential([keras.Input((3,))])
for index, activation in enumerate(["relu", "tanh"], start=1):
    model.add(Kind(index * 2, activation=activation, name=f"{prefix}_{index:02d}"))
model.add(Kind(1, name="%s_%d" % (prefix, 9)))
model.get_layer("dense_02").trainable = False
model.get_layer("{}_{}".format("dense", 9)).trainable = False
model.compile(optimizer, loss="_".join(["mean", "absolute", "error"]))


class Settings:
    pass


settings = Settings()
setattr(settings, "units", 6)
other = keras.Sequential([keras.Input((3,)), Kind(getattr(settings, "units")), Kind(getattr(settings, "missing", 2))])
other.compile("sgd", "mse" if hasattr(settings, "units") else "mae")
