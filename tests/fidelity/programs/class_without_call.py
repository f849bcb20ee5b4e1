"""A model that only trains others: it has no ``call``, so no output; its parts are compiled apart."""

import keras
from keras import layers


class Duel(keras.Model):
    """Train a painter against a critic."""

    def __init__(self, painter, critic):
        super().__init__()
        self.painter, self.critic = painter, critic

    def compile(self, painter_optimizer, critic_optimizer):
        super().compile()
        self.painter_optimizer, self.critic_optimizer = painter_optimizer, critic_optimizer

    def train_step(self, data):
        return {"loss": 0.0}


painter = keras.Sequential([keras.Input((3,)), layers.Dense(4, activation="tanh")])
critic = keras.Sequential([keras.Input((4,)), layers.Dense(1, activation="sigmoid")])
critic.compile(keras.optimizers.SGD(0.1), "binary_crossentropy")
duel = Duel(painter, critic)
duel.compile(keras.optimizers.Adam(), keras.optimizers.Adam())
