"""Is a picture blue or red? A first network, which stays at 50 % for ever. `keraslint examples/` says why."""

import numpy as np
from keras import Sequential
from keras.layers import Conv2D, Dense, Dropout, Flatten, Input, MaxPooling2D
from keras.optimizers import SGD

SIZE = 300
EACH = 50
RED, BLUE = 0, 2

rng = np.random.default_rng(35809)


def paint(channel):
    """Paint pictures in one colour, some brighter and some darker."""
    pictures = np.zeros((EACH, SIZE, SIZE, 3), dtype="uint8")
    pictures[..., channel] = rng.integers(96, 256, size=(EACH, 1, 1))
    return pictures


images = np.concatenate([paint(BLUE), paint(RED)])
labels = np.concatenate([np.zeros(EACH), np.ones(EACH)])

model = Sequential([
    Input((SIZE, SIZE, 3)),
    Conv2D(64, (3, 3), activation="relu"),
    Conv2D(64, (3, 3), activation="relu"),
    MaxPooling2D((2, 2), strides=(2, 2)),
    Flatten(),
    Dense(128, activation="relu"),
    Dropout(0.5),
    Dense(1, activation="sigmoid"),
])

sgd = SGD(learning_rate=0.1, momentum=0.9, nesterov=True)
model.compile(optimizer=sgd, loss="mean_squared_error", metrics=["binary_accuracy"])
model.fit(images, labels, epochs=20, batch_size=5)
