"""Describe one callable of a running Keras as plain JSON values."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Item = str | list[Any] | dict[str, Any]


def parameter_items(function: Callable[..., Any], *, method: bool) -> list[Item] | None:
    """List the parameters of ``function`` in the stored form, or ``None`` when Python cannot tell its signature.

    A bare name is required, a pair has a default, an object has a default that JSON cannot hold; ``/`` and ``*`` separate the
    kinds of parameter as they do in Python.
    """
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None
    items: list[Item] = []
    previous: Any = None
    starred = False
    for parameter in parameters[1:] if method else parameters:
        if previous is parameter.POSITIONAL_ONLY and parameter.kind is not parameter.POSITIONAL_ONLY:
            items.append("/")
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            items.append("*")
            starred = True
        starred = starred or parameter.kind is parameter.VAR_POSITIONAL
        items.append(_item(parameter))
        previous = parameter.kind
    if previous is inspect.Parameter.POSITIONAL_ONLY:
        items.append("/")
    return items


def _item(parameter: inspect.Parameter) -> Item:
    if parameter.kind is parameter.VAR_POSITIONAL:
        return "*" + parameter.name
    if parameter.kind is parameter.VAR_KEYWORD:
        return "**" + parameter.name
    if parameter.default is parameter.empty:
        return parameter.name
    if _is_json(parameter.default):
        return [parameter.name, json.loads(json.dumps(parameter.default))]
    return {"name": parameter.name, "repr": _short_repr(parameter.default)}


def _is_json(value: object) -> bool:
    if isinstance(value, (list, tuple)):
        return all(map(_is_json, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_json(item) for key, item in value.items())
    if isinstance(value, float):
        return value - value == 0
    return value is None or type(value) in {bool, int, str}


def _short_repr(value: object) -> str:
    """Name a default without what differs from run to run, such as addresses."""
    name = getattr(value, "__qualname__", None)
    if name is not None:
        return f"{getattr(value, '__module__', '')}.{name}".removeprefix("builtins.")
    text = repr(value)
    return f"{type(value).__module__}.{type(value).__qualname__}()" if " at 0x" in text else text


def syntax_of(function: Callable[..., Any]) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """Parse the source of ``function``; ``None`` when there is none to be had."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(function))))
    except (OSError, TypeError, SyntaxError):
        return None
    first = tree.body[0] if tree.body else None
    return first if isinstance(first, (ast.FunctionDef, ast.AsyncFunctionDef)) else None


def only_raises(function: Callable[..., Any]) -> bool:
    """Say whether calling ``function`` does nothing but raise: what removed API leaves behind, or an abstract method."""
    tree = syntax_of(function)
    body = tree.body if tree else []
    body = [node for node in body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]
    return len(body) == 1 and isinstance(body[0], ast.Raise)
