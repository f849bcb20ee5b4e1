"""The positions that ``syntax`` counts are those of LibCST's own provider, for every node of varied code."""

from __future__ import annotations

from typing import Any

import libcst as cst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libcst.metadata import MetadataWrapper, PositionProvider

from keraslint.syntax import Tree, parse
from keraslint.written import write

PROGRAMS = {
    "expressions": (
        "x = (a + b) * -c ** 2 if not d else [e, *f, (g, h)][1:2, ::3, ...]\n"
        'y = {1: "a" "b", **k, "c": f"{x!r:>{w}} {y=}"}\n'
        "z = {p for p in q if p for r in s}; w = (i async for i in j)\n"
        "v = lambda a, /, b=1, *c, d: (yield a)\n"
        "u = a.b.c(d, *e, f=g, **h)(i)[j] @ k // l <= m is not n not in o and p or q\n"
        "t = (n := 10), b'x', r'''y\nz''', 1_000, 1j, 0x1F, .5e-3, True, None\n"
    ),
    "statements": (
        "import a.b as c, d\nfrom . import e\nfrom .f.g import (h, i as j,)\nfrom k import *\n"
        "a: int = 1; b += 2; c = d = e\ndel x, y[0]\nassert x, 'y'\nraise A from b\nglobal_ = 1\npass\n"
        "async def f(a: int = 1, *, b) -> C:\n    async with x as y, z: await w\n    async for i in j: continue\n    else: pass\n"
        "    nonlocal_ = 1\n    return\n"
    ),
    "compound statements": (
        "if a: b\nelif c:\n    d\nelse:\n    e\n"
        "while x:\n    break\nelse:\n    y\n"
        "for i, (j, k) in l:\n    pass\n"
        "try:\n    a\nexcept (B, C) as d:\n    e\nexcept F:\n    g\nelse:\n    h\nfinally:\n    i\n"
        "try:\n    a\nexcept* B:\n    c\n"
        "with (a as b, c):\n    d\n"
        "@deco.rate(1)\nclass A(B, metaclass=C):\n    '''Doc.'''\n\n    x = 1\n\n    def f(self): return 1\n"
        "match a:\n    case [B(c=1), *d] if e:\n        f\n    case {'g': h, **i} | None:\n        j\n"
    ),
    "white space": (
        "# head\n\n\nx = f (  # c\n    a ,\n\n    # own line\n    b = 1 ,\n  )  # tail\n"
        "if a:\n\n    # in a block\n    b\n\n    # at its end\n\nc = d \\\n    + e\n"
        "[\n]\n(\n    1,\n    # last\n)\n"
    ),
    "tabs": "if a:\n\tb = [\n\t\t1,\n\t]\n\tif c:\n\t    d\n",
    "windows": "x = f(\r\n    1,\r\n)\r\nif a:\r\n    '''b\r\nc'''\r\n",
    "old mac": "x = f(\r    1,\r)\rif a:\r    b\r",
    "mixed line endings": "x = f(\r\n    1,\n)\rif a:\n    b\r\n",
    "no final newline": "x = f(1)\nif a:\n    b",
    "wide characters": "größe = '\U0001f600é', f(ö)  # \u2028 ü\nx = größe\n",
    "a form feed in a line": "x = 1 \x0c + 2\ny = 3\n",
    "empty": "",
    "comments alone": "# a\n\n# b",
}


def compare(text: str) -> None:
    module = parse(text)
    expected = dict(MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider))
    found = write(module).extents()
    del expected[module]  # it is everything, and stands nowhere
    assert set(expected) <= set(found)
    for node, span in expected.items():
        assert found[node] == (span.start.line, span.start.column, span.end.line, span.end.column), type(node)


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_positions_are_those_of_libcst(text: str) -> None:
    compare(text)


NAMES = st.sampled_from(["a", "größe", "model", "_x1"])
SPACE = st.sampled_from(["", " ", "  ", "\t"])
BREAK = st.sampled_from(["", " ", "\n", "\n    ", "  # c\n  ", "\r\n\t"])


@st.composite
def expressions(draw: Any, depth: int = 0) -> str:
    kind = draw(
        st.sampled_from(["name", "number", "string", "call", "list", "binary", "tuple", "attribute", "subscript", "lambda"])
    )
    if depth > 2 or kind == "name":
        return str(draw(NAMES))
    inner = expressions(depth + 1)
    match kind:
        case "number":
            return str(draw(st.sampled_from(["1", "0.5", "1e-3", "0x1F", "2j"])))
        case "string":
            return str(draw(st.sampled_from(["'a'", '"é"', "b''", "r'x'", "'''a\nb'''", "f'{a}'", "'a' 'b'"])))
        case "call":
            prefixes = ["", "*", "k=", "**"][: draw(st.integers(0, 4))]
            parts = [f"{draw(BREAK)}{prefix}{draw(inner)}{draw(SPACE)}" for prefix in prefixes]
            comma = draw(st.sampled_from(["", ","])) if parts else ""
            return f"{draw(NAMES)}{draw(SPACE)}({','.join(parts)}{comma}{draw(BREAK)})"
        case "list":
            return f"[{draw(BREAK)}{draw(inner)}{draw(SPACE)},{draw(BREAK)}{draw(inner)}{draw(BREAK)}]"
        case "binary":
            return (
                f"({draw(inner)}{draw(SPACE)}{draw(st.sampled_from(['+', '*', '@', ' and ', '<=']))}{draw(BREAK)}{draw(inner)})"
            )
        case "tuple":
            return f"({draw(inner)},{draw(BREAK)})"
        case "attribute":
            return f"{draw(NAMES)}{draw(st.sampled_from(['.', ' . ']))}{draw(NAMES)}"
        case "subscript":
            return f"{draw(NAMES)}[{draw(BREAK)}{draw(inner)}{draw(SPACE)}:{draw(inner)}]"
    return f"(lambda {draw(NAMES)}:{draw(BREAK)}{draw(inner)})"


@st.composite
def programs(draw: Any) -> str:
    lines = []
    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    for _ in range(draw(st.integers(1, 5))):
        indent = ""
        if draw(st.booleans()):
            indent = draw(st.sampled_from(["  ", "    ", "\t"]))
            lines.append(f"if {draw(expressions())}:{draw(st.sampled_from(['', '  # c']))}")
        for _ in range(draw(st.integers(1, 3))):
            lines.append(draw(st.sampled_from(["", "", indent + "# own", f"{indent}   # odd"])))
            lines.append(f"{indent}{draw(NAMES)} = {draw(expressions())}{draw(st.sampled_from(['', '; a = 1', '  # é']))}")
    return newline.join(lines) + draw(st.sampled_from(["", newline]))


@settings(max_examples=60, deadline=None)
@given(programs())
def test_positions_of_any_program(text: str) -> None:
    compare(text)


@settings(max_examples=60, deadline=None)
@given(programs())
def test_every_expression_stands_where_its_position_says(text: str) -> None:
    from keraslint.fix.document import Document, children

    tree = Tree("a.py", parse(text))
    document = Document(tree, text)
    assert document.editable
    stack: list[cst.CSTNode] = [tree.module]
    while stack:
        node = stack.pop()
        stack.extend(children(node))
        if isinstance(node, cst.Name | cst.SimpleString | cst.BaseNumber):
            assert document.code(node) == node.value
        elif isinstance(node, cst.Call):
            assert document.code(node)[-1] == ")"
