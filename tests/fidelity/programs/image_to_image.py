"""Up and down again: networks whose outputs are pictures, in the ways people size them."""

import keras
from keras import layers


def down(x, filters, norm=True):
    x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False)(x)
    if norm:
        x = layers.BatchNormalization()(x)
    return layers.LeakyReLU(0.2)(x)


def up(x, skip, filters, drop=False):
    x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    if drop:
        x = layers.Dropout(0.5)(x)
    x = layers.ReLU()(x)
    return layers.concatenate([x, skip]) if skip is not None else x


start = keras.Input([64, 64, 3])
skips, x = [], start
for index, filters in enumerate([8, 16, 32]):
    x = down(x, filters, norm=index > 0)
    skips.append(x)
for filters, skip in zip([16, 8], reversed(skips[:-1])):
    x = up(x, skip, filters, drop=filters > 8)
last = layers.Conv2DTranspose(3, 4, 2, "same", activation="tanh")
generator = keras.Model(inputs=start, outputs=last(x))
generator.compile(keras.optimizers.Adam(2e-4, beta_1=0.5), "mae")

shuffled = keras.Sequential([keras.Input((None, None, 1)), layers.Conv2D(9, 3, padding="same"), layers.UpSampling2D((3, 3))])
shuffled.compile("adam", "mse")

mask = keras.Input((32, 32, 1))
e1 = layers.Conv2D(4, 3, activation="relu", padding="same")(mask)
e2 = layers.Conv2D(8, 3, activation="relu", padding="same")(layers.MaxPool2D()(e1))
u1 = layers.UpSampling2D()(e2)
m1 = layers.concatenate([u1, e1], axis=3)
segments = keras.Model(mask, layers.Conv2D(3, 1, activation="softmax")(m1))
segments.compile("adam", keras.losses.SparseCategoricalCrossentropy(), metrics=[keras.metrics.MeanIoU(num_classes=3, sparse_y_pred=False)])
