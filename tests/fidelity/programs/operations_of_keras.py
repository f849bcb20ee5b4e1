"""``keras.ops`` on symbolic tensors."""

import keras
from keras import layers, ops

start = keras.Input((8, 6))
x = ops.relu(start)
x = ops.transpose(x, (0, 2, 1))
x = ops.mean(x, axis=-1)
x = ops.expand_dims(x, -1)
x = ops.concatenate([x, ops.ones_like(x)], axis=-1)
x = ops.reshape(x, (-1, 12))
x = ops.softmax(x)
small = keras.Model(start, layers.Dense(1)(x))
small.compile("adam", "mse")

query, key = keras.Input((5, 4)), keras.Input((7, 4))
score = ops.matmul(query, ops.transpose(key, [0, 2, 1])) / ops.sqrt(4.0)
weight = ops.softmax(score, axis=-1)
mixed = ops.einsum("bqk,bkd->bqd", weight, key)
top = ops.max(mixed, axis=1)
attending = keras.Model([query, key], layers.Dense(2, activation="softmax")(top))
attending.compile("adam", "categorical_crossentropy")

image = keras.Input((10, 10, 3))
padded = ops.pad(image, [[0, 0], [1, 1], [1, 1], [0, 0]])
parts = ops.split(padded, 3, axis=-1)
joined = ops.stack(parts, axis=1)
flat = layers.Flatten()(ops.squeeze(joined, axis=-1))
gated = ops.where(flat > 0.5, flat, ops.zeros_like(flat))
picture = keras.Model(image, layers.Dense(4, activation="softmax")(gated))
picture.compile("sgd", "sparse_categorical_crossentropy")

tokens = keras.Input((9,), dtype="int32")
hot = ops.one_hot(tokens, 11)
counted = ops.sum(hot, axis=1)
clipped = ops.clip(counted, 0.0, 1.0)
bag = keras.Model(tokens, ops.sigmoid(layers.Dense(1)(clipped)))
bag.compile("adam", "binary_crossentropy")

wide = keras.Input((6,))
tiled = ops.tile(ops.expand_dims(wide, 1), (1, 4, 1))
stepped = layers.GRU(3)(tiled)
normed = stepped / ops.norm(stepped, axis=-1, keepdims=True)
sliced = normed[:, :2]
cut = keras.Model(wide, layers.Dense(1)(sliced))
cut.compile("adam", "mae")
