"""States that recurrent layers return, of both directions, handed on to others."""

import keras
from keras import layers

source = keras.Input((None, 5))
encoded, forward_h, forward_c, backward_h, backward_c = layers.Bidirectional(
    layers.LSTM(4, return_state=True, return_sequences=True)
)(source)
h = layers.Concatenate()([forward_h, backward_h])
c = layers.Concatenate()([forward_c, backward_c])
target = keras.Input((None, 6))
decoded, *_ = layers.LSTM(8, return_sequences=True, return_state=True)(target, initial_state=[h, c])
context = layers.Attention()([decoded, encoded])
joined = layers.Concatenate(axis=-1)([decoded, context])
translator = keras.Model([source, target], layers.TimeDistributed(layers.Dense(6, activation="softmax"))(joined))
translator.compile("rmsprop", "categorical_crossentropy")

series = keras.Input((10, 2))
out, state = layers.GRU(3, return_state=True)(series)
gru = keras.Model(series, [layers.Dense(1)(out), layers.Dense(2, activation="softmax")(state)])
gru.compile("adam", loss=["mse", "sparse_categorical_crossentropy"])

both = layers.Bidirectional(layers.GRU(3, return_state=True), merge_mode=None)(series)
mixed = keras.Model(series, layers.Dense(1)(layers.Average()([both[0], both[1]])))
mixed.compile("adam", "mae")

two_ways = layers.Bidirectional(layers.LSTM(4), backward_layer=layers.GRU(4, go_backwards=True), merge_mode="concat")(series)
unlike = keras.Model(series, layers.Dense(1)(two_ways))
unlike.compile("adam", "mse")

cells = layers.RNN([layers.LSTMCell(5), layers.GRUCell(3)], return_sequences=True)(series)
pooled = keras.Model(series, layers.Dense(1)(layers.GlobalMaxPooling1D()(cells)))
pooled.compile("adam", "mse")

frames = keras.Input((4, 12, 12, 1))
x = layers.ConvLSTM2D(3, 3, padding="same", return_sequences=True)(frames)
x = layers.BatchNormalization()(x)
x = layers.ConvLSTM2D(2, 3, data_format="channels_last")(x)
film = keras.Model(frames, layers.Conv2D(1, 3, activation="sigmoid", padding="same")(x))
film.compile("adadelta", "binary_crossentropy")
