"""Functions behind decorators."""

import functools

import keras


def logged(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        print("building")
        return function(*args, **kwargs)

    return inner


def repeated(times):
    def decorate(function):
        def inner(*args):
            return [function(*args) for _ in range(times)]

        return inner

    return decorate


@logged
def build(units, activation="relu"):
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(units, activation=activation)])


@repeated(2)
def pair(units):
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(units)])


@functools.lru_cache
def cached():
    return build(5, activation="softmax")


build(4).compile("adam", "mse")
for model in pair(2):
    model.compile("sgd", "mae")
cached().compile("adam", "categorical_crossentropy")
