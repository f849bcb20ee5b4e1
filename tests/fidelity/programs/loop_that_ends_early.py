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


def first_that_fits(sizes, limit):
    for size in sizes:
        if size > limit:
            continue
        return layers.Dense(size)
    return layers.Dense(limit)


found = keras.Sequential([keras.Input((5,)), first_that_fits((9, 7, 3), 7), first_that_fits([8], 2)])
found.compile("adam", "mse")
number = 10
while True:
    number -= 3
    if number < 3:
        break
last = keras.Sequential([keras.Input((5,)), layers.Dense(number)])
# unknown: shape, parameters, units: a loop without a condition is taken as one of any length
last.compile("adam", "mse")
