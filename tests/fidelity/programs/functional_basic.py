"""Inputs and outputs by position and by keyword, layers called in place."""

from keras.layers import Activation, Dense, Dropout, Input
from keras.models import Model

a = Input(shape=(14,), name="features")
h = Dense(10)(a)
h = Activation("relu")(h)
h = Dropout(0.4)(h)
first = Model(a, Dense(6, activation="softmax")(h))
first.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])

second = Model(inputs=[a], outputs=[Dense(1, activation="sigmoid")(h)])
second.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["accuracy"])
