"""A loop over dictionaries, each of which is a layer."""

import keras

configuration = [
    {"units": 32, "activation": "relu"},
    {"units": 16, "activation": "relu", "use_bias": False},
    {"units": 1},
]
model = keras.Sequential([keras.Input((7,))])
for entry in configuration:
    model.add(keras.layers.Dense(**entry))
model.compile(optimizer=keras.optimizers.Adam(0.002), loss=keras.losses.Huber(delta=2.0))
