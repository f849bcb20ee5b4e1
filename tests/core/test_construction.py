"""Nodes that are made the quick way are those that LibCST makes."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import libcst as cst
import pytest

from keraslint import construction
from keraslint.syntax import SyntaxFailure, parse

from .test_nodes import EVERYTHING

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src" / "keraslint" / "libs").rglob("*.py"))[::16]

ODD = (
    "", "\n", "# only a comment", "x = 1\r\nif x :\r\n\tpass", "lambda*a:a\n", "print(f'{x!r:>{w}}')\n", "\ufeffx = 1\n",
    "a;b ;\n", "async def f():\n  async with a as b, c: await d\n", "x = (yield)\n", "def f(a, /, *, b): ...\n",
    "@ a\nclass B ( C , ) : pass\n",
)  # fmt: skip


@pytest.mark.parametrize("text", [EVERYTHING, *ODD, *(path.read_text(encoding="utf-8") for path in SOURCES)])
def test_the_tree_is_the_same(text: str) -> None:
    plain = cst.parse_module(text)
    with construction.quick():
        quick = cst.parse_module(text)
    assert plain.deep_equals(quick)
    assert repr(plain) == repr(quick)
    assert quick.code == plain.code


def test_all_that_can_be_parsed_is_made_the_quick_way() -> None:
    made = construction._initialisers()
    for text in (EVERYTHING, *ODD):
        pending: list[cst.CSTNode] = [cst.parse_module(text)]
        while pending:
            node = pending.pop()
            pending.extend(node.children)
            assert type(node) in made or not node.__dataclass_fields__  # type: ignore[attr-defined]


def test_outside_of_a_parse_nodes_are_validated_as_ever() -> None:
    with construction.quick():
        cst.Name(value="")
    with pytest.raises(cst.CSTValidationError):
        cst.Name("")
    with pytest.raises(RuntimeError, match="left"), construction.quick():
        raise RuntimeError("left")
    with pytest.raises(cst.CSTValidationError):
        cst.Name("")


def test_the_first_files_are_parsed_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(construction, "_parses", count())
    begun = []
    monkeypatch.setattr(construction, "quick", lambda: begun.append(1) or construction.nullcontext())
    for _ in range(construction.WORTH + 2):
        parse("x = 1\n")
    assert len(begun) == 2


def test_what_does_not_parse_is_told_as_ever() -> None:
    with construction.quick(), pytest.raises(SyntaxFailure):
        parse("x = (\n")
