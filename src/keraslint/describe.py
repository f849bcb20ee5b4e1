"""Abstract values in words: what ``reveal`` prints in the tests of the interpreter, and ``keraslint show`` beside a fact.

One line a value, and the same words for the same kind of thing: ``array(60000, 28, 28) uint8 0..255 from keras.datasets.mnist``,
``tensor(None, 10) float32``, ``unknown: it depends on a condition that is not known``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from typing import Any, Final

from keraslint.ir import Component, Fact
from keraslint.values import (
    Api,
    Argument,
    Array,
    BoundMethod,
    Const,
    Dataset,
    Dict,
    Encoding,
    Function,
    Gap,
    Instance,
    Interval,
    OneOf,
    Opaque,
    Partial,
    Role,
    Scalar,
    Shape,
    Tensor,
    Tuple,
    Unknown,
    UserClass,
    Value,
)

LONGEST: Final = 8
"""More elements of a sequence than this are not written out."""

DEEPEST: Final = 5
"""Values nested deeper than this are not written out; a list may hold itself."""

_LABELS: Final = {
    Encoding.INTEGER: "labels as class numbers",
    Encoding.ONE_HOT: "labels one-hot",
    Encoding.MULTI_HOT: "labels multi-hot",
    Encoding.BINARY: "labels 0 or 1",
    Encoding.SIGNED: "labels -1 or 1",
    Encoding.STRING: "labels as strings",
    Encoding.CONTINUOUS: "continuous",
}

_ROLES: Final = {Role.TRAIN: "train", Role.VALIDATION: "validation", Role.TEST: "test"}


def describe(value: Value, depth: int = 0) -> str:
    """Return a value in one line; ``depth`` counts how deep it stands inside another one."""
    return "..." if depth > DEEPEST else _DESCRIBERS[type(value)](value, depth)


def describe_fact(fact: Fact[Any]) -> str:
    """Return what a fact holds in one line: the value, or why it is not known."""
    return _plain(fact.value)


def _plain(value: Any) -> str:
    match value:
        case Array() | Unknown():
            return describe(value)
        case Component():
            given = ", ".join(f"{name}={_plain(fact.value)}" for name, fact in value.arguments.items() if fact.given)
            return f"{value.kind}({given})"
        case tuple():
            inner = ", ".join(_plain(item) for item in value)
            return f"({inner},)" if len(value) == 1 else f"({inner})"
        case dict():
            return "{" + ", ".join(f"{key!r}: {_plain(item)}" for key, item in value.items()) + "}"
    return _scalar(value)


def describe_shape(shape: Shape | None) -> str:
    """Return a shape as a tuple; ``?`` where not even the rank is known."""
    if shape is None:
        return "(?)"
    inner = ", ".join("None" if size is None else str(size) for size in shape)
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


def describe_interval(interval: Interval) -> str:
    """Return a range as ``lo..hi``; an open end is left out."""
    lo = "" if interval.lo == -inf else f"{interval.lo:.6g}"
    hi = "" if interval.hi == inf else f"{interval.hi:.6g}"
    return f"{lo}..{hi}"


def _array(array: Array, _depth: int) -> str:
    parts = [f"{'array' if array.container == 'ndarray' else array.container}{describe_shape(array.shape)}"]
    if array.dtype is not None:
        parts.append(array.dtype)
    if array.interval is not None:
        parts.append(describe_interval(array.interval))
    if array.encoding is not None:
        parts.append(_LABELS[array.encoding])
    if array.classes is not None:
        parts.append(f"of {array.classes} classes")
    if array.role in _ROLES:
        parts.append(_ROLES[array.role])
    if array.source is not None:
        parts.append(f"from {array.source.name.removesuffix('.load_data')}")
    way = [step.operation for step in array.steps if step.operation != "load"]
    if way:
        parts.append(f"by {', '.join(way)}")
    return " ".join(parts)


def _tensor(tensor: Tensor, _depth: int) -> str:
    parts = [f"tensor{describe_shape(tensor.shape)}"]
    if tensor.dtype is not None:
        parts.append(tensor.dtype)
    if tensor.interval is not None:
        parts.append(describe_interval(tensor.interval))
    return " ".join(parts)


def _dataset(dataset: Dataset, depth: int) -> str:
    parts = [f"dataset of {describe(dataset.element, depth + 1)}"]
    if dataset.batched is not None:
        parts.append("batched" if dataset.batched else "not batched")
    if dataset.size is not None:
        parts.append(f"{dataset.size} elements")
    if dataset.role in _ROLES:
        parts.append(_ROLES[dataset.role])
    if dataset.stages:
        parts.append("by " + " ".join(stage.operation for stage in dataset.stages))
    return ", ".join(parts)


def _elements(content: Tuple, depth: int) -> list[str]:
    items = [_gap(item, depth) if isinstance(item, Gap) else describe(item, depth + 1) for item in content.items]
    if len(items) > LONGEST:
        return [*items[:3], f"... {len(items) - 4} more ...", items[-1]]
    return items


def _gap(gap: Gap, depth: int) -> str:
    return "..." if gap.element is None else f"*{describe(gap.element, depth + 1)}"


def _tuple(content: Tuple, depth: int) -> str:
    items = _elements(content, depth)
    return f"({items[0]},)" if len(items) == 1 and content.complete else f"({', '.join(items)})"


def _entries(entries: Dict, depth: int) -> str:
    items = [f"{key!r}: {describe(value, depth + 1)}" for key, value in entries.entries[:LONGEST]]
    if not entries.complete or len(entries.entries) > LONGEST:
        items.append("...")
    return "{" + ", ".join(items) + "}"


def _instance(instance: Instance, depth: int) -> str:
    content: Any = instance.fields.get("items")
    if isinstance(instance.kind, UserClass):
        return f"a {instance.kind.name}"
    if instance.kind == "list" and isinstance(content, Tuple):
        return f"[{', '.join(_elements(content, depth))}]"
    if instance.kind == "set" and isinstance(content, Tuple):
        return "{" + ", ".join(_elements(content, depth)) + "}"
    if instance.kind == "dict" and isinstance(content, Dict):
        return _entries(content, depth)
    return f"{instance.kind}({_arguments({**instance.arguments, **instance.unexpected}, depth)})"


def _arguments(arguments: Mapping[str, Argument], depth: int) -> str:
    return ", ".join(f"{name}={describe(argument.value, depth + 1)}" for name, argument in arguments.items())


def _bound(method: BoundMethod, depth: int) -> str:
    return f"method {method.name} of {describe(method.receiver, depth + 1)}"


def _opaque(value: Opaque, depth: int) -> str:
    return f"{value.kind}({', '.join(describe(part, depth + 1) for part in value.parts)})"


def _const(value: Const, _depth: int) -> str:
    return _scalar(value.value)


def _scalar(value: Scalar) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:76]}...{text[0] if isinstance(value, str) else ''}"


_DESCRIBERS: Final[dict[type, Callable[[Any, int], str]]] = {
    Unknown: lambda value, _: f"unknown: {value.explain()}",
    Const: _const,
    Tuple: _tuple,
    Dict: _entries,
    Array: _array,
    Tensor: _tensor,
    Dataset: _dataset,
    Api: lambda value, _: value.name,
    Function: lambda value, _: f"function {value.name}",
    UserClass: lambda value, _: f"class {value.name}",
    BoundMethod: _bound,
    Partial: lambda value, depth: f"partial of {describe(value.target, depth + 1)}",
    OneOf: lambda value, depth: " | ".join(describe(option, depth + 1) for option in value.options),
    Instance: _instance,
    Opaque: _opaque,
}
