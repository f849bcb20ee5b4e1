"""Find the strings that ``keras.losses.get`` and its like, and ``compile``, accept: by calling them."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from signatures import SHAPE_DEPENDENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

KINDS = ("activations", "constraints", "initializers", "losses", "metrics", "optimizers", "regularizers")

# Candidates that are neither a public name nor one in another spelling; each is still tried before it counts.
SHORT = ("acc", "bce", "cosine", "cosine_proximity", "huber_loss", "kld", "l1_l2", "logcosh", "normal", "one", "uniform", "zero")


# Shapes of targets and output: binary, sparse categorical, categorical.
CASES = (((4, 1), (4, 1)), ((4, 1), (4, 3)), ((4, 3), (4, 3)))


def accepted_strings(root: ModuleType, keys: dict[int, str]) -> dict[str, dict[str, str]]:
    """Map, for each kind of object, every string that its ``get`` accepts to the key of what it stands for."""
    return {kind: _accepted(kind, getattr(root, kind), keys) for kind in KINDS}


def _accepted(kind: str, module: ModuleType, keys: dict[int, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for candidate in sorted(set(_candidates(module)) - {"get", "serialize", "deserialize"}):
        with contextlib.suppress(Exception):
            value = module.get(candidate)
            if not isinstance(value, str):  # what Keras 2 makes of some strings that it does not know
                found[candidate] = _key(kind, value, keys)
    return found


def _key(kind: str, value: Any, keys: dict[int, str]) -> str:
    """Name what ``get`` returned: a function as such, an instance by its class; what is not public as if it were."""
    named = value if inspect.isroutine(value) else type(value)
    return keys.get(id(named)) or f"keras.{kind}.{named.__name__}"


def _candidates(module: ModuleType) -> Iterator[str]:
    """Yield every name that may mean something here, in all the ways that people write it."""
    for name in (*dir(module), *_table(module), *SHORT):
        if not name.startswith("_"):
            yield from {name, _snake_case(name), name.lower(), name.upper(), name.capitalize()}


def _table(module: ModuleType) -> set[str]:
    tables = [value for name, value in vars(inspect.getmodule(module.get)).items() if name.startswith("ALL_OBJECTS")]
    return {key for table in tables if isinstance(table, dict) for key in table if isinstance(key, str)}


def _snake_case(name: str) -> str:
    """Spell a class name as Keras spells it for a function."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def shape_dependent_strings(root: ModuleType, keys: dict[int, str]) -> dict[str, dict[str, list[str]]]:
    """Map each string for which ``compile`` looks at shapes to what it chooses: binary, sparse categorical, categorical."""
    found: dict[str, dict[str, list[str]]] = {}
    for kind, choose in _choosers(root).items():
        for string in SHAPE_DEPENDENT:
            with contextlib.suppress(Exception):
                chosen = [_key(kind, _unwrapped(choose(string, *map(np.zeros, case))), keys) for case in CASES]
                if len(set(chosen)) > 1:
                    found.setdefault(kind, {})[string] = chosen
    return found


def _choosers(root: ModuleType) -> dict[str, Callable[..., Any]]:
    """Return, by kind, what turns a string, targets and output into the object that ``compile`` will use."""
    if root.__name__ == "keras":
        private = importlib.import_module("keras.src.trainers.compile_utils")
        return {"losses": private.get_loss, "metrics": private.get_metric}
    private = importlib.import_module("tf_keras.src.engine.compile_utils")
    tensor = importlib.import_module("tensorflow").constant
    container = private.MetricsContainer()
    return {"metrics": lambda string, target, output: container._get_metric_object(string, tensor(target), tensor(output))}  # noqa: SLF001


def _unwrapped(value: Any) -> Any:
    """Return the function inside a wrapper that only makes a loss or metric object of it."""
    if type(value).__name__ in {"LossFunctionWrapper", "MeanMetricWrapper"}:
        return getattr(value, "fn", None) or getattr(value, "_fn", value)
    return value
