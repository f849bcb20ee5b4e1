"""A model is compiled again after some of its layers are frozen or set free."""

import keras
from keras import layers

base = keras.Sequential([keras.Input((8,)), layers.Dense(6, activation="relu"), layers.Dense(4, activation="relu")], name="base")
top = layers.Dense(2, activation="softmax")
model = keras.Sequential([base, top])
base.trainable = False
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])

base.trainable = True
for layer in base.layers[:-1]:
    layer.trainable = False
model.compile(optimizer=keras.optimizers.Adam(1e-5), loss="categorical_crossentropy", metrics=["accuracy"])

model.trainable = False
model.compile("sgd", "categorical_crossentropy")
