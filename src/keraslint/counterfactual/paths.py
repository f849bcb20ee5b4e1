"""Moving parts of a setup to another path."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from keraslint.ir import Component, Fact, Layer, Loss, Metric, Model, Optimizer, Path


class CannotApply(Exception):
    """A change does not make sense for a setup; the message says why."""


def moved(node: Any, old: Path, new: Path) -> Any:
    """Return a part of a setup with every path that starts with ``old`` starting with ``new`` instead."""
    if old == new:
        return node
    match node:
        case Fact():
            return replace(node, path=_moved_path(node.path, old, new), value=moved(node.value, old, new))
        case Component():
            arguments = {name: moved(fact, old, new) for name, fact in node.arguments.items()}
            unexpected = {name: moved(fact, old, new) for name, fact in node.unexpected.items()}
            return replace(node, arguments=arguments, unexpected=unexpected, path=_moved_path(node.path, old, new))
        case Layer() | Model() | Loss() | Metric() | Optimizer():
            changed = {field.name: moved(getattr(node, field.name), old, new) for field in fields(node) if field.name != "path"}
            if isinstance(node, Model):
                changed["path"] = _moved_path(node.path, old, new)
            return replace(node, **changed)
        case tuple():
            return tuple(moved(item, old, new) for item in node)
        case dict():
            return {key: moved(item, old, new) for key, item in node.items()}
    return node


def _moved_path(path: Path, old: Path, new: Path) -> Path:
    return (*new, *path[len(old) :]) if path[: len(old)] == old else path
