"""Long pipelines: mapped, batched, zipped, unbatched, with models that see their shapes only there."""

import keras
import numpy as np
import tensorflow as tf

images = np.random.randint(0, 256, (90, 20, 20, 3)).astype("uint8")
labels = np.random.randint(0, 4, 90)


def prepare(image, label):
    image = tf.image.convert_image_dtype(image, tf.float32)
    image = tf.image.resize(image, [12, 12])
    return image, label


def encode(image, label):
    return image, tf.one_hot(label, depth=4)


whole = tf.data.Dataset.from_tensor_slices((images, labels)).map(prepare, num_parallel_calls=tf.data.AUTOTUNE)
held, train = whole.take(30), whole.skip(30)
train = train.cache().shuffle(60).batch(10, drop_remainder=True).prefetch(tf.data.AUTOTUNE)
held = held.batch(10)

net = keras.Sequential(
    [
        keras.layers.Conv2D(6, 3, activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Flatten(),
        keras.layers.Dense(4, activation="softmax"),
    ]
)
net.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
net.fit(train, validation_data=held, epochs=1)

coded = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(4, activation="softmax")])
coded.compile("nadam", keras.losses.CategoricalCrossentropy(label_smoothing=0.1))
coded.fit(train.unbatch().map(encode).batch(5))

numbers = tf.data.Dataset.range(100).map(lambda n: tf.cast(n, tf.float32))
windows = numbers.window(6, shift=1, drop_remainder=True).flat_map(lambda w: w.batch(6, drop_remainder=True))
pairs = windows.map(lambda w: (w[:-1], w[-1:])).batch(8)
line = keras.Sequential([keras.layers.Dense(3, activation="relu"), keras.layers.Dense(1)])
line.compile("sgd", "mse")
line.fit(pairs)

first = tf.data.Dataset.from_tensor_slices(np.zeros((40, 7), "float32"))
second = tf.data.Dataset.from_tensor_slices(np.zeros((40, 2), "float32"))
zipped = tf.data.Dataset.zip((first, second)).batch(4)
many = keras.Sequential([keras.layers.Dense(2)])
many.compile("adam", "mae")
many.fit(zipped)
