"""Arguments with which constructors can be called, so that their extra keywords can be tried."""

from __future__ import annotations

import functools
import importlib
import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

# Values by parameter name, right for every class that requires a parameter of that name, unless BY_CLASS says otherwise.
VALUES: dict[str, Any] = {
    "activation": "relu",
    "axes": 1,
    "backup_dir": "sample",
    "batch_size": 1,
    "checkpoint_dir": "sample",
    "checkpoint_filepath": "sample",
    "cropping": 1,
    "data": [[1.0], [2.0], [3.0]],
    "decay_rate": 0.5,
    "dims": (1,),
    "equation": "ab,bc->ac",
    "export_filepath": "sample",
    "factor": 0.2,
    "filepath": "sample.keras",
    "filters": 4,
    "fn": lambda *arguments: arguments[0],
    "function": lambda *arguments: arguments[0],
    "head_dim": 2,
    "height": 4,
    "height_factor": 0.2,
    "initial_vocabulary": ["a", "b"],
    "initializer": "zeros",
    "input_dim": 4,
    "interval": 1,
    "kernel_size": 2,
    "key_dim": 2,
    "learning_rate": 0.1,
    "length": 2,
    "max_number": 2,
    "model": None,
    "n": 2,
    "name": "sample",
    "num_bins": 3,
    "num_classes": 3,
    "num_heads": 2,
    "num_key_value_heads": 1,
    "num_query_heads": 2,
    "num_tokens": 8,
    "output_dim": 4,
    "output_shape": 4,
    "output_size": 2,
    "padding": 1,
    "pool_size": 2,
    "precision": 0.5,
    "rate": 0.2,
    "recall": 0.5,
    "scale": 2.0,
    "seed": 0,
    "sensitivity": 0.5,
    "shape": (2,),
    "shuffle": False,
    "size": 2,
    "specificity": 0.5,
    "stddev": 0.1,
    "target_class_ids": [0],
    "target_shape": (-1,),
    "targets": [1.0, 2.0, 3.0],
    "units": 4,
    "vocabulary_size": 2,
    "width": 4,
    "width_factor": 0.2,
}


@functools.cache
def _symbolic_input(keras: Any) -> Any:
    return keras.Input((2,))


# The same for parameters that want an object of the Keras at hand.
OBJECTS: dict[str, Callable[[Any], Any]] = {
    "cell": lambda keras: keras.layers.LSTMCell(2),
    "cells": lambda keras: [keras.layers.LSTMCell(2)],
    "inner_optimizer": lambda keras: keras.optimizers.SGD(),
    "inputs": _symbolic_input,
    "layer": lambda keras: keras.layers.LSTM(2, return_sequences=True),
    "outputs": lambda keras: keras.layers.Dense(2)(_symbolic_input(keras)),
}

# What single classes need beside, or instead of, the above.
BY_CLASS: dict[str, dict[str, Any]] = {
    "CategoryEncoding": {"num_tokens": 8},
    "InputLayer": {"shape": (2,)},
    "RandomPosterization": {"factor": 4},
    "Variable": {"shape": (2,)},
}

# Extra keywords worth trying everywhere, each with a value that is sensible where the keyword is known.
EXTRA_VALUES: dict[str, Any] = {
    "activity_regularizer": None,
    "autocast": False,
    "batch_input_shape": (None, 4),
    "batch_shape": (None, 4),
    "batch_size": 2,
    "decay": 0.0,
    "dtype": "float32",
    "dynamic": False,
    "implementation": 1,
    "input_dim": 4,
    "input_length": 4,
    "input_shape": (4,),
    "lr": 0.1,
    "name": "sample",
    "time_major": False,
    "trainable": True,
    "weights": None,
}


def sample_arguments(cls: type, constructor: Callable[..., Any]) -> dict[str, Any] | None:
    """Make up the arguments that ``cls`` requires; ``None`` when one of them is beyond us."""
    parameters = dict(list(inspect.signature(constructor).parameters.items())[1:])
    arguments = {name: value for name, value in BY_CLASS.get(cls.__name__, {}).items() if name in parameters}
    for name, parameter in parameters.items():
        optional = parameter.default is not parameter.empty or parameter.kind in {parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL}
        if optional or name in arguments:
            continue
        if name not in VALUES and name not in OBJECTS:
            return None
        arguments[name] = VALUES[name] if name in VALUES else _object(cls, name)
    return arguments


def _object(cls: type, name: str) -> object:
    keras = importlib.import_module(cls.__module__.partition(".")[0])
    return OBJECTS[name](keras)
