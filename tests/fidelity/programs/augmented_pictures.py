"""Layers that change pictures, before and inside of the model."""

import keras
from keras import layers

augment = keras.Sequential(
    [
        layers.RandomCrop(28, 28),
        layers.RandomTranslation(0.1, 0.1),
        layers.RandomContrast(0.2),
        layers.RandomBrightness(0.1, value_range=(0, 1)),
        layers.Rescaling(1 / 255),
    ],
    name="augment",
)
picture = keras.Input((32, 32, 3))
x = augment(picture)
x = layers.Conv2D(4, 5, strides=(2, 2))(x)
x = layers.Flatten()(x)
net = keras.Model(picture, layers.Dense(3, activation="softmax")(x))
net.compile("adam", "sparse_categorical_crossentropy")

grey = keras.Sequential(
    [
        keras.Input((32, 32, 3)),
        layers.RandomGrayscale(),
        layers.Resizing(height=20, width=24, interpolation="nearest"),
        layers.Solarization(),
        layers.Flatten(),
        layers.Dense(1, activation="sigmoid"),
    ]
)
grey.compile("adam", "binary_crossentropy")

sound = keras.Sequential(
    [keras.Input((1024, 1)), layers.STFTSpectrogram(frame_length=128, frame_step=64, fft_length=128), layers.Flatten(), layers.Dense(2)]
)
sound.compile("adam", "mse")
