"""Layers of the program with options, sub-layers in dictionaries, losses and weights added on the way."""

# unknown: parameters: what the layers' own code makes of weights is not counted
import keras
from keras import layers, ops


class Block(layers.Layer):
    def __init__(self, filters, *, residual=True, rate=0.0, **kwargs):
        super().__init__(**kwargs)
        self.parts = {
            "first": layers.Conv1D(filters, 3, padding="same"),
            "second": layers.Conv1D(filters, 3, padding="same"),
        }
        self.match = layers.Conv1D(filters, 1) if residual else None
        self.drop = layers.Dropout(rate) if rate else None
        self.activate = layers.Activation("gelu")

    def call(self, inputs, training=None):
        x = self.activate(self.parts["first"](inputs))
        x = self.parts["second"](x)
        if self.match is not None:
            x = x + self.match(inputs)
        if self.drop is not None:
            x = self.drop(x, training=training)
        return self.activate(x)

    def get_config(self):
        return {**super().get_config(), "filters": 3}


class Scale(layers.Layer):
    def build(self, shape):
        self.gain = self.add_weight(shape=(shape[-1],), initializer="ones", name="gain")

    def call(self, x):
        self.add_loss(1e-3 * ops.sum(ops.square(self.gain)))
        return x * self.gain

    def compute_output_shape(self, input_shape):
        return input_shape


signal = keras.Input((32, 2))
x = Block(8)(signal)
x = Block(8, residual=False, rate=0.3)(x)
x = Scale()(x)
x = layers.GlobalAveragePooling1D()(x)
model = keras.Model(signal, layers.Dense(3, activation="softmax")(x))
model.compile("adamw", "sparse_categorical_crossentropy")
