"""Widths that come from the data."""

import keras
import numpy as np
from keras import layers
from keras.utils import to_categorical

(x_train, y_train), (x_test, y_test) = keras.datasets.cifar10.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0
y_train = to_categorical(y_train, 10)
model = keras.Sequential()
model.add(layers.Conv2D(4, 3, input_shape=x_train.shape[1:]))
model.add(layers.Flatten())
model.add(layers.Dense(y_train.shape[1], activation="softmax"))
model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train)

x = np.zeros((100, 12))
columns = x.shape[1]
wide = keras.Sequential([layers.Dense(columns * 2, activation="relu", input_dim=columns), layers.Dense(len(x[0]) // 4)])
wide.compile("adam", "mse")
