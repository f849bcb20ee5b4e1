"""Compile through a lambda, a comprehension, a bound method, a partial, a helper with keywords."""

import functools

import keras
from keras import layers


def net(units=1):
    return keras.Sequential([keras.Input((3,)), layers.Dense(units)])


quick = lambda model, rate=0.1: model.compile(keras.optimizers.SGD(rate), "mse")  # noqa: E731
quick(net())
quick(net(2), 0.5)
models = [net(units) for units in (3, 4)]
_ = [model.compile("adam", "mae") for model in models]
bound = net(5).compile
bound(optimizer="adam", loss="mse")
ready = functools.partial(net(6).compile, optimizer="nadam")
ready(loss="huber")


def with_options(model, **options):
    options.setdefault("optimizer", "adamax")
    model.compile(**options)
    return model


with_options(net(7), loss="log_cosh")
with_options(with_options(net(8), loss="mse"), loss="mae", optimizer="ftrl")
