"""Models built under a strategy and on a device."""

import tensorflow as tf

strategy = tf.distribute.get_strategy()
with strategy.scope():
    model = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(3, activation="softmax")])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

with tf.device("/CPU:0"), tf.name_scope("inner"):
    other = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(1)])
other.compile(tf.keras.optimizers.Adam(0.01), "mse")
