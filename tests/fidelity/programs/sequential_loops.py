"""Loops add the layers."""

from keras import Input, Sequential
from keras.layers import BatchNormalization, Conv2D, Dense, Flatten, MaxPooling2D

net = Sequential()
net.add(Input(shape=(32, 32, 3)))
for filters in (8, 16, 32):
    net.add(Conv2D(filters, 3, padding="same", activation="relu"))
    net.add(BatchNormalization())
    net.add(MaxPooling2D())
net.add(Flatten())
for _ in range(2):
    net.add(Dense(12, activation="relu"))
net.add(Dense(5, activation="softmax"))
net.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
