"""A residual network from helper functions, strided shortcuts included."""

import keras
from keras import layers
from keras.regularizers import l2


def conv(x, filters, size=3, strides=1, activation=True):
    x = layers.Conv2D(filters, size, strides=strides, padding="same", kernel_regularizer=l2(1e-4))(x)
    x = layers.BatchNormalization()(x)
    return layers.Activation("relu")(x) if activation else x


def block(x, filters, stride):
    shortcut = x
    y = conv(x, filters, strides=stride)
    y = conv(y, filters, activation=False)
    if stride != 1 or shortcut.shape[-1] != filters:
        shortcut = conv(shortcut, filters, size=1, strides=stride, activation=False)
    return layers.ReLU()(layers.add([y, shortcut]))


def resnet(shape=(32, 32, 3), classes=10, widths=(4, 8)):
    start = keras.Input(shape)
    x = conv(start, widths[0])
    for stage, width in enumerate(widths):
        for index in range(2):
            x = block(x, width, stride=2 if stage > 0 and index == 0 else 1)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(start, layers.Dense(classes, activation="softmax")(x))


model = resnet()
model.compile(optimizer=keras.optimizers.SGD(0.1, momentum=0.9), loss="categorical_crossentropy", metrics=["accuracy"])
