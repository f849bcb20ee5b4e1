"""Numbers that are computed from constants."""

import keras
from keras.layers import Conv2D, Dense, Flatten, Input, Reshape, UpSampling2D

HEIGHT, WIDTH = 28, 28
CHANNELS = 1
CODE = 2 ** 4
CLASSES = len(["cat", "dog", "bird"])
SHAPE = (HEIGHT, WIDTH, CHANNELS)
PIXELS = HEIGHT * WIDTH

start = Input(shape=SHAPE)
x = Flatten()(start)
x = Dense(CODE * 2, activation="relu")(x)
label = Dense(CLASSES, activation="softmax")(x)
classifier = keras.Model(start, label)
classifier.compile(optimizer=keras.optimizers.Adam(1e-3 / 2), loss="categorical_crossentropy")

x = Dense(PIXELS // 16)(x)
x = Reshape((HEIGHT // 4, WIDTH // 4, 1))(x)
x = UpSampling2D(4)(x)
picture = Conv2D(CHANNELS, (3, 3), padding="same", activation="sigmoid")(x)
decoder = keras.Model(start, picture)
decoder.compile(optimizer="adam", loss="binary_crossentropy")
