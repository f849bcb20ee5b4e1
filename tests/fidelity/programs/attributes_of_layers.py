"""What layers and models say of themselves."""

import keras
from keras import layers

base = keras.Sequential([keras.Input((6,)), layers.Dense(5, activation="relu", name="hidden"), layers.Dense(3, name="out")])
width = base.layers[-1].units
again = keras.Sequential([keras.Input((base.input_shape[-1],)), layers.Dense(width * len(base.layers))])
again.compile("adam", "mse")
same = keras.Sequential([keras.Input(base.output_shape[1:]), layers.Dense(base.get_layer("hidden").units)])
same.compile("adam", "mse")
start = keras.Input((4, 5))
x = layers.Dense(start.shape[-1] * 2)(start)
x = layers.Reshape((x.shape[1] * x.shape[2],))(x)
shaped = keras.Model(start, layers.Dense(x.shape[-1])(x))
shaped.compile("adam", "mse")
base.layers[-1].activation = keras.activations.softmax
base.compile("adam", "categorical_crossentropy")
base.get_layer(index=0).activation = keras.activations.tanh
base.compile("adam", "mse")
