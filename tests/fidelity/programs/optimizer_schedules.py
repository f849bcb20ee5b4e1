"""Learning rates that change by themselves: the value at step 0 counts."""

import keras
from keras.optimizers import SGD, Adam, schedules

START = 0.1


def compiled(optimizer):
    net = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    net.compile(optimizer=optimizer, loss="mse")
    return net


decay = schedules.ExponentialDecay(START, decay_steps=1000, decay_rate=0.96, staircase=True)
compiled(SGD(learning_rate=decay, momentum=0.8))
compiled(Adam(schedules.PiecewiseConstantDecay(boundaries=[100, 200], values=[0.01, 0.005, 0.001])))
compiled(Adam(schedules.CosineDecay(initial_learning_rate=0.02, decay_steps=50)))
compiled(Adam(schedules.PolynomialDecay(0.03, 100, 0.001, power=2.0)))
compiled(Adam(schedules.InverseTimeDecay(0.04, 10, 0.5)))
compiled(SGD(schedules.CosineDecayRestarts(0.05, 10)))
compiled(SGD(schedules.CosineDecay(0.0, decay_steps=100, warmup_target=0.1, warmup_steps=10)))
