"""The ways to spell one name: ``tf.keras.layers.Dense``, ``keras.src.layers.core.dense.Dense``, ``keras.layers.core.Dense``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

_ROOT: Final = re.compile(
    r"""
    (?: tensorflow(?:_core)? (?: \.python | \.compat\.v[12] | \._api\.v[12] | \.contrib )* \.keras | (?:tf_)?keras(?:_core)? )
    (?: \.api (?: \._v[12] )? | \.src | \._tf_keras | \.python | \.keras )*  # as in keras.api._v2.keras and keras._tf_keras.keras
    (?= \. | $ )
    """,
    re.VERBOSE,
)

_TENSORFLOW_ALIAS: Final = re.compile(r"(tensorflow(?:\.compat\.v2)?)\.((?:losses|metrics|optimizers|initializers)\..+)")
"""What TensorFlow 2 offers a second time, outside of ``tensorflow.keras``."""

_FAMILIES: Final[Mapping[str, str]] = {
    "engine": "",
    "legacy": "",
    "saving": "",
    "objectives": "losses",
    "initializations": "initializers",
    "optimizer_v1": "optimizers",
    "optimizer_v2": "optimizers",
    "optimizer_experimental": "optimizers",
}
"""Old and private packages whose content is public elsewhere today; an empty name means in several places."""

_ASIDE: Final = re.compile(r"\.(legacy|experimental)\.")


_COMPATIBLE: Final = re.compile(r"tensorflow(?:_core)?(?:\.(?:compat|_api)\.v[12])+(?=\.|$)")


def without_compat(name: str) -> str:
    """Return a name of TensorFlow without the detour through its compatibility modules: ``tensorflow.compat.v1.nn.relu``."""
    return _COMPATIBLE.sub("tensorflow", name)


def split_root(name: str) -> tuple[str, str] | None:
    """Split ``tensorflow.python.keras.layers.Dense`` into how Keras is called there and ``keras.layers.Dense``."""
    found = _ROOT.match(name)
    return (found[0], "keras" + name[found.end() :]) if found else None


def public_root(root: str) -> str:
    """Return the public package to which one of the ways to call Keras belongs: ``keras`` for ``keras.src``."""
    if root.startswith("tensorflow"):
        return "tensorflow.keras"
    return "tf_keras" if root.startswith("tf_keras") else "keras"


def tensorflow_alias(name: str) -> tuple[str, str] | None:
    """Split ``tensorflow.losses.mse`` into ``tensorflow`` and what it is in TensorFlow 2, ``keras.losses.mse``."""
    found = _TENSORFLOW_ALIAS.match(name)
    return (found[1], f"keras.{found[2]}") if found else None


class LeafIndex:
    """Public spellings by their last part, to find again what is written with an old or private module path."""

    __slots__ = ("_spellings",)

    def __init__(self, spellings: Iterable[str]) -> None:
        """Index ``spellings``."""
        self._spellings: dict[str, list[str]] = {}
        for spelling in spellings:
            self._spellings.setdefault(spelling.rpartition(".")[2], []).append(spelling)

    def find(self, name: str) -> Iterator[str]:
        """Yield the public spellings that ``name`` may mean: those with the same last part in the same family."""
        parts = name.split(".")
        if len(parts) < len(("keras", "engine", "Model")) or _is_internal(parts):
            return
        family = _FAMILIES.get(parts[1], parts[1])
        prefix = f"keras.{family}." if family else "keras."
        aside = _aside(name) if family == "optimizers" else ""
        for spelling in self._spellings.get(parts[-1], ()):
            if spelling.startswith(prefix) and _aside(spelling) == aside:
                yield spelling


def _aside(name: str) -> str:
    """Return ``legacy`` or ``experimental`` if ``name`` is among what is set aside as such."""
    found = _ASIDE.search(name)
    return found[1] if found else ""


def _is_internal(parts: list[str]) -> bool:
    """Recognise the implementation of a backend: its functions share their names with public ones, and are others."""
    return parts[1] == "backend" and not parts[2].endswith("_backend") and len(parts) > len(("keras", "backend", "mean"))
