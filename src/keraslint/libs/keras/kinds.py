"""Which library classes a kind of object belongs to."""

from __future__ import annotations

from typing import Final

from keraslint.libs import signatures
from keraslint.libs.keras.applications import bases_of_application

OUTSIDE: Final[dict[str, tuple[str, ...]]] = {
    "tensorflow_hub.KerasLayer": ("keras.Layer",),
    "tensorflow_hub.keras_layer.KerasLayer": ("keras.Layer",),
}
"""Classes of other libraries that are Keras layers."""


def bases(kind: str) -> tuple[str, ...]:
    """Return the canonical names of the library classes that ``kind`` derives from, nearest first."""
    return OUTSIDE.get(kind) or bases_of_application(kind) or (signatures.load().bases(kind) if kind.startswith("keras.") else ())


def is_layer(kind: str) -> bool:
    """Say whether objects of a kind are layers; models are."""
    return kind == "keras.Layer" or "keras.Layer" in bases(kind)


def is_model(kind: str) -> bool:
    """Say whether objects of a kind are models."""
    return kind == "keras.Model" or "keras.Model" in bases(kind)


def is_made_by_call(kind: str) -> bool:
    """Say whether calling ``kind`` makes an object: a class does, and so do the functions that return ready-made models."""
    if kind in OUTSIDE or bases_of_application(kind):
        return True
    symbol = signatures.load().symbol(kind) if kind.startswith("keras.") else None
    return symbol is not None and symbol.kind == "class"
