"""Everything from a module, and an import where it is needed."""

from keras.layers import *
from keras.models import *


def build():
    from keras.optimizers import Adagrad as Optimizer

    net = Sequential()
    net.add(Input(shape=(9,)))
    net.add(Dense(4, activation="elu"))
    net.add(Dense(1, activation="sigmoid"))
    net.compile(loss="binary_crossentropy", optimizer=Optimizer(0.05), metrics=["acc"])
    return net


build()
