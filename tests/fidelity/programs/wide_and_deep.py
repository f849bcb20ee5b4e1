"""Parts of one input go different ways."""

import keras
from keras import layers

normal = layers.Normalization()
wide = keras.Input((5,), name="wide")
deep = keras.Input((6,), name="deep")
x = layers.Dense(30, activation="relu")(normal(deep))
x = layers.Dense(30, activation="relu")(x)
joined = layers.concatenate([wide, x])
output = layers.Dense(1, name="main")(joined)
auxiliary = layers.Dense(1, name="aux")(x)
model = keras.Model(inputs=[wide, deep], outputs=[output, auxiliary])
model.compile(loss=("mse", "mse"), loss_weights=(0.9, 0.1), optimizer=keras.optimizers.Adam(learning_rate=1e-3), metrics=["RootMeanSquaredError", "mae"])

whole = keras.Input((8,))
left = layers.Dense(4)(whole[:, :5])
right = layers.Dense(4)(whole[:, 2:])
sliced = keras.Model(whole, layers.Dense(1)(layers.add([left, right])))
sliced.compile("adam", "mse")
