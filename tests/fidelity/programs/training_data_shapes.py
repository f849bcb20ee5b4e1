"""Models that learn their input from what they are first given: frames, lists, dictionaries, sequences."""

import keras
import numpy as np
import pandas as pd
from keras import layers

frame = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [3.0, 2.0, 1.0], "kind": ["x", "y", "x"]})
features = frame.drop(columns="kind")
codes = pd.get_dummies(frame["kind"]).astype("float32")
by_frame = keras.Sequential([layers.Dense(4, activation="relu"), layers.Dense(codes.shape[1], activation="softmax")])
by_frame.compile("adam", "categorical_crossentropy")
by_frame.fit(features, codes)

columns = frame[["a"]].to_numpy()
by_column = keras.Sequential([layers.Dense(1)])
by_column.compile("sgd", "mse")
by_column.fit(columns, frame["b"].values)


class Batches(keras.utils.PyDataset):
    def __init__(self, x, y, size, **kwargs):
        super().__init__(**kwargs)
        self.x, self.y, self.size = x, y, size

    def __len__(self):
        return len(self.x) // self.size

    def __getitem__(self, index):
        part = slice(index * self.size, (index + 1) * self.size)
        return self.x[part], self.y[part]


x = np.random.random((40, 6, 2))
by_batches = keras.Sequential([layers.LSTM(3), layers.Dense(1, activation="sigmoid")])
by_batches.compile("adam", "binary_crossentropy")
by_batches.fit(Batches(x, np.zeros(40), 8))


def generate():
    while True:
        yield np.zeros((4, 10)), np.zeros((4, 3))


by_generator = keras.Sequential([layers.Dense(5), layers.Dense(3)])
by_generator.compile("adam", "mae")
by_generator.fit(generate(), steps_per_epoch=2)

built = keras.Sequential([layers.Conv1D(3, 2), layers.Flatten(), layers.Dense(1)])
built.compile("adam", "mse")
built.predict(x)

held = keras.Sequential([layers.Dense(2, activation="softmax")])
held.compile("adam", "sparse_categorical_crossentropy")
held.train_on_batch(x.reshape(40, 12), np.zeros(40))
