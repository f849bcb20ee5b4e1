"""Schedules made by functions and classes of the program, and rates set later."""

import keras
from keras import layers
from keras.optimizers.schedules import CosineDecay, ExponentialDecay, LearningRateSchedule

SAMPLES, BATCH, EPOCHS = 1280, 32, 4
steps = SAMPLES // BATCH * EPOCHS


class Warm(LearningRateSchedule):
    def __init__(self, peak, steps):
        self.peak = peak
        self.steps = steps

    def __call__(self, step):
        return self.peak * keras.ops.minimum(1.0, (step + 1) / self.steps)


def net():
    return keras.Sequential([keras.Input((3,)), layers.Dense(2, activation="softmax")])


def schedule(kind, start=0.1):
    if kind == "cosine":
        return CosineDecay(start, steps, alpha=0.1)
    return ExponentialDecay(initial_learning_rate=start, decay_steps=steps, decay_rate=0.5)


one = net()
one.compile(keras.optimizers.SGD(schedule("cosine")), "categorical_crossentropy")
two = net()
two.compile(keras.optimizers.Adam(learning_rate=schedule("other", 0.02)), "categorical_crossentropy")
three = net()
three.compile(keras.optimizers.RMSprop(CosineDecay(0.01, steps, warmup_target=0.3, warmup_steps=10)), "categorical_crossentropy")
four = net()
optimizer = keras.optimizers.Adam()
optimizer.learning_rate = 5e-4
four.compile(optimizer, "categorical_crossentropy")
five = net()
five.compile(keras.optimizers.get({"class_name": "SGD", "config": {"learning_rate": 0.2}}), "categorical_crossentropy")
six = net()
six.compile(keras.optimizers.Lion(learning_rate=1e-5), loss=keras.losses.get("categorical_crossentropy"))
seven = net()
seven.compile(keras.optimizers.Ftrl(), "kl_divergence")
eight = net()
eight.compile(keras.optimizers.SGD.from_config({"learning_rate": 0.3, "momentum": 0.7}), "poisson")
# unknown: learning_rate: what the program's own schedule computes is not followed
nine = net()
nine.compile(keras.optimizers.Adam(Warm(0.2, 100)), "mse")
