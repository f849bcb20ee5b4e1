"""Shapes that the program asks layers and tensors for, and builds by."""

import keras
import numpy as np
from keras import layers

conv = layers.Conv2D(5, 3, strides=2)
shape = conv.compute_output_shape((None, 31, 31, 3))
size = int(np.prod(shape[1:]))
image = keras.Input((31, 31, 3))
x = conv(image)
x = layers.Reshape((size,))(x)
x = layers.Dense(x.shape[-1] // 25, activation="relu")(x)
net = keras.Model(image, layers.Dense(2, activation="softmax")(x))
net.compile("adam", "categorical_crossentropy")

coder = keras.Sequential([keras.Input((20, 20, 1)), layers.Conv2D(4, 3, strides=2, padding="same"), layers.Conv2D(8, 3)])
inner = coder.output_shape[1:]
code = keras.Model(coder.inputs, layers.Dense(10)(layers.Flatten()(coder.outputs[0])))
back = keras.Sequential(
    [
        keras.Input((10,)),
        layers.Dense(int(np.prod(inner)), activation="relu"),
        layers.Reshape(inner),
        layers.Conv2DTranspose(4, 3),
        layers.Conv2DTranspose(1, 3, strides=2, padding="same", activation="sigmoid"),
    ]
)
auto = keras.Model(code.inputs, back(code.outputs[0]))
auto.compile("adam", "binary_crossentropy")

wide = keras.Sequential([keras.Input((7,)), layers.Dense(9)])
deeper = keras.Sequential([keras.Input(wide.output_shape[1:]), layers.Dense(wide.layers[0].units * 2), layers.Dense(1)])
deeper.compile("sgd", "mse")

data = np.zeros((50, 3, 4))
flat = data.reshape(len(data), -1)
sized = keras.Sequential([keras.Input(flat.shape[1:]), layers.Dense(data.ndim), layers.Dense(data.shape[1] * data.shape[2])])
sized.compile("sgd", "mse")
