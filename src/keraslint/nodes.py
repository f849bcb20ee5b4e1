"""The nodes of a tree without its layout: no white space, brackets or commas, which are two thirds of all nodes.

LibCST's own ways to walk a tree, ``children`` among them, build each node anew; this only reads the fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Final

import libcst as cst

LAYOUT: Final = frozenset({
    "asynchronous", "colon", "comma", "comment", "dot", "empty_lines", "equal", "first_colon", "first_line", "footer", "header",
    "last_line", "lbrace", "lbracket", "leading_lines", "leading_whitespace", "lines_after_decorators", "lpar", "newline",
    "posonly_ind", "rbrace", "rbracket", "relative", "rpar", "second_colon", "semicolon", "trailing_comma",
    "trailing_whitespace",
})  # fmt: skip
"""The fields of nodes, besides those called ``whitespace...``, that say how the code is laid out and not what it does."""

_PLAIN: Final = frozenset({str, bool, type(None), cst.MaybeSentinel})
"""The classes of values that fields may have besides nodes and sequences of nodes."""

_FIELDS: Final[dict[type[cst.CSTNode], tuple[str, ...]]] = {}


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """Return the nodes directly inside ``node``, in the order of its fields."""
    kind = node.__class__
    names = _FIELDS.get(kind)
    if names is None:
        names = _FIELDS[kind] = tuple(field.name for field in fields(kind) if not _is_layout(field.name))
    found: list[cst.CSTNode] = []
    for name in names:
        value = getattr(node, name)
        # The classes of nodes are abstract base classes, for which `isinstance` is slow.
        held = value.__class__
        if held is tuple or held is list:
            found.extend(value)
        elif held not in _PLAIN:
            found.append(value)
    return found


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Walk ``node`` and all that is inside it, in the order of the fields."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(children(current)))


def _is_layout(field: str) -> bool:
    return field.startswith("whitespace") or field in LAYOUT
