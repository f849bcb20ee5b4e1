"""Layers found again by name, their outputs used for other models."""

import keras
from keras import layers

start = keras.Input((12, 12, 3), name="picture")
x = layers.Conv2D(4, 3, name="first")(start)
x = layers.Conv2D(6, 3, name="second")(x)
pooled = layers.GlobalAveragePooling2D(name="pooled")(x)
model = keras.Model(start, layers.Dense(3, activation="softmax", name="answer")(pooled), name="classifier")
model.compile("adam", "categorical_crossentropy")

features = keras.Model(model.input, [model.get_layer(name).output for name in ("first", "pooled")])
features.compile("adam", ["mse", "mae"])
middle = keras.Model(model.get_layer("second").output, model.output)
middle.compile("adam", "categorical_crossentropy")
replaced = keras.Model(model.input, layers.Dense(7, name="other")(model.layers[-2].output))
replaced.compile("adam", "mse")
by_name = {layer.name: layer for layer in model.layers}
again = keras.Model(by_name["picture"].output, by_name["answer"](by_name["pooled"].output))
again.compile("sgd", "categorical_crossentropy")
frozen = [layer for layer in model.layers if isinstance(layer, layers.Conv2D)]
for layer in frozen:
    layer.trainable = False
model.compile("sgd", "categorical_crossentropy")
model.get_layer("second").trainable = True
model.compile(keras.optimizers.Adam(1e-5), "categorical_crossentropy")
