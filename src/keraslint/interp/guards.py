"""Code that is prepared for several versions of a library: tests of the version, and imports that may fail."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import libcst as cst

from keraslint.nodes import children, walk

MISSING: Final = frozenset(
    {"ImportError", "ModuleNotFoundError", "AttributeError", "Exception", "BaseException", "TypeError", "KeyError"}
)
"""What is raised where a version of a library lacks something."""

WORDS: Final = ("version", "hasattr", "tf1", "tf2", "is_keras")
"""What a test is called that asks which version of a library there is."""


@lru_cache(maxsize=4096)
def asks_for_version(test: cst.CSTNode) -> bool:
    """Say whether a condition is about what a library offers."""
    return any(isinstance(node, cst.Name) and any(word in node.value.lower() for word in WORDS) for node in walk(test))


def expects_missing(node: cst.Try | cst.TryStar) -> bool:
    """Say whether a ``try`` goes on where a name cannot be imported or is not there."""
    return any(handler.type is None or any(name in MISSING for name in _names(handler.type)) for handler in node.handlers)


def _names(node: cst.CSTNode) -> list[str]:
    if isinstance(node, cst.Name):
        return [node.value]
    if isinstance(node, cst.Attribute):
        return [node.attr.value]
    return [name for child in children(node) for name in _names(child)]
