"""The structure of what models are fed: arrays, lists and dicts of them, datasets, generators."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np


def batch_of(data: Any, labels: Any) -> tuple[Any, Any]:
    """Return inputs and targets of which every array has the right shape behind the batch axis."""
    if hasattr(data, "element_spec"):
        return _pair(data.element_spec)
    if isinstance(data, keras.utils.PyDataset) or (hasattr(data, "__getitem__") and hasattr(data, "target_size")):
        return _pair(data[0])
    if hasattr(data, "__next__"):
        return _pair(next(data))
    return data, labels


def _pair(element: Any) -> tuple[Any, Any]:
    if isinstance(element, tuple):
        return element[0], element[1] if len(element) > 1 else None
    return element, None


def symbols(data: Any) -> Any:
    """Return data as symbolic tensors with an open batch axis."""
    return keras.tree.map_structure(_symbol, data)


def _symbol(array: Any) -> Any:
    if not hasattr(array, "shape"):
        array = np.asarray(array)
    shape = tuple(array.shape)
    kind = keras.backend.standardize_dtype(array.dtype) if hasattr(array, "dtype") else "float32"
    if kind == "float64":
        kind = "float32"
    return keras.KerasTensor((None, *shape[1:]), kind)


def examples(data: Any) -> int:
    """Return how many examples data hold, as far as that can be told without going through them."""
    try:
        first = keras.tree.flatten(batch_of(data, None)[0])[0]
        return int(first.shape[0] or 1) if hasattr(first, "shape") else len(first)
    except (TypeError, IndexError, AttributeError):
        return 1
