"""The input shape is only known from the data that the model is given."""

import numpy as np
from keras import Sequential, layers

x = np.random.random((32, 20, 6)).astype("float32")
y = np.random.randint(0, 4, size=(32,))

model = Sequential()
model.add(layers.Conv1D(16, 5, activation="relu"))
model.add(layers.MaxPooling1D(2))
model.add(layers.LSTM(7))
model.add(layers.Dense(4))
model.add(layers.Activation("softmax"))
model.compile(optimizer="nadam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, batch_size=8, epochs=1, validation_split=0.25)
