import keras, math
import numpy as np
import tensorflow as tf
a = sorted([b'x', 1])
b = sorted([None, 1])
c = sorted([1j, 1.0])
