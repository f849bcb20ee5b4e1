"""An import that has a substitute."""

import numpy as np

try:
    from keras.models import Sequential
    from keras.layers import Dense, LeakyReLU
except ImportError:
    from tensorflow.keras.models import Sequential
    from tensorflow.keras.layers import Dense, LeakyReLU

try:
    import wandb_is_not_installed_here as tracker
except ImportError:
    tracker = None

model = Sequential([Dense(8, input_shape=(5,)), LeakyReLU(), Dense(1)])
model.compile(loss="mean_squared_logarithmic_error", optimizer="adamax")
callbacks = [] if tracker is None else [tracker.Callback()]
model.fit(np.zeros((4, 5)), np.zeros(4), callbacks=callbacks)
