"""The last layer that is added is not the last one in the text."""

import keras
from keras import layers

sizes = [8, 6, 4]
model = keras.Sequential([keras.Input((5,))])
for index, size in enumerate(sizes):
    model.add(layers.Dense(size))
    if index == len(sizes) - 1:
        model.add(layers.Activation("softmax"))
    elif index == 0:
        model.add(layers.Activation("tanh"))
    else:
        model.add(layers.Activation("relu"))
model.compile("adam", "categorical_crossentropy")
