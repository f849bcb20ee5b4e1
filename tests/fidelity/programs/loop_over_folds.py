"""A loop of unknown length over folds builds the same model each time."""

import keras
import numpy as np
from sklearn.model_selection import KFold

x, y = np.zeros((60, 4)), np.zeros(60)
scores = []
for train, test in KFold(n_splits=3).split(x):
    model = keras.Sequential()
    model.add(keras.layers.Dense(6, input_dim=4, activation="relu"))
    model.add(keras.layers.Dense(1))
    model.compile(loss="mse", optimizer="adam", metrics=["mae"])
    model.fit(x[train], y[train], epochs=2, verbose=0)
    scores.append(model.evaluate(x[test], y[test], verbose=0))
