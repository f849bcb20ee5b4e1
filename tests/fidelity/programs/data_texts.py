"""Sequences of words, padded to one length."""

import keras
from keras import layers
from keras.utils import pad_sequences

WORDS, LENGTH = 5000, 60
(x_train, y_train), (x_test, y_test) = keras.datasets.imdb.load_data(num_words=WORDS)
x_train = pad_sequences(x_train, maxlen=LENGTH)

model = keras.Sequential([layers.Embedding(WORDS, 8), layers.Flatten(), layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["acc"])
model.fit(x_train, y_train, epochs=1, batch_size=32, validation_split=0.2)

fixed = keras.Sequential()
fixed.add(layers.Embedding(WORDS, 8, input_shape=(LENGTH,)))
fixed.add(layers.GlobalAveragePooling1D())
fixed.add(layers.Dense(1, activation="sigmoid"))
fixed.compile(optimizer="adam", loss="binary_crossentropy")
