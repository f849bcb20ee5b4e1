"""What is set for Keras as a whole holds for the layers that are made after it."""

import keras
from keras import layers


def picture_model(shape):
    """Build a small convolutional model."""
    return keras.Sequential([
        layers.Input(shape),
        layers.Conv2D(4, 3),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(3, activation="softmax"),
    ])


early = layers.Conv2D(6, 5)
keras.config.set_image_data_format("channels_first")
first = picture_model((3, 20, 24))
first.compile("adam", "categorical_crossentropy")

inputs = keras.Input((20, 24, 3))
mixed = keras.Model(inputs, layers.GlobalAveragePooling2D(data_format="channels_last")(early(inputs)))
mixed.compile("sgd", "mse")

keras.backend.set_image_data_format("channels_last")
last = picture_model((20, 24, 3))
last.compile("adam", "categorical_crossentropy")

keras.mixed_precision.set_global_policy("mixed_float16")
half = keras.Sequential([layers.Input((5,)), layers.Dense(8, activation="relu"), layers.Dense(2, dtype="float32")])
half.compile("adam", "mse")
keras.config.set_dtype_policy(keras.DTypePolicy("float32"))
whole = keras.Sequential([layers.Input((5,), dtype="int32"), layers.Embedding(10, 4), layers.LSTM(3)])
whole.compile("adam", "mse")
