"""Views of which layers are trained: where a program freezes and unfreezes them, and which come with trained weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from keraslint.ir import Event, Layer, Model, Program, Setup
from keraslint.source import Place
from keraslint.values import Const

READY_MADE = "keras.applications."


@dataclass(frozen=True, slots=True)
class Switch:
    """One assignment to ``trainable``: of which object, to what (``None`` where that is not known), and when."""

    event: Event
    value: bool | None

    @property
    def place(self) -> Place | None:
        """Where the assignment stands."""
        return self.event.place

    @property
    def order(self) -> int:
        """When it happens."""
        return self.event.order

    def concerns(self, subjects: frozenset[int]) -> bool:
        """Say whether one of the objects with these identities is switched, or a layer somewhere inside of it."""
        return self.event.subject in subjects or self.event.details.get("within", 0) in subjects


def switches(program: Program | None) -> Iterator[Switch]:
    """Walk the assignments to ``trainable``, in order."""
    for event in () if program is None else program.events:
        if event.kind == "set" and event.name == "trainable":
            value = event.details.get("value")
            known = isinstance(value, Const) and isinstance(value.value, bool | int)
            yield Switch(event, bool(value.value) if known else None)  # type: ignore[union-attr]


def may_be_frozen(setup: Setup, layer: Layer) -> bool:
    """Say whether a layer, or something inside of a ready-made model, is frozen when the model is compiled."""
    before = [
        switch
        for switch in switches(setup.program)
        if switch.order < setup.compile.order and switch.concerns(frozenset({layer.identity}))
    ]
    return layer.trainable.value is False or bool(before and before[-1].value is not True)


def identities(model: Model) -> frozenset[int]:
    """Return the identities of a model and of everything in it."""
    return frozenset(_identities(model)) - {0}


def _identities(model: Model) -> Iterator[int]:
    yield model.identity
    for layer in model.layers:
        yield layer.identity
        if layer.model is not None:
            yield from _identities(layer.model)


def shares_training(setup: Setup) -> bool:
    """Say whether the model is a part of another one that is trained, or has such a one inside, as the models of a GAN do."""
    model = setup.model
    if setup.program is None or not isinstance(model, Model):
        return True
    others = [other.model for other in setup.program.setups if other.fits and isinstance(other.model, Model)]
    apart = [other for other in others if other.identity != model.identity]
    return any(model.identity in identities(other) or other.identity in identities(model) for other in apart)


def pretrained(layer: Layer) -> bool | None:
    """Say whether a ready-made model starts with trained weights; ``None`` for any other layer, and where it is not known."""
    if not layer.kind.startswith(READY_MADE) or not layer["weights"].known:
        return None
    return layer["weights"].value is not None
