"""A ready-made model as a layer: in a sequential one, and called in a functional one."""

# unknown: parameters: the weights inside of ready-made models are not counted
import keras
from keras import applications, layers

base = applications.VGG16(include_top=False, weights=None, input_shape=(64, 64, 3))
base.trainable = False
stacked = keras.Sequential([base, layers.Flatten(), layers.Dense(8, activation="relu"), layers.Dropout(0.5), layers.Dense(1, activation="sigmoid")])
stacked.compile(loss="binary_crossentropy", optimizer=keras.optimizers.RMSprop(learning_rate=2e-5), metrics=["acc"])

inputs = keras.Input((64, 64, 3))
x = applications.vgg16.preprocess_input(inputs)
x = base(x, training=False)
x = layers.GlobalAveragePooling2D()(x)
called = keras.Model(inputs, layers.Dense(5)(x))
called.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
for layer in base.layers[-4:]:
    layer.trainable = True

for size, build in ((150, applications.VGG16), (100, applications.ResNet50)):
    odd = keras.Sequential([build(include_top=False, weights=None, input_shape=(size, size, 3)), layers.Flatten(), layers.Dense(1)])
    odd.compile("adam", "mse")
open_sized = applications.VGG16(include_top=False, weights=None)
inputs = keras.Input((90, 90, 3))
sized = keras.Model(inputs, layers.Dense(1)(layers.Flatten()(open_sized(inputs))))
sized.compile("adam", "mse")
