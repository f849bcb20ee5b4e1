"""A fixed batch size, weights that are shared with one layer only, channels in front."""

import keras
from keras import layers

stateful = keras.Sequential(
    [keras.Input(batch_shape=(8, 5, 2)), layers.LSTM(4, stateful=True, return_sequences=True), layers.LSTM(3, stateful=True), layers.Dense(1)]
)
stateful.compile("adam", "mse")
old_style = keras.Sequential([layers.Dense(3, batch_input_shape=(4, 2)) if False else layers.Dense(3, input_shape=(2,)), layers.Dense(1)])
old_style.compile("adam", "mse")
sized = keras.Input((6,), batch_size=10)
batch = keras.Model(sized, layers.Dense(2)(sized))
batch.compile("adam", "mse")
first = keras.Input((3, 12, 12))
x = layers.Conv2D(4, 3, data_format="channels_first", padding="same")(first)
x = layers.Flatten()(x)
channels = keras.Model(first, layers.Dense(1)(x))
channels.compile("adam", "mse")
