"""Branches that are merged in every way."""

import keras
from keras.layers import Add, Average, Concatenate, Dense, Dot, Input, Maximum, Multiply, Subtract, add, concatenate

a, b = Input((6,)), Input((6,))
x, y = Dense(4)(a), Dense(4)(b)
merged = [Add()([x, y]), Subtract()([x, y]), Multiply()([x, y]), Average()([x, y]), Maximum()([x, y])]
every = Concatenate(axis=-1)(merged + [Dot(axes=1)([x, y])])
model = keras.Model([a, b], Dense(1)(every))
model.compile("adam", "mse")

wide = concatenate([a, Dense(3, activation="relu")(a)])
deep = add([Dense(9)(wide), wide])
other = keras.Model(a, Dense(2, activation="softmax")(deep))
other.compile("adam", "categorical_crossentropy")

rating = keras.Model([a, b], Dot(axes=1)([x, y]))
rating.compile("adam", "mse")
