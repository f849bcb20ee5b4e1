"""Networks from applications as bodies, with pooling, in each way that people write it."""

# unknown: parameters: the weights of ready-made networks are not counted
import keras
from keras import layers
from keras.applications import MobileNetV2, efficientnet
from keras.applications.resnet50 import ResNet50, preprocess_input

body = MobileNetV2(include_top=False, weights=None, input_shape=(96, 96, 3), pooling="avg", alpha=0.35)
body.trainable = False
head = keras.Sequential([body, layers.Dropout(0.2), layers.Dense(5, activation="softmax")])
head.compile("adam", "categorical_crossentropy", metrics=["accuracy"])

image = keras.Input((64, 64, 3))
x = preprocess_input(image)
net = ResNet50(include_top=False, weights=None, input_tensor=x, pooling="max")
out = layers.Dense(1, activation="sigmoid")(net.output)
tuned = keras.Model(net.input, out)
tuned.compile(keras.optimizers.SGD(1e-3, momentum=0.9, nesterov=True), "binary_crossentropy")

efficient = efficientnet.EfficientNetB0(include_top=False, weights=None, input_shape=(64, 64, 3))
for layer in efficient.layers[:-20]:
    layer.trainable = False
y = layers.GlobalAveragePooling2D()(efficient.output)
y = layers.BatchNormalization()(y)
scored = keras.Model(inputs=efficient.inputs, outputs=layers.Dense(3)(y))
scored.compile("rmsprop", keras.losses.SparseCategoricalCrossentropy(from_logits=True))

small = keras.applications.VGG16(weights=None, classes=7, input_shape=(48, 48, 3))
small.compile("adam", "categorical_crossentropy")
