"""Settings merged from defaults and changes, with numbers computed from one another."""

import dataclasses
import enum
from typing import NamedTuple

import keras
from keras import layers

DEFAULTS = {"units": [32, 16], "activation": "relu", "optimizer": {"name": "adam", "lr": 1e-3}, "dropout": 0.0}


class Loss(str, enum.Enum):
    BINARY = "binary_crossentropy"
    SQUARED = "mse"


class Shape(NamedTuple):
    height: int
    width: int
    channels: int = 1

    @property
    def size(self):
        return self.height * self.width * self.channels


@dataclasses.dataclass
class Plan:
    shape: Shape
    loss: Loss = Loss.SQUARED
    extra: dict = dataclasses.field(default_factory=dict)

    def settings(self):
        return {**DEFAULTS, **self.extra}


def build(plan):
    chosen = plan.settings()
    model = keras.Sequential(name="planned")
    model.add(keras.Input((plan.shape.size,)))
    for units in chosen["units"]:
        model.add(layers.Dense(units, chosen["activation"]))
        if chosen["dropout"] > 0:
            model.add(layers.Dropout(chosen["dropout"]))
    model.add(layers.Dense(1, activation="sigmoid" if plan.loss is Loss.BINARY else None))
    makers = {"adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD}
    options = dict(chosen["optimizer"])
    maker = makers[options.pop("name")]
    model.compile(optimizer=maker(learning_rate=options["lr"]), loss=plan.loss.value)
    return model


build(Plan(Shape(4, 5)))
build(Plan(Shape(2, 3, channels=3), Loss.BINARY, {"units": [7], "dropout": 0.5, "optimizer": {"name": "sgd", "lr": 0.1}}))
build(dataclasses.replace(Plan(Shape(1, 2)), extra={"units": ()}))
