"""Functional models within functional models, two levels deep, and a part called twice."""

import keras
from keras import layers


def encoder(size, depth):
    start = keras.Input((size,))
    x = start
    for level in range(depth):
        x = layers.Dense(size // 2 ** (level + 1), activation="relu")(x)
    return keras.Model(start, x, name=f"encoder_{depth}")


def tower(size):
    start = keras.Input(shape=(size,))
    coded = encoder(size, 2)(start)
    both = layers.Concatenate()([coded, layers.Dense(3)(start)])
    return keras.Model(start, both, name="tower")


left, right = keras.Input((16,), name="left"), keras.Input((16,), name="right")
shared = tower(16)
a, b = shared(left), shared(right)
distance = layers.Subtract()([a, b])
answer = layers.Dense(1, activation="sigmoid")(distance)
siamese = keras.Model([left, right], answer)
siamese.compile("adam", "binary_crossentropy", metrics=["accuracy"])

again = keras.Sequential([shared, layers.Dropout(0.5), layers.Dense(5, activation="softmax")])
again.compile("sgd", "categorical_crossentropy")
again.build((None, 16))

outer = keras.Model(siamese.input, siamese.layers[-2].output)
outer.compile("adam", "mse")
