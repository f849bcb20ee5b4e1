"""A class whose parts are models and lists of layers."""

import keras
import numpy as np
import tensorflow as tf


class Autoencoder(tf.keras.models.Model):
    def __init__(self, latent):
        super(Autoencoder, self).__init__()
        self.latent = latent
        self.encoder = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(latent, activation="relu")])
        self.decoder = tf.keras.Sequential(
            [tf.keras.layers.Dense(784, activation="sigmoid"), tf.keras.layers.Reshape((28, 28))]
        )

    def call(self, x):
        encoded = self.encoder(x)
        return self.decoder(encoded)


class Tower(keras.Model):
    def __init__(self, sizes):
        super().__init__()
        self.hidden = [keras.layers.Dense(size, activation="relu") for size in sizes]
        self.out = keras.layers.Dense(1)

    def call(self, x):
        for layer in self.hidden:
            x = layer(x)
        return self.out(x)


(x_train, _), (x_test, _) = tf.keras.datasets.fashion_mnist.load_data()
x_train = x_train.astype("float32") / 255.0
autoencoder = Autoencoder(64)
autoencoder.compile(optimizer="adam", loss=tf.losses.MeanSquaredError())
autoencoder.fit(x_train, x_train, epochs=2)

tower = Tower([5, 4])
tower.compile("sgd", "mse")
tower.fit(np.zeros((4, 6)), np.zeros(4))


class Triage(keras.Model):
    def __init__(self):
        super().__init__()
        self.join = keras.layers.Concatenate()
        self.out = keras.layers.Dense(1, activation="sigmoid")

    def call(self, inputs):
        return self.out(self.join([inputs["text"], inputs["size"]]))


triage = Triage()
triage.compile("adam", "binary_crossentropy")
triage.fit({"text": np.zeros((4, 6)), "size": np.zeros((4, 2))}, np.zeros(4))
