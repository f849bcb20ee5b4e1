"""A ready-made model with its top, and one that pools by itself."""

# unknown: parameters: the weights inside of ready-made models are not counted
import keras
from keras.applications.mobilenet_v2 import MobileNetV2

whole = MobileNetV2(weights=None, classes=7, input_shape=(64, 64, 3))
whole.compile("adam", "categorical_crossentropy")

pooled = keras.applications.MobileNetV2(weights=None, include_top=False, pooling="avg", input_shape=(64, 64, 3))
model = keras.Sequential([keras.Input((64, 64, 3)), pooled, keras.layers.Dense(2, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
