"""Layers that wrap models and code of the program: what they make of a step, and how many weights they have."""

# unknown: parameters: what the layer's own code makes of weights is not counted

import keras
from keras import layers, ops


def scaled(value, factor=2):
    """Repeat the last axis ``factor`` times."""
    return ops.concatenate([value] * factor, axis=-1)


class Halved(layers.Layer):
    """Drop every second value."""

    def call(self, value):
        return value[..., ::2]

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], (input_shape[-1] + 1) // 2)


frames = keras.Sequential([
    keras.Input((16, 16, 1)),
    layers.Conv2D(4, 3, strides=2),
    layers.Flatten(),
    layers.Dense(6, activation="relu"),
])
clips = keras.Sequential([
    keras.Input((5, 16, 16, 1)),
    layers.TimeDistributed(frames),
    layers.TimeDistributed(layers.Dense(4)),
    layers.LSTM(3),
    layers.Dense(1),
])
clips.compile("adam", "mse")

start = keras.Input((16, 16, 1))
features = keras.Model(start, layers.GlobalAveragePooling2D()(layers.Conv2D(7, 3)(start)))
inputs = keras.Input((4, 16, 16, 1))
steps = layers.TimeDistributed(features)(inputs)
found = keras.Model(inputs, layers.Dense(2, activation="softmax")(layers.GRU(5)(steps)))
found.compile("adam", "categorical_crossentropy")

own = keras.Sequential([
    keras.Input((7, 6)),
    layers.TimeDistributed(Halved()),
    layers.Lambda(scaled, arguments={"factor": 3}),
    layers.TimeDistributed(layers.Lambda(lambda step: step[:, :4])),
    layers.Flatten(),
    layers.Dense(2),
])
own.compile("sgd", "mse")

given = keras.Input((7, 6))
several = layers.TimeDistributed(Halved())(given)
several = layers.Lambda(lambda pair: pair[0] + pair[1])([several, several])
ends = keras.Model(given, layers.Dense(1)(layers.Lambda(scaled, arguments={"factor": 4})(several)))
ends.compile("sgd", "mse")
