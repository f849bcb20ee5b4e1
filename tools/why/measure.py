"""Train what the pages under ``docs/why`` talk about, and write the curves down: ``measure.py [NAME ...]``.

Needs a real Keras and scikit-learn (``pip install keras tensorflow-cpu scikit-learn``). The results go to
``docs/why/measured.json``, from which ``pictures.py`` draws. Every number is the mean over ``SEEDS`` first weights and splits.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
from sklearn.datasets import load_digits
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

RESULTS: Final = Path(__file__).resolve().parents[2] / "docs" / "why" / "measured.json"
SEEDS: Final = range(5)
CLASSES: Final = "sparse_categorical_crossentropy"

Data = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


class Curve(keras.callbacks.Callback):
    """The share of right answers on the validation data, every few updates."""

    def __init__(self, x: np.ndarray, y: np.ndarray, every: int) -> None:
        """Look ``every`` so many updates."""
        super().__init__()
        self._x, self._y, self._every = x, y, every
        self._seen = 0
        self.points: list[float] = []

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Measure."""
        del batch, logs
        if self._seen % self._every == 0:
            scores = np.asarray(self.model(self._x, training=False))
            answers = scores.argmax(axis=1) if scores.shape[1] > 1 else (scores[:, 0] > 0.5).astype(int)
            self.points.append(float((answers == self._y).mean()))
        self._seen += 1


def curve(make: Callable[[], keras.Model], data: Data, epochs: int, batch: int, every: int) -> list[float]:
    """Return the mean curve of a model over the seeds."""
    x, y, x_test, y_test = data
    curves = []
    for seed in SEEDS:
        keras.utils.set_random_seed(seed)
        model = make()
        seen = Curve(x_test, y_test, every)
        model.fit(x, y, epochs=epochs, batch_size=batch, callbacks=[seen], verbose=0)
        curves.append(seen.points)
    return [round(float(value), 4) for value in np.mean(curves, axis=0)]


def colours(scale: float) -> Data:
    """Return pictures that are blue or red, some brighter and some darker, with values up to 255 divided by ``scale``."""
    rng = np.random.default_rng(0)
    pictures, labels = np.zeros((400, 12, 12, 3)), np.arange(400) % 2
    pictures[np.arange(400), :, :, 2 * labels] = rng.integers(96, 256, size=(400, 1, 1))
    x, x_test, y, y_test = train_test_split(pictures / scale, labels, random_state=0)
    return x, y, x_test, y_test


def digits(*, even: bool = False, scale: float = 16.0) -> Data:
    """Return the handwritten digits of scikit-learn, 8 by 8 values of 0 to 16 divided by ``scale``; or whether they are even."""
    pictures, labels = load_digits(return_X_y=True)
    x, x_test, y, y_test = train_test_split(pictures / scale, labels % 2 if even else labels, random_state=0)
    return x, y, x_test, y_test


def convolutional(rate: float) -> keras.Model:
    """Return the small network of the story, compiled with momentum as it was."""
    layers = keras.layers
    model = keras.Sequential(
        [
            layers.Input((12, 12, 3)),
            layers.Conv2D(16, 3, activation="relu"),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(32, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    optimizer = keras.optimizers.SGD(rate, momentum=0.9, nesterov=True)
    model.compile(optimizer=optimizer, loss="mean_squared_error")
    return model


def dense(units: int, activation: str, loss: str, optimizer: Any) -> keras.Model:
    """Return a network with one hidden layer for the digits."""
    layers = keras.layers
    model = keras.Sequential(
        [layers.Input((64,)), layers.Dense(64, activation="relu"), layers.Dense(units, activation=activation)]
    )
    model.compile(optimizer=optimizer, loss=loss)
    return model


def scaling() -> dict[str, Any]:
    """Train the network of the story: no single repair is enough, two together are."""
    cases = {"as written": (1.0, 0.1), "scaled": (255.0, 0.1), "smaller rate": (1.0, 0.001), "both": (255.0, 0.001)}
    found = {}
    for name, (scale, rate) in cases.items():
        found[name] = curve(lambda rate=rate: convolutional(rate), colours(scale), 20, 5, 25)
    return {"every": 25, "curves": found}


def learning_rate() -> dict[str, Any]:
    """Return what comes out of the same training with one learning rate and another."""
    rates = [10.0**power for power in np.arange(-5, 1.01, 0.5)]
    makers = {"SGD": keras.optimizers.SGD, "SGD, momentum 0.9": lambda rate: keras.optimizers.SGD(rate, momentum=0.9)}
    makers["Adam"] = keras.optimizers.Adam
    found: dict[str, list[float]] = {}
    for name, maker in makers.items():
        make = [lambda rate=rate, maker=maker: dense(10, "softmax", CLASSES, maker(rate)) for rate in rates]
        found[name] = [curve(one, digits(), 10, 32, 419)[-1] for one in make]
    return {"rates": [round(float(rate), 8) for rate in rates], "curves": found}


def heads() -> dict[str, Any]:
    """Ask whether a digit is even, with a softmax over one unit and with a sigmoid."""
    found = {}
    for name, activation in (("softmax, one unit", "softmax"), ("sigmoid, one unit", "sigmoid")):
        found[name] = curve(lambda one=activation: dense(1, one, "binary_crossentropy", "adam"), digits(even=True), 10, 32, 10)
    return {"every": 10, "curves": found}


def leakage() -> dict[str, Any]:
    """Choose the best columns of noise, with the test rows in sight and without; the labels come by the throw of a coin."""
    before, behind = [], []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        x, y = rng.normal(size=(200, 2000)), rng.integers(0, 2, 200)
        chosen = SelectKBest(f_classif, k=20).fit_transform(x, y)
        rows, test, wanted, truth = train_test_split(chosen, y, random_state=seed)
        before.append(LogisticRegression(max_iter=500).fit(rows, wanted).score(test, truth))
        rows, test, wanted, truth = train_test_split(x, y, random_state=seed)
        selection = SelectKBest(f_classif, k=20).fit(rows, wanted)
        model = LogisticRegression(max_iter=500).fit(selection.transform(rows), wanted)
        behind.append(model.score(selection.transform(test), truth))
    return {"chosen before the split": [round(one, 3) for one in before], "chosen behind it": [round(one, 3) for one in behind]}


EXPERIMENTS: Final = {"scaling": scaling, "learning-rate": learning_rate, "heads": heads, "leakage": leakage}


def main() -> None:
    """Run the experiments that are named, or all."""
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in sys.argv[1:] or EXPERIMENTS:
        results[name] = EXPERIMENTS[name]()
        print(name, "done")
    results["made with"] = f"Keras {keras.__version__} on {keras.backend.backend()}"
    RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
