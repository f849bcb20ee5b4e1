"""Layers that learn from data before training: of text, of categories, of numbers."""

import keras
import numpy as np
from keras import layers

words = ["one two three", "two three four", "four five"]
tokens = layers.TextVectorization(max_tokens=50, output_sequence_length=7)
tokens.adapt(words)
text = keras.Input((), dtype="string")
x = tokens(text)
x = layers.Embedding(50, 6, mask_zero=True)(x)
x = layers.LSTM(5)(x)
reader = keras.Model(text, layers.Dense(1, activation="sigmoid")(x))
reader.compile("adam", "binary_crossentropy", metrics=["accuracy"])

sizes = np.random.normal(5.0, 2.0, (64, 3)).astype("float32")
scaled = layers.Normalization()
scaled.adapt(sizes)
bins = layers.Discretization(num_bins=4, epsilon=0.01, output_mode="one_hot")
bins.adapt(sizes[:, 0])
number = keras.Input((3,))
one = keras.Input((1,))
x = layers.Concatenate()([scaled(number), bins(one)])
table = keras.Model([number, one], layers.Dense(2, activation="softmax")(x))
table.compile("adam", "sparse_categorical_crossentropy")

lookup = layers.StringLookup(vocabulary=["red", "green", "blue"], output_mode="one_hot")
colour = keras.Input((1,), dtype="string")
coloured = keras.Model(colour, layers.Dense(1)(lookup(colour)))
coloured.compile("adam", "mse")

indices = layers.IntegerLookup(vocabulary=[3, 5, 8], output_mode="multi_hot", num_oov_indices=2)
given = keras.Input((4,), dtype="int64")
coded = keras.Model(given, layers.Dense(3, activation="softmax")(indices(given)))
coded.compile("adam", "categorical_crossentropy")

hashed = layers.Hashing(num_bins=10)
crossed = keras.Sequential([keras.Input((2,), dtype="string"), hashed, layers.Embedding(10, 3), layers.Flatten(), layers.Dense(1)])
crossed.compile("adam", "mse")
