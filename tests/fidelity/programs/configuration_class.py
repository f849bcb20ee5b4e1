"""Settings as attributes of a class, and of an object."""

import keras


class Config:
    SIZE = 32
    CHANNELS = 3
    CLASSES = 5
    SHAPE = (SIZE, SIZE, CHANNELS)

    def __init__(self, rate=0.001):
        self.rate = rate
        self.half = self.SIZE // 2


config = Config(rate=0.004)
net = keras.Sequential(
    [
        keras.layers.Conv2D(config.half, 3, input_shape=Config.SHAPE),
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(Config.CLASSES, activation="softmax"),
    ]
)
net.compile(optimizer=keras.optimizers.Adam(learning_rate=config.rate), loss="categorical_crossentropy")

Config.CLASSES = 9
config.rate *= 2
last = keras.Sequential([keras.Input((4,)), keras.layers.Dense(config.CLASSES, activation="softmax")])
last.compile(keras.optimizers.SGD(config.rate), "categorical_crossentropy")
