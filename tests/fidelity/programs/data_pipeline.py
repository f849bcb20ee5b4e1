"""Models fed by tf.data."""

import keras
import numpy as np
import tensorflow as tf

x, y = np.zeros((64, 8, 8, 1), "float32"), np.zeros((64,), "int64")
train = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(64).batch(16).prefetch(2)
model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(6, activation="relu"), keras.layers.Dense(2, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(train, epochs=2)

scaled = train.map(lambda image, label: (image / 255.0, tf.one_hot(label, 3)))
other = keras.Sequential([keras.layers.Conv2D(2, 3), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(3, activation="softmax")])
other.compile("sgd", "categorical_crossentropy")
other.fit(scaled)
