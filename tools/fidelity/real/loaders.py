"""Data sets that would be downloaded, as arrays of the right shape and dtype filled with next to nothing."""

from __future__ import annotations

from typing import Any, Final

import keras
import numpy as np

IMAGES: Final = {
    "mnist": ((60000, 28, 28), (10000, 28, 28), 10),
    "fashion_mnist": ((60000, 28, 28), (10000, 28, 28), 10),
    "cifar10": ((50000, 32, 32, 3), (10000, 32, 32, 3), 10),
    "cifar100": ((50000, 32, 32, 3), (10000, 32, 32, 3), 100),
}
COLUMNS: Final = ("cifar10", "cifar100")
"""Their labels come as a column."""

TEXTS: Final = {"imdb": (1500, 500, 2), "reuters": (1500, 500, 46)}
"""Fewer than there are: programs go through them in Python."""

NUMBERS: Final = {"boston_housing": (404, 102, 13), "california_housing": (16512, 4128, 8)}


def install() -> None:
    """Let ``load_data`` of every data set return such arrays, whatever name it is reached by."""
    import keras._tf_keras.keras as under_tensorflow

    for root in (keras, under_tensorflow):
        for name in IMAGES:
            getattr(root.datasets, name).load_data = _images(name)
        for name in TEXTS:
            getattr(root.datasets, name).load_data = _texts(name)
            getattr(root.datasets, name).get_word_index = _word_index
        for name in NUMBERS:
            getattr(root.datasets, name).load_data = _numbers(name)
    _without_openml()


def labels(count: int, classes: int) -> Any:
    """Return labels among which every class occurs."""
    return (np.arange(count) % classes).astype("uint8")


def _images(name: str) -> Any:
    train, test, classes = IMAGES[name]

    def load_data(*_: Any, label_mode: str = "fine", **__: Any) -> Any:
        number = 20 if label_mode == "coarse" else classes
        parts = []
        for shape in (train, test):
            y = labels(shape[0], number)
            parts.append((np.zeros(shape, "uint8"), y.reshape(-1, 1) if name in COLUMNS else y))
        return tuple(parts)

    return load_data


def _texts(name: str) -> Any:
    train, test, classes = TEXTS[name]

    def load_data(*_: Any, **__: Any) -> Any:
        parts = []
        for count in (train, test):
            rows = np.empty(count, object)
            rows[:] = [[1, 14, 22, 16]] * count
            parts.append((rows, labels(count, classes).astype("int64")))
        return tuple(parts)

    return load_data


def _word_index(*_: Any, **__: Any) -> dict[str, int]:
    return {"the": 1, "and": 2}


def _numbers(name: str) -> Any:
    train, test, columns = NUMBERS[name]

    def load_data(*_: Any, **__: Any) -> Any:
        kind = "float32" if name == "california_housing" else "float64"
        return tuple((np.zeros((count, columns), kind), np.zeros(count, kind)) for count in (train, test))

    return load_data


def _without_openml() -> None:
    try:
        from sklearn import datasets
        from sklearn.utils import Bunch
    except ImportError:
        return

    def california(*_: Any, return_X_y: bool = False, **__: Any) -> Any:  # noqa: N803 - the name that programs use
        data, target = np.zeros((20640, 8)), np.zeros(20640)
        names = ["MedInc", "HouseAge", "AveRooms", "AveBedrms", "Population", "AveOccup", "Latitude", "Longitude"]
        whole = Bunch(data=data, target=target, feature_names=names, target_names=["MedHouseVal"])
        return (data, target) if return_X_y else whole

    def openml(*_: Any, return_X_y: bool = False, **__: Any) -> Any:  # noqa: N803
        data, target = np.zeros((70000, 784)), labels(70000, 10).astype(str)
        return (data, target) if return_X_y else Bunch(data=data, target=target)

    def boston(*_: Any, return_X_y: bool = False, **__: Any) -> Any:  # noqa: N803
        data, target = np.zeros((506, 13)), np.zeros(506)
        names = [f"column_{index}" for index in range(13)]
        return (data, target) if return_X_y else Bunch(data=data, target=target, feature_names=names)

    datasets.load_boston = boston
    datasets.fetch_california_housing = california
    datasets.fetch_openml = openml
