"""Names and keywords of earlier Keras versions, for programs that are older than the Keras that runs them.

What they build is the same; so they are carried over rather than given up.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence
from typing import Any, Final

import keras
import keras._tf_keras.keras as under_tensorflow

RENAMED: Final = {"lr": "learning_rate"}
DROPPED: Final = ("decay",)

PRIVATE: Final = ("tensorflow.python.keras", "tensorflow.compat.v1.keras", "tensorflow.compat.v2.keras")

MOVED: Final = {
    "layers.core": "layers",
    "layers.convolutional": "layers",
    "layers.pooling": "layers",
    "layers.recurrent": "layers",
    "layers.normalization": "layers",
    "layers.embeddings": "layers",
    "layers.merge": "layers",
    "layers.advanced_activations": "layers",
    "layers.wrappers": "layers",
    "layers.noise": "layers",
    "layers.local": "layers",
    "layers.experimental": "layers",
    "layers.experimental.preprocessing": "layers",
    "utils.np_utils": "utils",
    "utils.vis_utils": "utils",
    "utils.generic_utils": "utils",
    "optimizers.legacy": "optimizers",
    "optimizer_v2": "optimizers",
    "optimizer_v2.adam": "optimizers",
    "engine": "models",
    "engine.training": "models",
    "engine.topology": "layers",
}
"""Modules that are gone, and where what they held is now."""


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules of earlier versions below ``roots``, as the present ones that hold the same names."""

    def __init__(self, roots: Sequence[str]) -> None:
        self._roots = roots

    def find_spec(self, fullname: str, *_: Any) -> importlib.machinery.ModuleSpec | None:
        """Say whether a module is one of those."""
        known = _present(fullname, self._roots) is not None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True) if known else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """Make a module with the names of the present one."""
        made = types.ModuleType(spec.name)
        present = _present(spec.name, self._roots)
        made.__dict__.update((name, value) for name, value in vars(present).items() if not name.startswith("__"))
        return made

    def exec_module(self, module: types.ModuleType) -> None:
        """Do nothing more."""


def _present(name: str, roots: Sequence[str]) -> Any:
    """Return the module of the present Keras that holds what the module ``name`` held, or ``None``."""
    for root in roots:
        if name == root:
            return under_tensorflow if root in PRIVATE else None
        if name.startswith(f"{root}."):
            rest = name[len(root) + 1 :]
            return _find(MOVED.get(rest, rest))
    return None


def _find(rest: str) -> Any:
    found: Any = under_tensorflow
    for part in rest.split("."):
        found = getattr(found, part, None)
        if found is None:
            return None
    return found if isinstance(found, types.ModuleType) else None


def install() -> None:
    """Accept what earlier versions accepted."""
    for name in [name for name in sys.modules if name.startswith(PRIVATE)]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Finder(PRIVATE))
    sys.meta_path.append(_Finder(("tensorflow.keras", "keras")))
    for name, module in vars(under_tensorflow).items():
        present = getattr(keras, name, None)
        if isinstance(module, types.ModuleType) and isinstance(present, types.ModuleType):
            present.__dict__.update({key: value for key, value in vars(module).items() if key not in vars(present)})
    _old_calls()
    base: Any = keras.optimizers.Optimizer.__mro__[1]
    for kind in {value for value in vars(keras.optimizers).values() if isinstance(value, type)}:
        if issubclass(kind, keras.optimizers.Optimizer) and kind is not base:
            _accept(kind)


def _old_calls() -> None:
    """Accept arguments that have another form now."""
    checkpoint: Any = keras.callbacks.ModelCheckpoint
    make = checkpoint.__init__

    def initialise(self: Any, filepath: Any, *arguments: Any, **keywords: Any) -> None:
        for name in ("period", "save_format"):
            keywords.pop(name, None)
        suffix = ".weights.h5" if keywords.get("save_weights_only") else ".keras"
        make(self, filepath if str(filepath).endswith(suffix) else f"{filepath}{suffix}", *arguments, **keywords)

    checkpoint.__init__ = initialise
    model: Any = keras.Model
    original = model.compile

    def compiled(self: Any, *arguments: Any, **keywords: Any) -> None:
        if isinstance(keywords.get("metrics"), str):
            keywords["metrics"] = [keywords["metrics"]]
        original(self, *arguments, **keywords)

    model.compile = compiled


def _accept(kind: Any) -> None:
    original = kind.__init__

    def initialise(self: Any, *arguments: Any, **keywords: Any) -> None:
        for old, new in RENAMED.items():
            if old in keywords:
                keywords[new] = keywords.pop(old)
        for old in DROPPED:
            keywords.pop(old, None)
        original(self, *arguments, **keywords)

    kind.__init__ = initialise
