"""Builders whose options switch parts on and off, given by keyword, default, star and dict."""

import keras
from keras import layers


def block(x, filters, *, kernel=3, norm=None, act="relu", pool=True, name=""):
    x = layers.Conv1D(filters, kernel, padding="same", name=f"{name}_conv" if name else None)(x)
    if norm == "batch":
        x = layers.BatchNormalization()(x)
    elif norm in ("layer", "ln"):
        x = layers.LayerNormalization()(x)
    if act:
        x = layers.Activation(act)(x)
    return layers.MaxPooling1D(2)(x) if pool else x


def network(length, classes, filters=(4, 8), head="dense", **options):
    start = keras.Input((length, 1))
    x = start
    for index, size in enumerate(filters):
        x = block(x, size, pool=index < len(filters) - 1, **options)
    x = {"dense": layers.Flatten, "average": layers.GlobalAveragePooling1D}[head]()(x)
    activation, loss = ("softmax", "sparse_categorical_crossentropy") if classes > 2 else ("sigmoid", "binary_crossentropy")
    model = keras.Model(start, layers.Dense(classes if classes > 2 else 1, activation=activation)(x))
    model.compile("adam", loss, metrics=["accuracy"])
    return model


network(40, 5)
network(32, 2, (4, 4, 4), head="average", norm="batch", kernel=5)
network(20, 3, norm="ln", act=None)
options = {"norm": "batch", "act": "elu"}
network(*(16, 4), **options, filters=[2])
