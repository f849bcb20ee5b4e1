"""Models that are trained batch by batch."""

import keras
import numpy as np
import tensorflow as tf

model = keras.Sequential([keras.layers.Dense(4, activation="relu"), keras.layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
for step in range(3):
    loss = model.train_on_batch(np.zeros((8, 5)), np.zeros((8, 1)))

network = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
optimizer = keras.optimizers.SGD(0.1)
criterion = keras.losses.MeanSquaredError()
for step in range(2):
    with tf.GradientTape() as tape:
        value = criterion(np.zeros((4, 2)), network(np.zeros((4, 3)), training=True))
    gradients = tape.gradient(value, network.trainable_variables)
    optimizer.apply_gradients(zip(gradients, network.trainable_variables))
network.compile(optimizer=optimizer, loss=criterion)
network.evaluate(np.zeros((4, 3)), np.zeros((4, 2)))
