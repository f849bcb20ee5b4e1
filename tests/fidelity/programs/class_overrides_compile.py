"""A class that takes its own parts in compile, and hands the rest on."""

import keras
from keras import layers


class Pair(keras.Model):
    def __init__(self, generator, discriminator):
        super().__init__()
        self.generator = generator
        self.discriminator = discriminator

    def compile(self, g_optimizer, d_optimizer, loss_fn):
        super().compile(optimizer=d_optimizer)
        self.g_optimizer = g_optimizer
        self.loss_fn = loss_fn

    def call(self, noise):
        return self.discriminator(self.generator(noise))


generator = keras.Sequential([keras.Input((4,)), layers.Dense(8), layers.LeakyReLU(), layers.Dense(6, activation="tanh")])
discriminator = keras.Sequential([keras.Input((6,)), layers.Dense(5), layers.LeakyReLU(), layers.Dense(1)])
gan = Pair(generator, discriminator)
gan.compile(
    g_optimizer=keras.optimizers.Adam(1e-4),
    d_optimizer=keras.optimizers.Adam(4e-4),
    loss_fn=keras.losses.BinaryCrossentropy(from_logits=True),
)
