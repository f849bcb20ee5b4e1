"""Series: causal and dilated convolutions, encoders and decoders, and shapes that follow from windows."""

import keras
import numpy as np
from keras import layers

WINDOW, HORIZON, FEATURES = 24, 6, 3
data = np.random.random((500, FEATURES)).astype("float32")


def windows(values, size, ahead):
    x, y = [], []
    for start in range(len(values) - size - ahead + 1):
        x.append(values[start : start + size])
        y.append(values[start + size : start + size + ahead, 0])
    return np.array(x), np.array(y)


x, y = windows(data, WINDOW, HORIZON)
wavenet = keras.Sequential([keras.Input(x.shape[1:])])
for rate in (1, 2, 4) * 2:
    wavenet.add(layers.Conv1D(8, 2, padding="causal", activation="relu", dilation_rate=rate))
wavenet.add(layers.Conv1D(1, 1))
wavenet.add(layers.Flatten())
wavenet.add(layers.Dense(y.shape[-1]))
wavenet.compile(loss=keras.losses.Huber(), optimizer=keras.optimizers.SGD(1e-3, momentum=0.9))
wavenet.fit(x, y)

copying = keras.Sequential(
    [
        layers.LSTM(16, activation="relu"),
        layers.RepeatVector(HORIZON),
        layers.LSTM(16, activation="relu", return_sequences=True),
        layers.TimeDistributed(layers.Dense(1)),
    ]
)
copying.compile("adam", "mse")
copying.fit(x, y[..., np.newaxis])

dataset = keras.utils.timeseries_dataset_from_array(data[:-WINDOW], data[WINDOW:, :1], sequence_length=WINDOW, batch_size=16)
plain = keras.Sequential([keras.Input((WINDOW, FEATURES)), layers.Flatten(), layers.Dense(4, activation="relu"), layers.Dense(1)])
plain.compile("rmsprop", "mse", metrics=["mae"])
plain.fit(dataset)

# unknown: inputs, shape, parameters, units: how long the slices of data are is a matter of two counters
