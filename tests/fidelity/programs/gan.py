"""Generator and discriminator; in the joint model the discriminator is frozen."""

import keras
from keras import layers
from keras.optimizers import Adam

optimizer = Adam(0.0002, 0.5)


def discriminator():
    model = keras.Sequential(name="discriminator")
    model.add(keras.Input((28, 28, 1)))
    model.add(layers.Conv2D(8, 3, strides=2, padding="same"))
    model.add(layers.LeakyReLU(0.2))
    model.add(layers.Flatten())
    model.add(layers.Dense(1, activation="sigmoid"))
    model.compile(loss="binary_crossentropy", optimizer=optimizer, metrics=["accuracy"])
    return model


def generator(latent):
    model = keras.Sequential(name="generator")
    model.add(layers.Dense(7 * 7 * 4, input_dim=latent))
    model.add(layers.Reshape((7, 7, 4)))
    model.add(layers.Conv2DTranspose(4, 4, strides=2, padding="same", activation="relu"))
    model.add(layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh"))
    return model


def joint(g, d):
    d.trainable = False
    noise = keras.Input((10,))
    model = keras.Model(noise, d(g(noise)))
    model.compile(loss="binary_crossentropy", optimizer=Adam(0.0002, 0.5))
    return model


d = discriminator()
g = generator(10)
gan = joint(g, d)
