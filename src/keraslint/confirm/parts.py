"""From recovered components to parts of a blueprint: names of the catalogue, numbers, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from keraslint.confirm import catalog
from keraslint.confirm.blueprint import Part
from keraslint.ir import Component, Fact
from keraslint.values import Array, Unknown


class Missing(Exception):
    """A fact that the experiment needs is not known, or something cannot be built; the message names the first one."""


LEFT_OUT: Final = frozenset({
    "name", "seed", "dtype", "batch_input_shape", "input_shape", "batch_shape", "input_dim", "input_length", "trainable",
    "autocast", "lora_rank", "lora_alpha", "quantization_config", "input_tensor", "sparse", "ragged", "optional",
    "implementation", "unroll", "use_cudnn",
})  # fmt: skip
"""Arguments that say nothing about how a training goes, or that the graph tells better."""

GROUP_OF: Final = {"_initializer": "initializer", "_regularizer": "regularizer", "_constraint": "constraint"}


def layer_part(component: Component) -> Part:
    """Return a layer as the worker builds it.

    Raises:
        Missing: it holds code, is not in the catalogue, or one of its arguments is not known.
    """
    if component.custom:
        raise Missing(f"{component.name} is a layer of your own, and your code is not run")
    name = catalog.NAMES["layer"].get(component.name)
    if name is None or not component.kind.startswith("keras.layers."):
        raise Missing(f"{component.name} is not built here")
    arguments: dict[str, Any] = {}
    for parameter, fact in component.arguments.items():
        if parameter in LEFT_OUT and not (name == "Embedding" and parameter == "input_dim"):
            continue
        if fact.given or parameter.endswith("_initializer"):
            arguments[parameter] = _argument(name, parameter, fact)
    if component.unexpected and set(component.unexpected) - LEFT_OUT - {"weights"}:
        raise Missing(f"{name} has no argument {min(set(component.unexpected) - LEFT_OUT)}")
    return Part(name, arguments)


def _argument(owner: str, parameter: str, fact: Fact[Any]) -> Any:
    if parameter in {"activation", "recurrent_activation"}:
        return activation(fact, owner)
    for ending, group in GROUP_OF.items():
        if parameter.endswith(ending):
            return named(fact.value, group, f"{parameter} of {owner}")
    return plain(fact.value, f"{parameter} of {owner}")


def activation(fact: Fact[Any], owner: str) -> Any:
    """Return an activation by its short name.

    Raises:
        Missing: it is not known, or code of the program.
    """
    match fact.value:
        case None:
            return None
        case str() as name:
            short = name.rpartition(".")[2].lower()
            if name.startswith("custom:") or short not in catalog.ACTIVATIONS:
                raise Missing(f"the activation {name.removeprefix('custom:')} of {owner} is not built here")
            return short
        case Component() as layer if layer.kind.startswith("keras.layers."):
            return layer_part(layer)
    raise Missing(f"the activation of {owner} is not known")


def named(value: Any, group: str, what: str) -> Any:
    """Return an initializer, regularizer, constraint or schedule.

    Raises:
        Missing: it is not known or not in the catalogue.
    """
    if value is None:
        return None
    if isinstance(value, str):
        kind = catalog.NAMES[group].get(value.rpartition(".")[2])
        arguments: Mapping[str, Any] = {}
    elif isinstance(value, Component) and not value.custom:
        kind = catalog.NAMES[group].get(value.name)
        arguments = {name: plain(fact.value, f"{name} of {what}") for name, fact in given(value).items()}
    else:
        raise Missing(f"the {what} is not known")
    if kind is None:
        raise Missing(f"the {what} is not built here")
    return Part(kind, arguments)


def given(component: Component) -> dict[str, Fact[Any]]:
    """Return the arguments that a component is given, without those that do not matter."""
    return {name: fact for name, fact in component.arguments.items() if fact.given and name not in LEFT_OUT}


def plain(value: Any, what: str) -> Any:
    """Return an argument as JSON has it.

    Raises:
        Missing: it is not known, or nothing that JSON can hold.
    """
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Fraction():
            return float(value)
        case tuple() | list():
            return [plain(one, what) for one in value]
        case Mapping():
            return {str(key): plain(one, what) for key, one in value.items()}
        case Component() if value.kind.startswith("keras.layers."):
            return layer_part(value)
        case Component() if value.kind.startswith(catalog_modules()):
            return named(value, next(group for module, group in catalog.GROUPS.items() if value.kind.startswith(module)), what)
        case Unknown():
            raise Missing(f"{what} is not known: {value.explain()}")
        case Array():
            raise Missing(f"{what} is an array of the program")
    raise Missing(f"{what} is not known")


def catalog_modules() -> tuple[str, ...]:
    """Return the beginnings of the names of what the catalogue has."""
    return tuple(catalog.GROUPS)
