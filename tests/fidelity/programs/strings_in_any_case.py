"""Names of optimizers, losses and metrics as people write them."""

from keras import Input, Sequential
from keras.layers import Dense


def fresh(units=1, activation=None):
    return Sequential([Input((3,)), Dense(units, activation=activation)])


one = fresh(activation="sigmoid")
one.compile("Adam", loss="BinaryCrossentropy", metrics=["BinaryAccuracy"])
two = fresh()
two.compile("SGD", loss="MSE", metrics=["MAE", "mse"])
three = fresh()
three.compile("RMSprop", loss="MeanSquaredError", metrics=["mean_absolute_error"])
four = fresh(4, "softmax")
four.compile(optimizer="adadelta", loss="KLD")
five = fresh(4, "softmax")
five.compile(loss="kl_divergence", optimizer="Nadam")
six = fresh()
six.compile(loss="mape")
