"""Attention layers, and a block of a transformer from a function."""

import keras
from keras import layers


def encoder(x, heads, size, width):
    attended = layers.MultiHeadAttention(num_heads=heads, key_dim=size)(x, x)
    x = layers.LayerNormalization(epsilon=1e-6)(x + attended)
    y = layers.Dense(width, activation="gelu")(x)
    y = layers.Dense(x.shape[-1])(y)
    return layers.LayerNormalization(epsilon=1e-6)(layers.Add()([x, y]))


start = keras.Input((12, 8))
x = start
for _ in range(2):
    x = encoder(x, heads=2, size=4, width=16)
x = layers.GlobalAveragePooling1D()(x)
model = keras.Model(start, layers.Dense(3, activation="softmax")(x))
model.compile("adam", "sparse_categorical_crossentropy")

query = keras.Input((5, 8))
value = keras.Input((7, 8))
x = layers.Attention()([query, value])
x = layers.Flatten()(x)
dot = keras.Model([query, value], layers.Dense(1)(x))
dot.compile("adam", "mse")
