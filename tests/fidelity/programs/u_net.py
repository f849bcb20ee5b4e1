"""Down and up again, with connections across."""

import keras
from keras import layers


def unet(size=(32, 32), classes=2):
    inputs = keras.Input(shape=size + (3,))
    skips = []
    x = inputs
    for filters in [4, 8]:
        x = layers.Conv2D(filters, 3, activation="relu", padding="same")(x)
        skips.append(x)
        x = layers.MaxPooling2D(2)(x)
    x = layers.Conv2D(16, 3, activation="relu", padding="same")(x)
    for filters in [8, 4]:
        x = layers.UpSampling2D(2)(x)
        x = layers.concatenate([x, skips.pop()])
        x = layers.Conv2D(filters, 3, activation="relu", padding="same")(x)
    return keras.Model(inputs, layers.Conv2D(classes, 1, activation="softmax", padding="same")(x))


model = unet()
model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy")
model = unet((16, 48), classes=5)
model.compile(optimizer="adam", loss="categorical_crossentropy")
