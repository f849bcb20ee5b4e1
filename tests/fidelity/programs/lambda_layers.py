"""Functions of the program as layers."""

import keras
from keras import layers, ops


def halves(x):
    return ops.split(x, 2, axis=-1)


def distance(vectors):
    a, b = vectors
    return ops.sqrt(ops.maximum(ops.sum(ops.square(a - b), axis=1, keepdims=True), 1e-7))


start = keras.Input((6, 4))
mean = layers.Lambda(lambda t: ops.mean(t, axis=1), output_shape=(4,))(start)
one = keras.Model(start, layers.Dense(2, activation="softmax")(mean))
one.compile("adam", "categorical_crossentropy")

left, right = keras.Input((8,)), keras.Input((8,))
code = keras.Sequential([keras.Input((8,)), layers.Dense(5)])
apart = layers.Lambda(distance, output_shape=(1,))([code(left), code(right)])
pair = keras.Model([left, right], apart)
pair.compile("adam", "mse")

scaled = keras.Sequential([keras.Input((3,)), layers.Lambda(lambda x: x / 255.0), layers.Dense(1), layers.Lambda(lambda x: x * 100.0)])
scaled.compile("sgd", "mse")

series = keras.Sequential(
    [
        layers.Lambda(lambda x: ops.expand_dims(x, axis=-1)),
        layers.SimpleRNN(4),
        layers.Dense(1),
    ]
)
series.build((None, 9))
series.compile("sgd", "huber")

first, second = halves(keras.Input((10,)))
split = keras.Model(first._keras_history.operation.input, layers.add([first, second]))
split.compile("adam", "mae")
