"""What one layer applies, and whether it is trained."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from keraslint.ir import Fact, Path
from keraslint.libs.keras import activations
from keraslint.libs.keras.kinds import is_layer
from keraslint.recover.facts import component
from keraslint.recover.heads import MIXING, WITHOUT_WEIGHTS
from keraslint.values import Api, Const, Instance, Reason, Unknown, UserClass

CUSTOM: Final = frozenset({"keras.layers.Lambda", "keras.layers.Rescaling", "keras.layers.Normalization"})
"""Layers whose effect on a value no name of an activation says."""

OPERATIONS: Final = "keras.ops."

OWN_ACTIVATION: Final = {
    "keras.layers.PReLU": "prelu",
    "keras.layers.ThresholdedReLU": "threshold",
    "keras.layers.CuDNNLSTM": "tanh",
    "keras.layers.CuDNNGRU": "tanh",
}
"""What layers apply that leave no choice: activations with weights or thresholds of their own, and recurrent layers of old."""

INSIDE: Final = ("layer", "cell")
"""The parameters that hold what decides what a layer applies: a wrapper's layer, and the cell of a recurrent layer."""


def activation_of(instance: Instance, made: Any, path: Path) -> Fact[str]:
    """Return the activation that a layer itself applies, by canonical name; ``linear`` where it applies none."""
    own: Fact[str] = made["activation"]
    changed = instance.fields.get("activation")
    if changed is not None and not isinstance(instance.kind, UserClass):
        name = activations.normalise(changed)
        unknown = changed if isinstance(changed, Unknown) else Unknown(Reason.CUSTOM_CODE, instance.place)
        return replace(own, value=unknown if name is None else name)
    if "activation" in made.arguments:
        return _chosen(instance, own)
    if instance.api.startswith(OPERATIONS):
        return _activation_of_operation(instance, path)
    by_class = OWN_ACTIVATION.get(instance.api) or activations.normalise(instance)
    if by_class is not None:
        return Fact(by_class, instance.place, path=path)
    inside = _inside(instance, path)
    if inside is not None:
        return inside
    if instance.api in CUSTOM:
        return Fact(Unknown(Reason.CUSTOM_CODE, instance.place, instance.api), instance.place, path=path)
    if isinstance(instance.kind, UserClass):
        return Fact(Unknown(Reason.CUSTOM_CODE, instance.place, instance.kind.name), instance.place, path=path)
    return Fact("linear", instance.place, path=path)


def _chosen(instance: Instance, own: Fact[str]) -> Fact[str]:
    """Return the activation that the argument of that name chooses, or its default."""
    given = instance.arguments.get("activation")
    if given is None:
        if isinstance(own.value, Unknown):
            return own
        return replace(own, value=activations.normalise(Const(own.value)) or "linear")
    name = activations.normalise(given.value)
    if name is not None:
        return replace(own, value=name)
    return replace(own, value=given.value if isinstance(given.value, Unknown) else Unknown(Reason.CUSTOM_CODE, given.place))


def _inside(instance: Instance, path: Path) -> Fact[str] | None:
    """Return the activation of the layer or cell inside of one; ``None`` where there is none."""
    for parameter in INSIDE:
        inner = instance.arguments.get(parameter)
        if inner is not None and isinstance(inner.value, Instance) and is_layer(inner.value.api):
            where = (*path, "arguments", parameter)
            return activation_of(inner.value, component(inner.value, where), where)
        if inner is not None and parameter == "cell":
            return Fact(Unknown(Reason.CUSTOM_CODE, instance.place, instance.api), instance.place, path=path)
    return None


def _activation_of_operation(operation: Instance, path: Path) -> Fact[str]:
    """Return the activation that a function of tensors is, ``linear`` for what only moves or mixes values."""
    name = operation.api.rpartition(".")[2]
    if name in MIXING or name in WITHOUT_WEIGHTS:
        return Fact("linear", operation.place, path=path)
    known = activations.normalise(Api(operation.api))
    value: str | Unknown = known if known is not None else Unknown(Reason.CUSTOM_CODE, operation.place, name)
    return Fact(value, operation.place, path=path)


def trainable_of(instance: Instance, path: Path) -> Fact[bool]:
    """Return whether a layer is trained, as it is set now."""
    value = instance.fields.get("trainable")
    if value is None:
        argument = instance.arguments.get("trainable")
        value = argument.value if argument is not None else Const(True)
    if isinstance(value, Const) and isinstance(value.value, bool | int):
        return Fact(bool(value.value), value.place or instance.place, value.origin, (*path, "trainable"))
    reason = value if isinstance(value, Unknown) else Unknown(Reason.DATA_DEPENDENT)
    return Fact(reason, instance.place, path=(*path, "trainable"))
