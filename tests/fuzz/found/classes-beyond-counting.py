import keras, math
import numpy as np
import tensorflow as tf
model = keras.Sequential([keras.Input((10,)), keras.layers.Dense(3, activation='softmax')])
model.compile('sgd', 'categorical_crossentropy')
model.fit(np.zeros((3, 10)), tf.one_hot(np.arange(3), 2**63), class_weight={0: 1.0, 1: 2.0})
