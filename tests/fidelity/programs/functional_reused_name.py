"""One tensor name that is bound again and again, and a branch that joins it."""

import keras
from keras import layers

start = keras.Input(shape=(12, 12, 3))
x = layers.Conv2D(8, 3, padding="same", activation="relu")(start)
shortcut = x
x = layers.BatchNormalization()(x)
x = layers.Conv2D(8, 3, padding="same")(x)
x = layers.Add()([x, shortcut])
x = layers.ReLU()(x)
x = layers.GlobalAveragePooling2D()(x)
x = layers.Dense(5)(x)
model = keras.Model(start, x)
model.compile(
    optimizer=keras.optimizers.SGD(1e-2, momentum=0.9, nesterov=True),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy", keras.metrics.SparseTopKCategoricalAccuracy(k=2)],
)
