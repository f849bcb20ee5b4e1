"""Models that are called on data or built before they are compiled."""

# unknown: inputs, shape: the batch size of the one call that builds the first model is not taken over
import keras
import numpy as np
from keras import layers

model = keras.Sequential([layers.Dense(3, activation="relu"), layers.Dense(2)])
predictions = model(np.zeros((1, 4)))
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))

built = keras.Sequential([layers.Conv1D(4, 2), layers.GlobalMaxPooling1D(), layers.Dense(1)])
built.build(input_shape=(None, 9, 2))
built.compile("sgd", "mse")
built.summary()

fitted = keras.Sequential([layers.Dense(3, activation="relu"), layers.Dense(1)])
fitted.compile("adam", "mse")
fitted.fit(np.zeros((8, 5)), np.zeros(8))
fitted.compile("sgd", "mae")
