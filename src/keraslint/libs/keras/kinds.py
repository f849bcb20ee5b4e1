"""Which library classes a kind of object belongs to."""

from __future__ import annotations

from typing import Final

from keraslint.libs import signatures
from keraslint.libs.keras.applications import bases_of_application

LAYER: Final = "keras.Layer"
MODEL: Final = "keras.Model"
OPTIMIZER: Final = "keras.optimizers.Optimizer"

PREMADE: Final = frozenset({"keras.experimental.LinearModel", "keras.experimental.WideDeepModel"})
"""Models of Keras 2 that Keras 3 does not describe."""

OUTSIDE: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("tensorflow_hub.KerasLayer", (LAYER,)),
    ("tensorflow_hub.keras_layer.KerasLayer", (LAYER,)),
    ("tensorflow_addons.layers.", (LAYER,)),
    ("tensorflow_addons.optimizers.", (OPTIMIZER,)),
    ("tensorflow.compat.v1.train.", (OPTIMIZER,)),
    ("tensorflow.train.", (OPTIMIZER,)),
    ("keras_contrib.layers.", (LAYER,)),
    ("segmentation_models.", (MODEL, LAYER)),
)
"""What classes of other libraries are, by name or by the start of it; only names that look like a class count."""

OPTIMIZER_WORDS: Final = ("Optimizer",)
"""How the classes of TensorFlow's own optimizers end; other things in their module are none."""


def bases(kind: str) -> tuple[str, ...]:
    """Return the canonical names of the library classes that ``kind`` derives from, nearest first."""
    if kind in PREMADE:
        return MODEL, LAYER
    if kind.startswith("keras."):
        return bases_of_application(kind) or signatures.load().bases(kind)
    return outside(kind)


def outside(kind: str) -> tuple[str, ...]:
    """Return what a class of another library is to Keras; nothing where that is not known."""
    last = kind.rpartition(".")[2]
    if not last[:1].isupper():
        return ()
    found = next((classes for start, classes in OUTSIDE if kind == start or (start[-1] == "." and kind.startswith(start))), ())
    return () if ".train." in kind and not last.endswith(OPTIMIZER_WORDS) else found


def is_layer(kind: str) -> bool:
    """Say whether objects of a kind are layers; models are."""
    return kind == "keras.Layer" or "keras.Layer" in bases(kind)


def is_model(kind: str) -> bool:
    """Say whether objects of a kind are models."""
    return kind == "keras.Model" or "keras.Model" in bases(kind)


def is_made_by_call(kind: str) -> bool:
    """Say whether calling ``kind`` makes an object: a class does, and so do the functions that return ready-made models."""
    if outside(kind) or bases_of_application(kind):
        return True
    symbol = signatures.load().symbol(kind) if kind.startswith("keras.") else None
    return symbol.kind == "class" if symbol is not None else _is_foreign_callback(kind)


def _is_foreign_callback(kind: str) -> bool:
    """Say whether ``kind`` was put into ``keras.callbacks`` by somebody: whatever is called there makes a callback."""
    return kind.startswith("keras.callbacks.") and kind.count(".") == 2
