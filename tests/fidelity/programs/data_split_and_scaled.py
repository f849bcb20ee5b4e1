"""From arrays through a split and a scaler to the input shape."""

import keras
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

x, y = np.random.rand(100, 7), np.random.randint(0, 3, 100)
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2, random_state=0)
scaler = StandardScaler()
x_train = scaler.fit_transform(x_train)
x_test = scaler.transform(x_test)

model = keras.Sequential()
model.add(keras.layers.Dense(5, activation="relu", input_shape=(x_train.shape[1],)))
model.add(keras.layers.Dense(3, activation="softmax"))
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(x_train, y_train, validation_data=(x_test, y_test))

plain = keras.Sequential([keras.layers.Dense(4, activation="relu"), keras.layers.Dense(1)])
plain.compile("sgd", "mse")
plain.fit(x_train, y_train)
