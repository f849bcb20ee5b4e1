"""Recurrent layers: stacked, both ways, distributed over time, with states."""

import keras
from keras import layers
from keras.layers import GRU, LSTM, Bidirectional, Dense, Embedding, SimpleRNN, TimeDistributed

tagger = keras.Sequential(
    [
        keras.Input((15,)),
        Embedding(input_dim=200, output_dim=8, mask_zero=True),
        Bidirectional(LSTM(6, return_sequences=True)),
        TimeDistributed(Dense(5, activation="softmax")),
    ]
)
tagger.compile("adam", "categorical_crossentropy")

reader = keras.Sequential([Embedding(100, 4), Bidirectional(GRU(3), merge_mode="sum"), Dense(1, activation="sigmoid")])
reader.compile("rmsprop", "binary_crossentropy")

series = keras.Sequential([SimpleRNN(4, return_sequences=True, input_shape=[None, 1]), SimpleRNN(4), Dense(1)])
series.compile("sgd", "mse")

source = keras.Input((None, 7))
_, h, c = LSTM(5, return_state=True)(source)
target = keras.Input((None, 9))
sequence, _, _ = LSTM(5, return_sequences=True, return_state=True)(target, initial_state=[h, c])
translator = keras.Model([source, target], Dense(9, activation="softmax")(sequence))
translator.compile("rmsprop", "categorical_crossentropy")

frames = keras.Input((4, 16, 16, 3))
x = TimeDistributed(layers.Conv2D(2, 3, activation="relu"))(frames)
x = TimeDistributed(layers.Flatten())(x)
video = keras.Model(frames, Dense(2, activation="softmax")(LSTM(3)(x)))
video.compile("adam", "sparse_categorical_crossentropy")
