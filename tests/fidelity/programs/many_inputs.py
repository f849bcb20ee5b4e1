"""Several inputs of several types, embedded and joined in loops and comprehensions."""

import keras
from keras import layers

NUMERIC = ["age", "income"]
CATEGORICAL = {"city": 12, "job": 7}

inputs = {name: keras.Input((1,), name=name) for name in NUMERIC}
inputs.update({name: keras.Input((1,), name=name, dtype="int32") for name in CATEGORICAL})
parts = [inputs[name] for name in NUMERIC]
for name, size in CATEGORICAL.items():
    width = min(50, (size + 1) // 2)
    embedded = layers.Embedding(size + 1, width, name=f"{name}_embedding")(inputs[name])
    parts.append(layers.Reshape((width,))(embedded))
x = layers.concatenate(parts)
for units in (32, 16):
    x = layers.Dense(units, activation="relu")(x)
    x = layers.Dropout(0.1 if units > 20 else 0.0)(x)
model = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x))
model.compile("adam", "binary_crossentropy", metrics=["accuracy", keras.metrics.AUC()])

user, item = keras.Input((1,)), keras.Input((1,))
u = layers.Flatten()(layers.Embedding(100, 8, embeddings_regularizer="l2")(user))
i = layers.Flatten()(layers.Embedding(50, 8)(item))
bias = layers.Flatten()(layers.Embedding(50, 1)(item))
score = layers.Add()([layers.Dot(axes=-1)([u, i]), bias])
rated = keras.Model([user, item], layers.Activation("sigmoid")(score) * 4.0 + 1.0)
rated.compile(loss="mse", optimizer=keras.optimizers.Adam(learning_rate=1e-3))
