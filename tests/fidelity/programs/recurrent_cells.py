"""Recurrent layers that are put together from cells: the activation is that of the cell."""

import keras
from keras import layers

lstm = keras.Sequential([keras.Input((6, 4)), layers.RNN(layers.LSTMCell(5))])
lstm.compile("adam", "mse")
gru = keras.Sequential([keras.Input((6, 4)), layers.RNN(layers.GRUCell(5, activation="sigmoid"), return_sequences=True)])
gru.compile("adam", "mse")
plain = keras.Sequential([keras.Input((6, 4)), layers.RNN(layers.SimpleRNNCell(3, activation="relu")), layers.Dense(2)])
plain.compile("adam", "mse")
