"""Arithmetic of all kinds on the way to a width."""

import math

import keras
import numpy as np
from keras import layers

base = 37
shape = (4, 3, 2)
widths = [
    int(base * 0.5), base // 5, base % 7, round(base / 4), max(3, base - 36), min([9, 11]), sum(shape), abs(-6), 2**3, pow(3, 2),
    math.ceil(base / 10), math.floor(2.7), int(math.sqrt(50)), int(np.prod(shape)), len("layers"), int("12"),
    int(1e1), -(-7 // 2), 0x0F, 1_0, (base > 5) + 1, sorted([5, 2, 9])[-1], int(math.log2(64)),
]  # fmt: skip
net = keras.Sequential([keras.Input((shape[-1],))])
for width in widths:
    net.add(layers.Dense(width))
net.compile(keras.optimizers.SGD(10 ** -3 * 5), "mse")
