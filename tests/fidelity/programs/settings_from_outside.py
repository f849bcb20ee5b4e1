"""Arguments of the command line and of the environment: what they are is not in the text."""

# unknown: shape, parameters, learning_rate, optimizer: they come from outside of the program
import argparse
import os

import keras
from keras import layers

parser = argparse.ArgumentParser()
parser.add_argument("--units", type=int, default=8)
parser.add_argument("--rate", type=float, default=0.1)
args = parser.parse_args()
model = keras.Sequential([keras.Input((3,)), layers.Dense(args.units, activation="relu"), layers.Dense(2, activation="softmax")])
model.compile(keras.optimizers.SGD(args.rate), "categorical_crossentropy")
other = keras.Sequential([keras.Input((3,)), layers.Dense(4, activation=os.environ.get("ACTIVATION", "tanh")), layers.Dense(1)])
other.compile(os.environ.get("OPTIMIZER", "adam"), "mse")
