"""Models cut, cloned, popped and extended."""

import keras
from keras import layers

whole = keras.Sequential([keras.Input((8,)), layers.Dense(7, activation="relu"), layers.Dense(6, activation="relu"), layers.Dense(2)])
whole.compile("adam", "mse")
cut = keras.Sequential(whole.layers[:-1])
cut.add(layers.Dense(5, activation="softmax"))
cut.build((None, 8))
cut.compile("sgd", "categorical_crossentropy")
copy = keras.models.clone_model(cut)
copy.pop()
copy.add(layers.Dense(1, activation="sigmoid"))
copy.compile("sgd", "binary_crossentropy")
for layer in whole.layers[:2]:
    layer.trainable = False
whole.compile("rmsprop", "mae")

body = keras.Model(whole.inputs, whole.get_layer(index=1).output)
joined = keras.Model(body.inputs, layers.Dense(3, name="new")(body.outputs[0]))
joined.compile("adam", "mse")
body.trainable = True
joined.compile("adam", "mse")
print([layer.name for layer in joined.layers], len(joined.layers), joined.layers[-1].units)
deep = keras.Sequential([keras.Input((joined.layers[-1].units,)), layers.Dense(len(joined.layers))])
deep.compile("sgd", "mse")

# unknown: trainable: on TensorFlow a model whose flag is the one that is set does not hand it on to its layers
