import keras, math
import numpy as np
import tensorflow as tf
a = len(range(10**150))
b = np.array(range(10**150))
c = tf.range(10**150)
d = tf.data.Dataset.range(10**150)
e = list(range(2**63))
f = np.zeros((2**70, 2))[1:]
g = [] * 10**150
h = () * -2**70
