"""Layers that the program defines: of other layers, and of weights."""

# unknown: parameters: what the layer's own code makes of weights is not counted
import keras
from keras import layers, ops


class Residual(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.dense = layers.Dense(units, activation="relu")
        self.norm = layers.LayerNormalization()

    def call(self, x):
        return self.norm(x + self.dense(x))


class Linear(layers.Layer):
    def __init__(self, units=32):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="random_normal")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, inputs):
        return ops.matmul(inputs, self.w) + self.b


start = keras.Input((6,))
x = Residual(6)(start)
x = Residual(6, name="second")(x)
model = keras.Model(start, layers.Dense(1)(x))
model.compile("adam", "mse")
linear = keras.Sequential([keras.Input((6,)), Linear(4), layers.Activation("relu"), Linear(1)])
linear.compile("adam", "mse")


class Masked(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.dense = layers.Dense(units)

    def call(self, values, keep):
        return self.dense(values) * ops.cast(keep, "float32")[:, None]


values, flags = keras.Input((6,)), keras.Input((), dtype="int32")
x = Masked(4)(values=values, keep=flags > 0)
masked = keras.Model([values, flags], layers.Dense(2, activation="softmax")(x))
masked.compile("adam", "categorical_crossentropy")
