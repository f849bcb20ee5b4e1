"""A subclass that is given inputs and outputs, and a training step of its own."""

import keras
from keras import layers


class Stepper(keras.Model):
    def train_step(self, data):
        x, y = data
        return {"loss": self.compute_loss(y=y, y_pred=self(x, training=True))}


inputs = keras.Input(shape=(32,))
outputs = layers.Dense(1)(layers.Dense(8, activation="relu")(inputs))
model = Stepper(inputs, outputs)
model.compile(optimizer="adam", loss="mse", metrics=["mae"])
