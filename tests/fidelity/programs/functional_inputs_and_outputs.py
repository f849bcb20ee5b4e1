"""Several inputs, several outputs, losses by the names of the outputs in another order."""

import keras
from keras import layers

text = keras.Input(shape=(None,), dtype="int32", name="text")
size = keras.Input(shape=(3,), name="size")
words = layers.Embedding(100, 8)(text)
words = layers.LSTM(16)(words)
joint = layers.concatenate([words, size])
priority = layers.Dense(1, activation="sigmoid", name="priority")(joint)
department = layers.Dense(4, activation="softmax", name="department")(joint)

model = keras.Model(inputs=[text, size], outputs=[priority, department])
model.compile(
    optimizer=keras.optimizers.RMSprop(1e-3),
    loss={"department": "categorical_crossentropy", "priority": "binary_crossentropy"},
    loss_weights={"priority": 1.0, "department": 0.2},
    metrics={"priority": ["mae"], "department": ["accuracy"]},
)
model.compile(
    optimizer="rmsprop",
    loss=["mean_squared_error", "categorical_crossentropy"],
    metrics=[["mean_absolute_error"], ["accuracy"]],
)
