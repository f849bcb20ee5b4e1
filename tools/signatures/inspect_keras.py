"""Write down the public API of one running Keras: ``python -m signatures.inspect_keras keras|tf_keras OUT.json``.

It runs in a process of its own for each version, with that version first on the path. What it writes, a *snapshot*, holds every
public spelling with the object it names, the signature of every object, and every string that the ``get`` functions accept.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from signatures.describe import only_raises, parameter_items
from signatures.keywords import accepted_by_class, accepted_by_function, constructor_of
from signatures.strings import accepted_strings, shape_dependent_strings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

# Not public, or of no use in a description of models: ``dtensor`` repeats the optimizers.
PRIVATE = {"src", "api", "protobuf", "version", "dtensor"}

# Optimizers that are one object under several names in one version and different ones in another, or mere stubs.
DISTINCT = re.compile(r"\.optimizers\.(legacy|experimental)\.")

# The inner workings of the preprocessing layers and quantizers, overridden in dozens of classes.
INNER = re.compile(r"transform_|get_random_transformation|convert_weight|quantized_|(get|reset)_.*dropout_mask")

# What each of its kind overrides in its own spelling, and nobody calls with other arguments than the base class says.
ROUTINE = {
    "apply_gradients",
    "build",
    "build_from_config",
    "compute_mask",
    "compute_output_shape",
    "compute_output_signature",
    "compute_output_spec",
    "finalize_state",
    "from_config",
    "get_build_config",
    "get_config",
    "load_assets",
    "load_own_variables",
    "quantize",
    "save_assets",
    "save_own_variables",
    "stateless_apply",
    "update_step",
}

# ``keras.Model(...)`` builds this class when it is given inputs and outputs, and its own constructor says nothing.
FUNCTIONAL = {"keras": "keras.src.models.functional", "tf_keras": "tf_keras.src.engine.functional"}


def public_names(module: ModuleType, prefix: str = "keras") -> Iterator[tuple[str, Any]]:
    """Yield every public spelling below ``module`` with what it names."""
    for name in dir(module):
        value = getattr(module, name)
        if name.startswith("_") or name in PRIVATE:
            continue
        if not inspect.ismodule(value):
            if inspect.isclass(value) or inspect.isroutine(value):
                yield f"{prefix}.{name}", value
        elif value.__name__.partition(".")[0] in FUNCTIONAL:
            yield from public_names(value, f"{prefix}.{name}")


class Inspector:
    """One pass over the API of one flavour of Keras."""

    def __init__(self, flavour: str) -> None:
        """Import ``flavour`` and list its public names."""
        self.flavour = flavour
        self.root = importlib.import_module(flavour)
        self.names = dict(public_names(self.root))
        self.tensorflow_only: list[str] = []
        if flavour == "keras":
            below_tensorflow = dict(public_names(importlib.import_module("keras._tf_keras.keras")))
            self.tensorflow_only = sorted(below_tensorflow.keys() - self.names.keys())
            self.names |= {name: below_tensorflow[name] for name in self.tensorflow_only}
        self.functional: type = importlib.import_module(FUNCTIONAL[flavour]).Functional
        self.keys: dict[int, str] = {}
        for name in sorted(self.names, key=lambda name: (bool(DISTINCT.search(name)), name)):
            self.keys.setdefault(id(self.names[name]), name)

    def key(self, name: str) -> str:
        """Return the first spelling of what ``name`` spells; it stands for the object."""
        return name if DISTINCT.search(name) else self.keys[id(self.names[name])]

    def snapshot(self) -> dict[str, Any]:
        """Return all there is to know, as JSON values."""
        names = {name: self.key(name) for name in sorted(self.names)}
        return {
            "version": str(self.root.__version__),
            "names": names,
            "tensorflow_only": self.tensorflow_only,
            "objects": {key: self.describe(key) for key in sorted(set(names.values()))},
            "strings": accepted_strings(self.root, self.keys),
            "by_shape": shape_dependent_strings(self.root, self.keys),
        }

    def describe(self, key: str) -> dict[str, Any]:
        """Describe a class with its methods, or a function."""
        value = self.names[key]
        if not inspect.isclass(value):
            return describe_function(value, "function", method=False)
        record = self.describe_class(value)
        original = self.keys[id(value)]
        return record if original == key or "stub" in record else {**record, "bases": [original], "methods": {}}

    def describe_class(self, cls: type) -> dict[str, Any]:
        """Describe the constructor of ``cls``, its public bases and the methods that it adds to them."""
        built = self.functional if self.keys.get(id(cls)) == "keras.Model" else cls
        constructor = constructor_of(built)
        items = [] if constructor is object.__init__ else parameter_items(constructor, method=True)
        record: dict[str, Any] = {"kind": "class", "called": cls.__name__, "parameters": items or [], "bases": self.bases(cls)}
        if any(isinstance(item, str) and item.startswith("**") for item in record["parameters"]):
            record["rest"] = accepted_by_class(built)
        if only_raises(constructor):
            record["stub"] = True
        record["methods"] = self.methods(cls)
        return record

    def bases(self, cls: type) -> list[str]:
        """List the nearest public classes that ``cls`` inherits from, passing over private ones in between."""
        found: list[str] = []
        for base in cls.__bases__:
            key = self.keys.get(id(base))
            found += [key] if key else self.bases(base)
        return list(dict.fromkeys(found))

    def methods(self, cls: type) -> dict[str, Any]:
        """Describe the public methods that ``cls`` has and its public bases have not, or have differently."""
        described: dict[str, Any] = {}
        for owner in cls.__mro__:
            if not self.is_ours(owner) or (owner is not cls and id(owner) in self.keys):
                continue
            for name, value in owner.__dict__.items():
                if name.startswith("_") or INNER.match(name) or inspect.getattr_static(cls, name) is not value:
                    continue
                record = describe_member(value)
                if record and not self.is_inherited(cls, name, record):
                    described[name] = record
        return dict(sorted(described.items()))

    def is_ours(self, owner: type) -> bool:
        """Say whether Keras itself defines ``owner``."""
        return owner.__module__.partition(".")[0] == self.flavour

    def is_inherited(self, cls: type, name: str, record: dict[str, Any]) -> bool:
        """Say whether the nearest public base has a member ``name`` that is used in the same way."""
        for base in cls.__mro__[1:]:
            if id(base) in self.keys and self.is_ours(base) and hasattr(base, name):
                return name in ROUTINE or describe_member(inspect.getattr_static(base, name)) == record
        return False


def describe_member(value: Any) -> dict[str, Any] | None:
    """Describe what stands in a class body under a public name; ``None`` for what is not a method."""
    if isinstance(value, (classmethod, staticmethod)):
        return describe_function(value.__func__, "method", method=isinstance(value, classmethod))
    return describe_function(value, "method", method=True) if inspect.isroutine(value) else None


def describe_function(function: Callable[..., Any], kind: str, *, method: bool) -> dict[str, Any]:
    """Describe a function or a method without its ``self``."""
    items = parameter_items(function, method=method)
    record: dict[str, Any] = {"kind": kind, "parameters": ["*args", "**kwargs"] if items is None else items}
    if kind == "function":
        record["called"] = getattr(function, "__name__", "")
    if any(isinstance(item, str) and item.startswith("**") for item in record["parameters"]):
        record["rest"] = accepted_by_function(function)
    if only_raises(function):
        record["stub"] = True
    return record


def main() -> None:
    """Inspect the flavour named first and write to the file named second."""
    flavour, target = sys.argv[1:]
    vars(np).setdefault("Inf", np.inf)  # Keras before 3.1 was written for NumPy 1.
    Path(target).write_text(json.dumps(Inspector(flavour).snapshot()), encoding="utf-8")


if __name__ == "__main__":
    main()
