"""Optimizers as objects in variables, the learning rate by position, by keyword and by default."""

import keras
from keras import optimizers


def net():
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])


opt = optimizers.SGD(1e-2, momentum=0.9)
a = net()
a.compile(opt, "mse")
opt = optimizers.Adam(learning_rate=3e-4, beta_1=0.5)
b = net()
b.compile(loss="mse", optimizer=opt)
c = net()
c.compile(loss="mse", optimizer=optimizers.Adagrad())
d = net()
d.compile(loss="mse", optimizer=optimizers.get("rmsprop"))
e = net()
e.compile(loss="mse", optimizer=optimizers.RMSprop(0.0005, rho=0.95, momentum=0.1))
f = net()
f.compile(loss="mse", optimizer=optimizers.Ftrl(learning_rate=0.02))
g = net()
g.compile(loss="mse", optimizer=optimizers.Lion())
h = net()
h.compile(loss="mse", optimizer=keras.optimizers.Adafactor())
