"""Keras with its training cut to nothing and its data made up: every ``compile`` is observed, nothing is trained."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, Final

import keras
import numpy as np

from fidelity.real import loaders, observe
from fidelity.real.graphs import prepared, ready_made
from fidelity.real.results import evaluated, history, predicted

FITTING: Final = ("fit", "fit_generator")


def install() -> None:
    """Change Keras, for good."""
    model: Any = keras.Model
    original = model.compile

    def compiled(self: Any, *arguments: Any, **keywords: Any) -> None:
        frame = inspect.currentframe()
        original(self, *arguments, **keywords)
        bound = inspect.signature(original).bind(self, *arguments, **keywords).arguments
        observe.compiled(self, frame.f_back if frame else None, bound)

    model.compile = compiled
    for name in FITTING:
        setattr(model, name, _fit)
    for name in ("evaluate", "evaluate_generator", "test_on_batch", "train_on_batch"):
        setattr(model, name, _evaluate)
    for name in ("predict", "predict_generator", "predict_on_batch", "predict_proba"):
        setattr(model, name, _predict)
    model.predict_classes = _predict_classes
    for name in ("summary", "save", "save_weights", "load_weights", "export"):
        setattr(model, name, _nothing)
    keras.utils.plot_model = _nothing
    keras.config.disable_interactive_logging()
    _without_downloads()
    loaders.install()


def _fit(self: Any, x: Any = None, y: Any = None, *_: Any, generator: Any = None, epochs: int = 1, **others: Any) -> Any:
    observe.fed(self, x if x is not None else generator, y)
    validated = any(others.get(name) for name in ("validation_split",)) or others.get("validation_data") is not None
    return history(self, epochs, validated=validated)


def _evaluate(
    self: Any, x: Any = None, y: Any = None, *_: Any, generator: Any = None, return_dict: bool = False, **__: Any
) -> Any:
    observe.fed(self, x if x is not None else generator, y)
    return evaluated(self, return_dict=return_dict)


def _predict(self: Any, x: Any = None, *_: Any, generator: Any = None, **__: Any) -> Any:
    data = x if x is not None else generator
    observe.fed(self, data, None)
    return predicted(self, data)


def _predict_classes(self: Any, x: Any = None, *_: Any, **__: Any) -> Any:
    return np.argmax(_predict(self, x), axis=-1)


def _nothing(*_: Any, **__: Any) -> None:
    """Stand in for what has an effect outside the program only."""


def _without_downloads() -> None:
    """Let the ready-made models start from random weights: they are built of the same layers."""
    for holder in _homes("applications"):
        for name, value in list(vars(holder).items()):
            if not inspect.isfunction(value) or hasattr(value, "__wrapped__"):
                continue
            if "weights" in inspect.signature(value).parameters:
                setattr(holder, name, _unweighted(value))
            elif name == "preprocess_input":
                setattr(holder, name, _noted(value))


def _homes(part: str) -> list[Any]:
    """Return ``keras.<part>`` and the modules in it, under both of the names by which programs import them."""
    import keras._tf_keras.keras as under_tensorflow

    found = []
    for root in (keras, under_tensorflow):
        package = getattr(root, part)
        found.extend([package, *(value for value in vars(package).values() if inspect.ismodule(value))])
    return found


def _unweighted(build: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(build)
    def built(*arguments: Any, **keywords: Any) -> Any:
        bound = inspect.signature(build).bind_partial(*arguments, **keywords)
        bound.arguments["weights"] = None
        model = build(*bound.args, **bound.kwargs)
        ready_made(model, build.__name__)
        return model

    return built


def _noted(prepare: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(prepare)
    def preparing(x: Any, *arguments: Any, **keywords: Any) -> Any:
        made = prepare(x, *arguments, **keywords)
        prepared(x, made, prepare.__name__)
        return made

    return preparing
