"""Models and layers that make their parts in ``build``."""

# unknown: parameters: what the layer's own code makes of weights is not counted
import keras
from keras import layers


class Lazy(keras.Model):
    def __init__(self, widths, classes):
        super().__init__()
        self.widths = widths
        self.classes = classes

    def build(self, input_shape):
        self.hidden = [layers.Dense(width, activation="relu") for width in self.widths]
        self.norm = layers.BatchNormalization()
        self.out = layers.Dense(self.classes, activation="softmax")
        super().build(input_shape)

    def call(self, inputs, training=False):
        x = inputs
        for layer in self.hidden:
            x = layer(x)
        x = self.norm(x, training=training)
        return self.out(x)


lazy = Lazy([16, 8], 4)
lazy.build((None, 12))
lazy.compile("adam", "categorical_crossentropy", metrics=["accuracy"])


class Squeeze(layers.Layer):
    """Weighs channels; how many there are is seen in ``build``."""

    def __init__(self, ratio=4, **kwargs):
        super().__init__(**kwargs)
        self.ratio = ratio

    def build(self, input_shape):
        channels = input_shape[-1]
        self.pool = layers.GlobalAveragePooling2D()
        self.down = layers.Dense(channels // self.ratio, activation="relu")
        self.up = layers.Dense(channels, activation="sigmoid")
        self.shape_back = layers.Reshape((1, 1, channels))

    def call(self, inputs):
        return inputs * self.shape_back(self.up(self.down(self.pool(inputs))))


picture = keras.Input((16, 16, 3))
x = layers.Conv2D(8, 3, padding="same")(picture)
x = Squeeze(ratio=2, name="squeeze")(x)
x = layers.GlobalMaxPooling2D()(x)
weighed = keras.Model(picture, layers.Dense(2, activation="softmax")(x))
weighed.compile("rmsprop", "sparse_categorical_crossentropy")
