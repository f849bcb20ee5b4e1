"""What a model was compiled with stays what it was, whatever becomes of the parts."""

import keras
import numpy as np

metrics = ["mae"]
opt = keras.optimizers.Adam(1e-3)
net = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
net.compile(opt, "mse", metrics=metrics)
net.fit(np.zeros((4, 2)), np.zeros(4))
metrics.append("mse")
opt.learning_rate = 1e-4
net.optimizer.learning_rate.assign(1e-5)

other = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
slow = keras.optimizers.SGD(0.5)
slow.learning_rate = 0.25
other.compile(slow, "mse", metrics=metrics)
