"""What others build upon: ``keraslint.api`` for rule packs, and nothing else of the engine."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from keraslint import api

ROOT = Path(__file__).parents[2]
RULES = sorted((ROOT / "rules").rglob("*.py"))


def imported_by_rules() -> Iterator[tuple[str, str]]:
    """Walk the names that rules import from the engine, with the modules that they come from."""
    for path in RULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("keraslint."):
                yield from ((node.module or "", alias.name) for alias in node.names)


def test_the_surface_is_stated_and_sorted_without_doubles() -> None:
    assert len(api.__all__) == len(set(api.__all__))
    assert not [name for name in api.__all__ if name.startswith("_")]


@pytest.mark.parametrize("name", sorted(api.__all__))
def test_what_is_stated_is_there(name: str) -> None:
    assert hasattr(api, name)


def test_nothing_else_is_public() -> None:
    public = {name for name in vars(api) if not name.startswith("_")} - {"annotations"}
    assert public == set(api.__all__)


def test_rules_need_nothing_else() -> None:
    used = set(imported_by_rules())
    assert {module for module, _ in used} == {"keraslint.api"}
    assert {name for _, name in used} <= set(api.__all__)
