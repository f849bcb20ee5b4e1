"""``tf.keras`` with TensorFlow's own functions inside of layers."""

# unknown: parameters: what the layers' own code makes of weights is not counted
import tensorflow as tf
from tensorflow.keras import Model, Sequential, layers


class Positional(layers.Layer):
    def __init__(self, length, size):
        super().__init__()
        self.table = tf.zeros((1, length, size))

    def call(self, x):
        return x + self.table[:, : tf.shape(x)[1], :]


class Statistics(layers.Layer):
    def call(self, x):
        mean = tf.reduce_mean(x, axis=1)
        spread = tf.math.reduce_std(x, axis=1)
        return tf.concat([mean, spread], axis=-1)


class Classifier(Model):
    def __init__(self, classes):
        super(Classifier, self).__init__()
        self.embed = layers.Embedding(100, 8)
        self.places = Positional(15, 8)
        self.mix = layers.Conv1D(12, 3, activation=tf.nn.relu)
        self.describe = Statistics()
        self.head = layers.Dense(classes)

    def call(self, tokens):
        x = self.places(self.embed(tokens))
        x = self.describe(self.mix(x))
        return tf.nn.softmax(self.head(x))


classifier = Classifier(5)
classifier.build((None, 15))
classifier.compile(optimizer=tf.keras.optimizers.Adam(), loss=tf.keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])

signal = tf.keras.Input((9, 3))
described = Model(signal, layers.Dense(2, activation=tf.nn.softmax)(Statistics()(signal)))
described.compile(loss=tf.keras.losses.categorical_crossentropy, optimizer=tf.keras.optimizers.RMSprop(0.002))

raw = Sequential([tf.keras.Input((4,)), layers.Dense(3, activation=tf.tanh), layers.Dense(1, activation=tf.sigmoid)])
raw.compile(tf.keras.optimizers.Adam(epsilon=1e-7, learning_rate=0.01), tf.keras.losses.BinaryCrossentropy())
