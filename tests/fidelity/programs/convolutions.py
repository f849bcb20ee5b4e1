"""Convolutions and poolings of many kinds."""

import keras
from keras import layers

net = keras.Sequential(
    [
        keras.Input((33, 47, 3)),
        layers.Conv2D(8, (5, 3), strides=(2, 1), padding="valid", use_bias=False),
        layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same"),
        layers.SeparableConv2D(6, 3, dilation_rate=2),
        layers.ZeroPadding2D((1, 2)),
        layers.AveragePooling2D((2, 3), strides=2, padding="same"),
        layers.Cropping2D(((1, 0), (0, 1))),
        layers.SpatialDropout2D(0.1),
        layers.GroupNormalization(groups=3),
        layers.Conv2DTranspose(4, 3, strides=2, padding="same"),
        layers.GlobalMaxPooling2D(keepdims=True),
        layers.Flatten(),
        layers.Dense(2),
    ]
)
net.compile("adam", "mse")

deep = keras.Sequential([keras.Input((9, 9, 9, 1)), layers.Conv3D(2, 3, groups=1), layers.MaxPooling3D(), layers.Flatten(), layers.Dense(1)])
deep.compile("adam", "mse")
row = keras.Sequential([keras.Input((50, 4)), layers.Conv1D(6, 3, padding="causal", dilation_rate=2), layers.GlobalAveragePooling1D(), layers.Dense(1)])
row.compile("adam", "mse")
