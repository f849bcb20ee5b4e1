"""Models with steps of their own over functional and subclassed ones."""

import keras
from keras import layers, ops


class Variational(keras.Model):
    def __init__(self, encoder, decoder, **kwargs):
        super().__init__(**kwargs)
        self.encoder = encoder
        self.decoder = decoder
        self.tracker = keras.metrics.Mean(name="loss")

    @property
    def metrics(self):
        return [self.tracker]

    def call(self, inputs):
        mean, _ = self.encoder(inputs)
        return self.decoder(mean)

    def train_step(self, data):
        return {"loss": self.tracker.result()}


start = keras.Input((14, 14, 1))
x = layers.Conv2D(4, 3, strides=2, padding="same", activation="relu")(start)
x = layers.Flatten()(x)
mean, spread = layers.Dense(2, name="mean")(x), layers.Dense(2, name="spread")(x)
encoder = keras.Model(start, [mean, spread], name="encoder")
latent = keras.Input((2,))
y = layers.Dense(7 * 7 * 4, activation="relu")(latent)
y = layers.Reshape((7, 7, 4))(y)
y = layers.Conv2DTranspose(1, 3, strides=2, padding="same", activation="sigmoid")(y)
decoder = keras.Model(latent, y, name="decoder")
vae = Variational(encoder, decoder)
vae.compile(optimizer=keras.optimizers.Adam())


class Distilled(keras.Model):
    def __init__(self, student, teacher):
        super().__init__()
        self.student, self.teacher = student, teacher

    def compile(self, optimizer, metrics, student_loss, alpha=0.1):
        super().compile(optimizer=optimizer, loss=student_loss, metrics=metrics)
        self.alpha = alpha

    def call(self, x):
        return self.student(x)


def small(width):
    return keras.Sequential([keras.Input((9,)), layers.Dense(width), layers.LeakyReLU(), layers.Dense(4)])


distilled = Distilled(small(3), small(30))
distilled(ops.zeros((1, 9)))
distilled.compile(
    keras.optimizers.Adam(), ["sparse_categorical_accuracy"], keras.losses.SparseCategoricalCrossentropy(from_logits=True)
)
