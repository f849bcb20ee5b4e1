"""One layer object in several places."""

import keras
from keras import layers

relu = layers.Activation("relu")
square = layers.Dense(4)
twice = keras.Sequential([keras.Input((4,)), square, relu, square, relu, layers.Dense(1)])
twice.compile("adam", "mse")
start = keras.Input((4,))
x = square(start)
for _ in range(2):
    x = relu(square(x))
loop = keras.Model(start, x)
square.trainable = False
loop.compile("adam", "mse")
mixed = keras.Sequential([keras.Input((4,)), loop, square])
mixed.compile("adam", "mse")
