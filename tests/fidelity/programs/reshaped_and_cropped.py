"""Layers that only move values, in less common forms."""

import keras
from keras import layers

image = keras.Input((12, 10, 2))
a = layers.ZeroPadding2D(((1, 2), (0, 3)))(image)
a = layers.Cropping2D(((0, 1), (2, 1)))(a)
a = layers.Permute((2, 1, 3))(a)
a = layers.Reshape((-1, 4))(a)
b = layers.Conv1D(6, 5, dilation_rate=2, padding="causal")(a)
b = layers.AveragePooling1D(3, strides=2, padding="same")(b)
b = layers.UpSampling1D(2)(b)
b = layers.Cropping1D(1)(b)
b = layers.RepeatVector(3)(layers.GlobalMaxPooling1D()(b))
moved = keras.Model(image, layers.Dense(1)(b))
moved.compile("adam", "mse")

c = layers.SeparableConv2D(6, 3, depth_multiplier=2, activation="relu")(image)
c = layers.DepthwiseConv2D(3, depth_multiplier=3, padding="same")(c)
c = layers.Conv2DTranspose(4, (2, 3), strides=(2, 1), padding="valid")(c)
c = layers.MaxPooling2D((3, 2), strides=2, padding="same")(c)
c = layers.GroupNormalization(groups=2)(c)
c = layers.PReLU(shared_axes=[1, 2])(c)
c = layers.GlobalAveragePooling2D(keepdims=True)(c)
deep = keras.Model(image, layers.Dense(3, activation="softmax")(layers.Flatten()(c)))
deep.compile("adam", "categorical_crossentropy")

volume = keras.Input((8, 8, 8, 1))
v = layers.Conv3D(3, 3, padding="same", strides=(1, 2, 2))(volume)
v = layers.MaxPooling3D((2, 1, 1))(v)
v = layers.UnitNormalization()(v)
v = layers.Masking()(layers.Reshape((-1, 3))(v))
v = layers.LSTM(2, unroll=False)(v)
solid = keras.Model(volume, layers.Dense(1, activation="hard_sigmoid")(v))
solid.compile("adam", "binary_crossentropy")

d = layers.Multiply()([layers.Dense(4)(image), layers.Dense(4, "sigmoid")(image)])
d = layers.Maximum()([d, layers.Conv2D(4, 1)(image)])
d = layers.GaussianNoise(0.1)(d)
d = layers.Dot(axes=(3, 3))([d, d])
dotted = keras.Model(image, d)
dotted.compile("adam", "mse")
