"""Wrappers around models, convolutions and other wrappers."""

import keras
from keras import layers

frame = keras.Sequential(
    [keras.Input((16, 16, 3)), layers.Conv2D(4, 3, activation="relu"), layers.MaxPooling2D(), layers.Flatten()]
)
video = keras.Sequential(
    [
        keras.Input((6, 16, 16, 3)),
        layers.TimeDistributed(frame),
        layers.Bidirectional(layers.LSTM(5, return_sequences=True)),
        layers.TimeDistributed(layers.Dropout(0.3)),
        layers.Bidirectional(layers.LSTM(4)),
        layers.Dense(3, activation="softmax"),
    ]
)
video.compile("adam", "categorical_crossentropy")

words = keras.Input((4, 7), dtype="int32")
letters = layers.TimeDistributed(layers.Embedding(30, 5))(words)
x = layers.TimeDistributed(layers.Conv1D(6, 3, padding="same"))(letters)
x = layers.TimeDistributed(layers.GlobalMaxPooling1D())(x)
x = layers.SpatialDropout1D(0.2)(x)
x = layers.Bidirectional(layers.GRU(3, return_sequences=True), merge_mode="ave")(x)
tagger = keras.Model(words, layers.TimeDistributed(layers.Dense(9, activation="softmax"))(x))
tagger.compile("nadam", "sparse_categorical_crossentropy")

normal = keras.Sequential(
    [keras.Input((5,)), layers.SpectralNormalization(layers.Dense(4)), layers.LeakyReLU(negative_slope=0.2), layers.Dense(1)]
)
normal.compile("adam", keras.losses.BinaryCrossentropy(from_logits=True))
