"""Branches that constants decide."""

import keras
from keras import layers

USE_DROPOUT = True
KIND = "gru"
DEPTH = 2
BINARY = False

model = keras.Sequential([keras.Input((6, 3))])
if KIND == "lstm":
    model.add(layers.LSTM(4))
elif KIND == "gru":
    model.add(layers.GRU(4))
else:
    model.add(layers.SimpleRNN(4))
if USE_DROPOUT and DEPTH > 1:
    model.add(layers.Dropout(0.3))
if not BINARY:
    model.add(layers.Dense(5, activation="softmax"))
    loss = "sparse_categorical_crossentropy"
else:
    model.add(layers.Dense(1, activation="sigmoid"))
    loss = "binary_crossentropy"
model.compile(optimizer="adam" if DEPTH < 3 else "sgd", loss=loss)
