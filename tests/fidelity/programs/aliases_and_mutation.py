"""One list under several names, changed through any of them."""

import keras
from keras import layers


def extended(stack, extra=[]):  # noqa: B006 - the default is shared between calls, on purpose
    extra.append(layers.Dense(3))
    stack += extra
    return stack


first = [layers.Dense(8)]
second = first
second.append(layers.Dense(6))
third = list(first)
third.append(layers.Dense(99))
one = keras.Sequential([keras.Input((4,)), *first])
one.compile("adam", "mse")
two = keras.Sequential([keras.Input((4,)), *extended(first), layers.Dense(1)])
two.compile("adam", "mse")
three = keras.Sequential([keras.Input((4,)), layers.Dense(6), *extended([])[:1]])
three.compile("adam", "mse")
sizes = {"a": [2, 4]}
shared = sizes["a"]
shared[0] = 7
four = keras.Sequential([keras.Input((4,)), *[layers.Dense(size) for size in sizes["a"][::-1]]])
four.compile("adam", "mse")
