import keras, math
import numpy as np
import tensorflow as tf
y = np.random.randint(0, float('inf'), 10)
z = keras.utils.to_categorical(np.arange(5) * float('inf'))
model = keras.Sequential([keras.Input((10,)), keras.layers.Dense(3, activation='softmax')])
model.compile('sgd', 'categorical_crossentropy')
model.fit(np.zeros((10, 10)), y)
