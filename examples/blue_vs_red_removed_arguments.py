"""The network of blue_vs_red.py as it was written for an old Keras, on pictures painted with Pillow."""

import keras
import numpy as np
from keras import layers
from PIL import Image

COLOURS = [(30, 60, 220), (40, 90, 255), (10, 20, 160), (220, 40, 30), (255, 90, 60), (150, 10, 20)]

pictures = [np.array(Image.new("RGB", (300, 300), colour)) for colour in COLOURS]
images = np.array(pictures)
labels = np.array([0, 0, 0, 1, 1, 1])

model = keras.Sequential()
model.add(layers.Conv2D(64, (3, 3), activation="relu", input_shape=(300, 300, 3)))
model.add(layers.Conv2D(64, (3, 3), activation="relu"))
model.add(layers.MaxPooling2D((2, 2), strides=(2, 2)))
model.add(layers.Flatten())
model.add(layers.Dense(128, activation="relu"))
model.add(layers.Dropout(0.5))
model.add(layers.Dense(1, activation="sigmoid"))

model.compile(
    optimizer=keras.optimizers.SGD(lr=0.1, decay=1e-6, momentum=0.9, nesterov=True),
    loss="mean_squared_error",
    metrics=["binary_accuracy"],
)
model.fit(images, labels, epochs=20, batch_size=5)
