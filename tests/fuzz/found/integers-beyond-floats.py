import keras, math
import numpy as np
import tensorflow as tf
x = np.zeros((10**400, 2))
model = keras.Sequential([keras.Input((10**400,)), keras.layers.Dense(10**5000), keras.layers.Dropout(10**400)])
model.compile(keras.optimizers.SGD(10**400), 'mse')
model.fit(x, x, batch_size=10**400, validation_split=10**400)
