"""Loops with break, continue and else."""

import keras
from keras import layers

model = keras.Sequential([keras.Input((5,))])
for size in (16, 12, 8, 4, 2):
    if size == 12:
        continue
    if size < 8:
        break
    model.add(layers.Dense(size, activation="relu"))
else:
    model.add(layers.Dense(99))
count = 0
while count < 2:
    model.add(layers.Dense(3))
    count += 1
model.add(layers.Dense(1))
model.compile("adam", "mse")
