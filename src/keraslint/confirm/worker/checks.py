"""What can be decided without training: whether a setup gets through a batch, and what its state then is."""

from __future__ import annotations

import gc
import inspect
from math import prod
from typing import Any, Final

import keras
from keras.src import backend, losses, metrics
from keras.src.backend.common import global_state
from keras.src.backend.common.stateless_scope import StatelessScope

from keraslint.confirm.blueprint import Blueprint
from keraslint.confirm.worker import packing, probe
from keraslint.confirm.worker.build import Built, CannotBuild, build, graph
from keraslint.confirm.worker.session import graph_of, normalized

ROWS: Final = 8
ASSIGNING: Final = frozenset({"LearningRateScheduler", "ReduceLROnPlateau"})
"""Callbacks that set the learning rate while the training runs."""
SHORTHANDS: Final = frozenset({"accuracy", "acc", "crossentropy", "ce"})
"""Metrics that are resolved by the output and the loss."""


def check(blueprint: Blueprint, *, thorough: bool = True) -> dict[str, Any]:
    """Say whether a setup gets through a batch; ``raised`` is the message of what Keras raises, and ``parameters`` its weights.

    A ``thorough`` check compiles the model and fits it as the program would; else shapes alone go through model and loss. That is
    enough for what only has to be trained afterwards, and costs no compilation.
    """
    try:
        built = build(normalized(blueprint))
        data = probe.make(blueprint.task, ROWS, 0)
        x = probe.transformed(data.x, blueprint.inputs_by)
        y = probe.transformed(data.y, blueprint.targets_by)
        problem = out_of_range(blueprint, y) or unknown_string(blueprint)
        if problem is None:
            _fit(built, blueprint, x, y) if thorough else _shapes(built, x, y)
    except CannotBuild:
        raise
    except Exception as error:  # noqa: BLE001 - whatever Keras raises is the result
        return {"raised": _first_lines(error), "parameters": None}
    if thorough:
        gc.collect()
    return {"raised": problem, "parameters": int(built.model.count_params())}


def shape_key(blueprint: Blueprint) -> tuple[object, ...]:
    """Return what a check of shapes depends on: variants that differ in a learning rate or a factor have the same."""
    steps = [operation for operation, _ in (*blueprint.inputs_by, *blueprint.targets_by)]
    return graph_of(blueprint).key, blueprint.task, blueprint.strings, tuple(steps)


def count(blueprint: Blueprint) -> int:
    """Return how many weights a model has, without the memory for them: its variables are declared and never made."""
    scope = StatelessScope()
    global_state.set_global_attribute("stateless_scope", scope)
    try:
        model, _ = graph(blueprint)
        return sum(prod(variable.shape) for variable in model.variables if "seed_generator" not in variable.path)
    finally:
        global_state.set_global_attribute("stateless_scope", None)
        global_state.set_global_attribute("uninitialized_variables", [])


def _shapes(built: Built, x: Any, y: Any) -> None:
    """Let shapes go through the model and the loss."""
    inputs, targets = (keras.KerasTensor(one.shape, one.dtype.name) for one in (x, y))
    backend.compute_output_spec(lambda one, other: built.loss(other, built.model(one, training=True)), inputs, targets)


def _fit(built: Built, blueprint: Blueprint, x: Any, y: Any) -> None:
    """Train on one batch as the program does."""
    for variable, value in zip(built.model.variables, built.first_weights(0), strict=True):
        variable.assign(value)
    metrics = [part.kind for part in blueprint.metrics if not blueprint.outputs]
    built.model.compile(optimizer=built.optimizer, loss=built.loss, metrics=metrics or None)
    built.model.fit(x, y, batch_size=ROWS, epochs=1, verbose=0, shuffle=False)
    if ASSIGNING.intersection(blueprint.callbacks):
        built.optimizer.learning_rate = 0.001


def unknown_string(blueprint: Blueprint) -> str | None:
    """Name the first string for a loss or a metric that Keras does not know."""
    for group, text in blueprint.strings:
        known = importable(group)
        if text not in known:
            return f"Keras {keras.__version__} knows no {group} called {text}"
    return None


def importable(group: str) -> frozenset[str]:
    """Return the strings that Keras takes for a loss or a metric."""
    module = {"loss": losses, "metric": metrics}[group]
    return frozenset(module.ALL_OBJECTS_DICT) | (SHORTHANDS if group == "metric" else frozenset())


def out_of_range(blueprint: Blueprint, y: Any) -> str | None:
    """Say that labels name a class that the output does not have: TensorFlow refuses them, other backends compute nonsense."""
    sizes = [node.part.arguments["input_dim"] for node in blueprint.flat() if node.kind == "Embedding"]
    if blueprint.task.form == "tokens" and blueprint.task.hi is not None and sizes and blueprint.task.hi >= sizes[0]:
        return f"the index {blueprint.task.hi:.0f} is outside of the {sizes[0]} rows of the Embedding"
    if blueprint.outputs:
        return _of_any_output(blueprint, y)
    if blueprint.loss.kind != "sparse_categorical_crossentropy" or y.ndim > 2:
        return None
    shape = blueprint.nodes[blueprint.output].shape
    units = shape[-1] if shape else None
    highest = blueprint.task.first + blueprint.task.classes - 1
    if units is None or highest < units or (y.ndim > 1 and y.shape[-1] > 1):
        return None
    return f"the label {highest} is outside of the classes 0..{units - 1} that the output has"


def _of_any_output(blueprint: Blueprint, y: Any) -> str | None:
    """Say the same of the first output of several of which it is true."""
    truths = packing.split(y, packing.target_shapes(blueprint.task))
    said = (out_of_range(facet, truth) for facet, truth in zip(blueprint.facets(), truths, strict=True))
    return next((one for one in said if one is not None), None)


def has(name: str, argument: str | None = None) -> bool:
    """Say whether Keras has a public name such as ``keras.layers.Dense``, or whether that takes an argument."""
    place: Any = keras
    first, *rest = name.split(".")
    if first != "keras" or any(not part.isidentifier() or part.startswith("_") for part in rest):
        return False
    for part in rest:
        place = getattr(place, part, None)
        if place is None:
            return False
    if name.startswith("keras.optimizers.") and inspect.isclass(place) and not _can_be_made(place):
        return False
    return argument is None or _takes(place, argument)


def _can_be_made(optimizer: Any) -> bool:
    """Say whether an optimizer is more than a name that says where it has gone."""
    try:
        optimizer()
    except ImportError:
        return False
    except (TypeError, ValueError):
        return True
    return True


def _takes(called: Any, argument: str) -> bool:
    """Say whether a signature has a parameter; layers and optimizers hand the rest on to classes with signatures of their own."""
    kinds = called.__mro__ if inspect.isclass(called) else (called,)
    for kind in kinds:
        if kind is object or kind.__module__.split(".")[0] != "keras":
            continue
        parameters = inspect.signature(kind.__init__ if inspect.isclass(kind) else kind).parameters
        if argument in parameters:
            return True
        if all(one.kind is not inspect.Parameter.VAR_KEYWORD for one in parameters.values()):
            return False
    return False


def _first_lines(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {' '.join(lines[:2])[:300]}"
