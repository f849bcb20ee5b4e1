"""The walk over a tree without its layout finds what LibCST's own walk finds."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
import pytest
from libcst._nodes import op, whitespace

from keraslint.nodes import LAYOUT, children, walk

ROOT = Path(__file__).parents[2]

PUNCTUATION = (op.Semicolon, op.Colon, op.Comma, op.Dot, op.AssignEqual)
BRACKETS = (
    cst.LeftParen, cst.RightParen, cst.LeftSquareBracket, cst.RightSquareBracket, cst.LeftCurlyBrace, cst.RightCurlyBrace,
)  # fmt: skip

EVERYTHING = """\
import a.b as c, d
from .. import e
from f import (g as h, i)

@decorated(1, *args, key=2, **more)  # why
class A(B, metaclass=C):
    x: int = 1

    async def m(self, a, /, b=1, *c, d: int = 2, **e) -> f:
        async with g as h, i: pass
        async for j in k:
            await l
            if m: continue
        else:
            pass
        global n; nonlocal o
        return lambda p, *q: (yield p)

def generic[T: int, *U, **V](x: T) -> U: ...
type X[T] = list[T]
try:
    y = [z for w in x if w if v for u in w]
    {**a, "b": c}; {1, *d}; (1,); [e[1:2:3, ...], not f, -g]
    del h, i[0]
except (J, K) as l:
    raise M from n
else:
    assert o, p
finally:
    while q < r <= s is not t and u or v: break
match x:
    case [1, *a] | {"b": c, **d} if e: pass
    case A(1, f=2) as g: pass
    case _: h += 1; i = j = k if l else m
print(f"{n!r:>{o}}" "p", (q := 1))
"""


def layout(node: cst.CSTNode) -> bool:
    return (
        isinstance(node, (*PUNCTUATION, *BRACKETS, cst.Asynchronous, cst.ParamSlash))
        or type(node).__module__ == whitespace.__name__
    )


def reference(node: cst.CSTNode) -> list[cst.CSTNode]:
    """Return the nodes without layout as LibCST's own reading of the children has them."""
    found = [node]
    for child in node.children:
        if not layout(child):
            found.extend(reference(child))
    return found


@pytest.mark.parametrize("text", [EVERYTHING, (ROOT / "examples" / "blue_vs_red.py").read_text(encoding="utf-8")])
def test_all_nodes_are_walked(text: str) -> None:
    module = cst.parse_module(text)
    assert {id(node) for node in walk(module)} == {id(node) for node in reference(module)}


def test_the_children_are_in_the_order_of_the_fields() -> None:
    call = cst.ensure_type(cst.parse_expression("f(a, *b)"), cst.Call)
    assert children(call) == [call.func, *call.args]


def test_every_field_that_is_left_out_exists() -> None:
    kinds = [kind for kind in vars(cst).values() if isinstance(kind, type) and issubclass(kind, cst.CSTNode)]
    assert {name for kind in kinds for name in getattr(kind, "__dataclass_fields__", ())} >= LAYOUT
