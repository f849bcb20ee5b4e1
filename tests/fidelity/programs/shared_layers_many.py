"""One layer in several places: in two models, in a loop, at two depths, and as output of both."""

import keras
from keras import layers

dense = layers.Dense(6, activation="tanh")
start = keras.Input((6,))
x = start
for _ in range(3):
    x = dense(x)
recurring = keras.Model(start, layers.Dense(2)(x))
recurring.compile("adam", "mse")

table = layers.Embedding(40, 6)
question, context = keras.Input((5,), dtype="int32"), keras.Input((12,), dtype="int32")
read = layers.LSTM(6)
q, c = read(table(question)), read(table(context))
similarity = layers.Dot(axes=1, normalize=True)([q, c])
match = keras.Model([question, context], layers.Activation("sigmoid")(similarity))
match.compile("adam", "binary_crossentropy")

other = keras.Sequential([keras.Input((6,)), dense, layers.Dense(1, activation="sigmoid")])
other.compile("sgd", "binary_crossentropy")

coder = keras.Model(question, q)
reading = keras.Model([question, context], [q, layers.Subtract()([q, c])])
reading.compile("adam", ["mse", "mae"])
for layer in coder.layers:
    layer.trainable = False
tuned = keras.Model(coder.inputs, layers.Dense(3, activation="softmax")(coder.outputs[0]))
tuned.compile("adam", "categorical_crossentropy")
