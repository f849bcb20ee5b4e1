"""Paths that end early: return, raise, handlers that stand in."""

# unknown: shape, parameters, units: a handler may always be needed: whether an exception is raised is not followed
import keras
from keras import layers


def pick(kind):
    if kind == "none":
        return None
    for name, units in (("small", 2), ("large", 9)):
        if kind == name:
            return units
    raise ValueError(kind)


def safe(kind, fallback=5):
    try:
        units = pick(kind)
    except ValueError:
        return fallback
    return units or fallback


sure = keras.Sequential([keras.Input((3,)), layers.Dense(pick("large")), layers.Dense(pick("small"))])
sure.compile("adam", "mse")
for kind in ("small", "large", "none"):
    model = keras.Sequential([keras.Input((3,)), layers.Dense(safe(kind))])
    model.compile("adam", "mse")
failing = keras.Sequential([keras.Input((3,)), layers.Dense(safe("huge"))])
failing.compile("adam", "mse")
