"""One architecture, several optimizers and learning rates: every turn compiles a model of its own."""

import keras
import numpy as np
from keras import optimizers

data, target = np.zeros((8, 3)), np.zeros((8, 1))
histories = {}
for optimizer in (optimizers.SGD(0.1), optimizers.RMSprop(), optimizers.Adam(5e-4)):
    for units in [2, 4]:
        net = keras.Sequential()
        net.add(keras.layers.Dense(units, activation="relu", input_shape=(3,)))
        net.add(keras.layers.Dense(1))
        net.compile(loss="mse", optimizer=optimizer)
        histories[units] = net.fit(data, target, epochs=3, verbose=0)

for lr in (1e-2, 1e-3):
    net = keras.Sequential([keras.layers.Dense(1, input_shape=(3,))])
    net.compile(keras.optimizers.SGD(learning_rate=lr, momentum=0.5), "mae")
