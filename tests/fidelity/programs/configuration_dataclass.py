"""Settings in a dataclass."""

from dataclasses import dataclass, field

import keras


@dataclass
class Settings:
    """What can be chosen."""

    features: int = 8
    hidden: int = 16
    rate: float = 1e-3
    activation: str = "relu"
    sizes: list = field(default_factory=lambda: [4, 2])


def build(settings: Settings) -> keras.Model:
    inputs = keras.Input((settings.features,))
    x = keras.layers.Dense(settings.hidden, activation=settings.activation)(inputs)
    for size in settings.sizes:
        x = keras.layers.Dense(size, activation=settings.activation)(x)
    model = keras.Model(inputs, keras.layers.Dense(1)(x))
    model.compile(keras.optimizers.Adam(settings.rate), "mse")
    return model


build(Settings())
build(Settings(hidden=4, rate=0.01, sizes=[3]))
