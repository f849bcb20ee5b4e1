"""Inputs and outputs in dictionaries."""

import keras
from keras import layers

inputs = {"image": keras.Input((6, 6, 1), name="image"), "size": keras.Input((2,), name="size")}
x = layers.Concatenate()([layers.Flatten()(inputs["image"]), inputs["size"]])
outputs = {
    "score": layers.Dense(1, name="score")(x),
    "kind": layers.Dense(4, activation="softmax", name="kind")(x),
}
model = keras.Model(inputs, outputs)
model.compile(
    optimizer="adam",
    loss={"score": "mse", "kind": "sparse_categorical_crossentropy"},
    metrics={"kind": ["accuracy"]},
)
