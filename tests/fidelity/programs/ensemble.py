"""An average of models: what it ends in is none of the activations alone."""

import keras
from keras import layers


def member(shape, seed):
    start = keras.Input(shape)
    x = layers.Dense(4 + seed, activation="relu")(start)
    return keras.Model(start, layers.Dense(3, activation="softmax")(x), name=f"member_{seed}")


members = [member((5,), seed) for seed in range(2)]
start = keras.Input((5,))
joint = keras.Model(start, layers.Average()([model(start) for model in members]))
joint.compile("adam", "categorical_crossentropy")
for model in members:
    model.compile("sgd", "categorical_crossentropy")
