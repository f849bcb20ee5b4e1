"""Images become rows, series become windows."""

import keras
import numpy as np
from keras import layers, models

(train, labels), _ = keras.datasets.mnist.load_data()
train = train.reshape((60000, 28 * 28)).astype("float32") / 255
flat = models.Sequential([layers.Dense(32, activation="relu"), layers.Dense(10, activation="softmax")])
flat.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
flat.fit(train, labels, epochs=1)

images = np.expand_dims(train.reshape(-1, 28, 28), -1)
conv = models.Sequential([layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(10)])
conv.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
conv.fit(images, labels)

series = np.zeros((200, 10))
windows = np.reshape(series, (series.shape[0], series.shape[1], 1))
recurrent = models.Sequential([layers.LSTM(3, input_shape=(windows.shape[1], windows.shape[2])), layers.Dense(1)])
recurrent.compile("adam", "mse")
recurrent.fit(windows, np.zeros(200))
