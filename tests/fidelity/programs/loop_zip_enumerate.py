"""Loops over pairs and numbered elements, with a condition that the turn decides."""

from keras import Input, Model, layers

widths = [16, 8, 4]
rates = [0.1, 0.2, 0.0]

start = Input(shape=(20,))
x = start
for index, (width, rate) in enumerate(zip(widths, rates)):
    x = layers.Dense(width, activation="relu" if index < 2 else "tanh", name=f"dense_{index}")(x)
    if rate > 0:
        x = layers.Dropout(rate)(x)
model = Model(inputs=start, outputs=layers.Dense(2)(x))
model.compile("adam", "mse")
