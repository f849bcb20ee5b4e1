import keras, math
import numpy as np
import tensorflow as tf
model = keras.Sequential([keras.Input(()), keras.layers.Dense(1)])
model.compile('sgd', 'mse')
model.fit(np.array(1.0), np.array(1.0))
