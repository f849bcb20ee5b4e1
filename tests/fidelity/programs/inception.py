"""Parallel branches of different depths, in a function that is called twice."""

import keras
from keras.layers import Concatenate, Conv2D, Dense, Dropout, GlobalAveragePooling2D, Input, MaxPooling2D


def inception(x, a, b, c):
    one = Conv2D(a, (1, 1), padding="same", activation="relu")(x)
    three = Conv2D(b // 2, (1, 1), padding="same", activation="relu")(x)
    three = Conv2D(b, (3, 3), padding="same", activation="relu")(three)
    pool = MaxPooling2D((3, 3), strides=(1, 1), padding="same")(x)
    pool = Conv2D(c, (1, 1), padding="same", activation="relu")(pool)
    return Concatenate(axis=3)([one, three, pool])


picture = Input((20, 20, 3))
net = inception(picture, 4, 6, 2)
net = inception(net, 8, 8, 4)
net = Dropout(0.4)(GlobalAveragePooling2D()(net))
auxiliary = Dense(3, activation="softmax", name="aux")(net)
main = Dense(3, activation="softmax", name="main")(net)
model = keras.Model(picture, [main, auxiliary])
model.compile("adam", loss="categorical_crossentropy", loss_weights=[1, 0.3])
