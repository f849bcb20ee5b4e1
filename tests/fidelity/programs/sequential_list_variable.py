"""A list of layers that grows before it becomes a model."""

from keras import layers, models

stack = [layers.Input((10,))]
stack.append(layers.Dense(8, "relu"))
stack.extend([layers.Dropout(0.3), layers.Dense(8, "relu")])
stack += [layers.Dense(3, "softmax")]
stack.insert(1, layers.Normalization())

model = models.Sequential(stack)
model.compile("adam", "sparse_categorical_crossentropy")

shorter = models.Sequential(stack[:3] + [layers.Dense(1)])
shorter.compile("rmsprop", "mae")
