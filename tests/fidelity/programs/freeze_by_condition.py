"""Layers frozen by index, by name and by kind."""

import keras
from keras import layers

model = keras.Sequential(
    [
        keras.Input((16, 16, 3)),
        layers.Conv2D(4, 3, name="conv_a"),
        layers.BatchNormalization(),
        layers.Conv2D(4, 3, name="conv_b", trainable=False),
        layers.Flatten(),
        layers.Dense(2, name="out"),
    ]
)
for index, layer in enumerate(model.layers):
    if index < 1:
        layer.trainable = False
model.compile("adam", "mse")
for layer in model.layers:
    layer.trainable = not isinstance(layer, layers.BatchNormalization)
model.compile("adam", "mse")
model.get_layer("out").trainable = False
model.layers[0].trainable = False
model.compile("adam", "mse")
