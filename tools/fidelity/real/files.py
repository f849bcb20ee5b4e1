"""Files that a program would read: where one is missing, data of the kind that the reader returns are made up."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np

from fidelity.real.loaders import labels

ROWS: Final = 120
COLUMNS: Final = 5
CLASSES: Final = 3


def install() -> None:
    """Let the readers make up what is not there."""
    import keras._tf_keras.keras as under_tensorflow

    for root in (keras, under_tensorflow):
        root.utils.image_dataset_from_directory = _images
        root.utils.text_dataset_from_directory = _texts
        root.utils.get_file = _file
        root.utils.load_img = _image
        under = getattr(root.preprocessing, "image_dataset_from_directory", None)
        if under is not None:
            root.preprocessing.image_dataset_from_directory = _images
            root.preprocessing.text_dataset_from_directory = _texts
    image: Any = under_tensorflow.preprocessing.image
    image.load_img = _image
    image.ImageDataGenerator.flow_from_directory = _flow
    image.ImageDataGenerator.flow_from_dataframe = _flow
    np.loadtxt = np.genfromtxt = _or_else(np.loadtxt, lambda *_, **__: np.zeros((ROWS, COLUMNS)))
    np.load = _or_else(np.load, lambda *_, **__: np.zeros((ROWS, COLUMNS)))
    _pandas()


def _or_else(read: Callable[..., Any], make: Callable[..., Any]) -> Callable[..., Any]:
    def reading(*arguments: Any, **keywords: Any) -> Any:
        try:
            return read(*arguments, **keywords)
        except (OSError, ValueError):
            return make(*arguments, **keywords)

    return reading


def _file(fname: str | None = None, origin: str | None = None, *_: Any, **__: Any) -> str:
    return str(Path.cwd() / (fname or Path(origin or "file").name))


def _image(*_: Any, target_size: Any = None, color_mode: str = "rgb", grayscale: bool = False, **__: Any) -> Any:
    image = importlib.import_module("PIL.Image")
    height, width = target_size or (224, 224)
    return image.new("L" if grayscale or color_mode == "grayscale" else "RGB", (width, height))


def _images(
    *_: Any,
    labels: Any = "inferred",
    label_mode: Any = "int",
    batch_size: Any = 32,
    image_size: Any = (256, 256),
    color_mode: str = "rgb",
    class_names: Any = None,
    subset: str | None = None,
    **__: Any,
) -> Any:
    channels = {"grayscale": 1, "rgba": 4}.get(color_mode, 3)
    made = _dataset(np.zeros((4, *image_size, channels), "float32"), label_mode if labels is not None else None, batch_size)
    made.class_names = list(class_names) if class_names else [f"class_{index}" for index in range(CLASSES)]
    made.file_paths = []
    return (made, made) if subset == "both" else made


def _texts(
    *_: Any, label_mode: Any = "int", batch_size: Any = 32, class_names: Any = None, subset: str | None = None, **__: Any
) -> Any:
    made = _dataset(np.array(["some text"] * 4), label_mode, batch_size)
    made.class_names = list(class_names) if class_names else [f"class_{index}" for index in range(CLASSES)]
    return (made, made) if subset == "both" else made


def _dataset(data: Any, label_mode: Any, batch_size: Any) -> Any:
    import tensorflow as tf

    targets = {
        "int": np.zeros(len(data), "int32"),
        "binary": np.zeros((len(data), 1), "float32"),
        "categorical": np.zeros((len(data), CLASSES), "float32"),
    }
    whole = data if label_mode is None else (data, targets[label_mode])
    made = tf.data.Dataset.from_tensor_slices(whole)
    return made if batch_size is None else made.batch(batch_size)


class Flow:
    """What ``flow_from_directory`` returns."""

    def __init__(self, target_size: Any, color_mode: str, class_mode: Any, batch_size: int, classes: Any) -> None:
        """Describe the images."""
        self.target_size = tuple(target_size)
        self.image_shape = (*self.target_size, {"grayscale": 1, "rgba": 4}.get(color_mode, 3))
        self.class_mode = class_mode
        self.batch_size = batch_size
        number = len(classes) if isinstance(classes, list | tuple) else 2 if class_mode == "binary" else CLASSES
        self.num_classes = number
        self.class_indices = {f"class_{index}": index for index in range(number)}
        self.samples = self.n = 8
        self.classes = self.labels = labels(8, number)
        self.filenames = self.filepaths = [f"image_{index}.png" for index in range(8)]

    def __len__(self) -> int:
        """Count the batches."""
        return 1

    def __getitem__(self, index: int) -> Any:
        """Return a batch."""
        images = np.zeros((4, *self.image_shape), "float32")
        match self.class_mode:
            case None:
                return images
            case "categorical":
                return images, np.zeros((4, self.num_classes), "float32")
            case "input":
                return images, images
        return images, np.zeros(4, "float32")

    def __iter__(self) -> Flow:
        """Iterate without end."""
        return self

    def __next__(self) -> Any:
        """Return the next batch."""
        return self[0]

    def reset(self) -> None:
        """Start again."""


def _flow(
    _: Any,
    *__: Any,
    target_size: Any = (256, 256),
    color_mode: str = "rgb",
    class_mode: Any = "categorical",
    batch_size: int = 32,
    classes: Any = None,
    **___: Any,
) -> Flow:
    return Flow(target_size, color_mode, class_mode, batch_size, classes)


def _pandas() -> None:
    try:
        import pandas as pd
    except ImportError:
        return

    class MadeUp(pd.DataFrame):  # type: ignore[misc, unused-ignore]
        """A table in which every column that a program names exists."""

        @property
        def _constructor(self) -> Any:
            return MadeUp

        def __getitem__(self, key: Any) -> Any:
            for name in [key] if isinstance(key, str) else key if isinstance(key, list) else []:
                if isinstance(name, str) and name not in self.columns:
                    self[name] = np.zeros(len(self))
            return super().__getitem__(key)

        def drop(self, *arguments: Any, **keywords: Any) -> Any:
            return super().drop(*arguments, **{**keywords, "errors": "ignore"})

    def table(*_: Any, names: Any = None, **__: Any) -> Any:
        columns = list(names) if names is not None else [f"column_{index}" for index in range(COLUMNS)]
        return MadeUp(np.zeros((ROWS, len(columns))), columns=columns)

    for name in ("read_csv", "read_excel", "read_table", "read_json", "read_pickle"):
        setattr(pd, name, _or_else(getattr(pd, name), table))
