"""The network of blue_vs_red.py as it was written for an old Keras, for pictures in the folders blue/ and red/."""

from pathlib import Path

import keras
import numpy as np
from keras import layers
from PIL import Image

images, labels = [], []
for label, colour in enumerate(["blue", "red"]):
    for path in sorted(Path(colour).glob("*.png")):
        picture = Image.open(path).convert("RGB").resize((300, 300))
        images.append(np.array(picture))
        labels.append(label)
images = np.array(images)
labels = np.array(labels)

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
