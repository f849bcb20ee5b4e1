"""Names that functions share with the module."""

import keras

model = None
width = 3


def set_up():
    global model
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(width)])


def widen():
    global width
    width += 4


set_up()
model.compile("adam", "mse")
widen()
set_up()
model.compile("adam", "mae")


def counter():
    total = 1

    def step():
        nonlocal total
        total *= 3
        return total

    return step


step = counter()
step()
tripled = keras.Sequential([keras.Input((2,)), keras.layers.Dense(step())])
tripled.compile("sgd", "mse")

names = ["model", "tripled"]
for index in range(len(names)):
    globals_of_loop = index
del names
again = keras.Sequential([keras.Input((2,)), keras.layers.Dense(globals_of_loop + 1)])
again.compile("sgd", "mse")
