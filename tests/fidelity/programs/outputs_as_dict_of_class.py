"""A class whose call gives a dictionary, with a loss for each of its keys."""

import keras
from keras import layers


class Detector(keras.Model):
    def __init__(self, kinds=6, **kwargs):
        super().__init__(**kwargs)
        self.body = keras.Sequential([layers.Conv2D(4, 3, activation="relu"), layers.GlobalAveragePooling2D()])
        self.kind = layers.Dense(kinds, activation="softmax")
        self.place = layers.Dense(4)

    def call(self, images):
        found = self.body(images)
        return {"kind": self.kind(found), "place": self.place(found)}


detector = Detector(kinds=9)
detector(keras.ops.zeros((1, 12, 12, 3)))
detector.compile(
    optimizer=keras.optimizers.Adam(1e-4),
    loss={"place": keras.losses.Huber(), "kind": keras.losses.SparseCategoricalCrossentropy()},
    loss_weights={"kind": 1.0, "place": 0.5},
)

image = keras.Input((12, 12, 3))
features = layers.Flatten()(image)
heads = {name: layers.Dense(units, name=name)(features) for name, units in (("age", 1), ("group", 3))}
table = keras.Model(inputs=image, outputs=heads)
table.compile(
    "adam",
    loss={"age": "mae", "group": keras.losses.CategoricalCrossentropy(from_logits=True)},
    metrics={"age": "mse", "group": ["accuracy"]},
)
