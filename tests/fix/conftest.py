"""Setting the scene for a fix: a program, and the facts of it that a change speaks of, found in its tree by hand."""

from __future__ import annotations

from typing import Any

import libcst as cst
import pytest

from keraslint.change import Change
from keraslint.findings import Applicability, Fix
from keraslint.fix.apply import UNSAFE, apply_edits
from keraslint.fix.document import children
from keraslint.fix.lower import lowered, why_not
from keraslint.fix.names import dotted
from keraslint.ir import Component, Fact, Layer, Site
from keraslint.syntax import Tree, parse
from keraslint.values import Array, Origin


class Scene:
    """One program."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = Tree("case.py", parse(text))
        self.nodes = list(walk(self.tree.module))

    def place(self, node: cst.CSTNode) -> Any:
        return self.tree.place(node)

    def call(self, name: str, nth: int = 0) -> cst.Call:
        """Return the nth call of a function whose dotted name ends in ``name``."""
        found = [
            node
            for node in self.nodes
            if isinstance(node, cst.Call) and (dotted(node.func) or attribute(node.func)).rpartition(".")[2] == name
        ]
        return found[nth]

    def code(self, text: str, nth: int = 0) -> cst.BaseExpression:
        """Return the nth expression that reads ``text``."""
        found = [
            node for node in self.nodes if isinstance(node, cst.BaseExpression) and self.tree.module.code_for_node(node) == text
        ]
        return found[nth]

    def fact(self, function: str, parameter: str, nth: int = 0, position: int | None = None, **fields: Any) -> Fact[Any]:
        """Return the fact of an argument: written under the keyword, written at the position, or not written."""
        call = self.call(function, nth)
        arg = next((arg for arg in call.args if arg.keyword is not None and arg.keyword.value == parameter), None)
        keyword = parameter if arg is not None else None
        if arg is None and position is not None:
            arg = call.args[position]
        site = Site(self.place(call), parameter, keyword, given=arg is not None)
        fields.setdefault("origin", Origin.LITERAL if arg is not None else Origin.DEFAULT)
        return Fact(
            None, self.place(call if arg is None else arg.value), site=site, path=("compile", "arguments", parameter), **fields
        )

    def component(self, text: str, nth: int = 0, kind: str = "keras.losses.mean_squared_error") -> Component:
        """Return a component that is made by the nth expression that reads ``text``."""
        return Component(kind, place=self.place(self.code(text, nth)), path=("compile", "losses", 0))

    def layer(self, text: str, nth: int = 0, call: str | None = None) -> Layer:
        """Return the layer that is made by the nth expression that reads ``text``, and called by the expression ``call``."""
        made = Component("keras.layers.Dense", place=self.place(self.code(text, nth)), path=("model", "layers", 0))
        return Layer(made, 1, call_place=None if call is None else self.place(self.code(call)))

    def data(self, function: str, parameter: str = "x", nth: int = 0, array: Array | None = None) -> Fact[Any]:
        """Return the fact of the data that a use is given."""
        call = self.call(function, nth)
        part = "validation_data" if parameter.startswith("validation") else parameter
        keyword = next((arg for arg in call.args if arg.keyword is not None and arg.keyword.value == part), None)
        argument = keyword if keyword is not None else call.args[0 if parameter == "x" else 1]
        site = Site(self.place(call), part, None if keyword is None else part)
        path = ("uses", nth, parameter)
        return Fact(array or Array(), self.place(argument.value), path=path, site=None if part == "validation_data" else site)

    def lower(self, *changes: Change, applicability: Applicability = Applicability.UNSAFE) -> Fix:
        """Return a fix of ``changes`` with its edits."""
        return lowered(Fix("repair", changes, applicability), self.tree, self.text)

    def fixed(self, *changes: Change) -> str | None:
        """Return the program after the changes, ``None`` where they have no edits."""
        fix = self.lower(*changes)
        if not fix.edits:
            assert why_not(fix, self.tree, self.text)
            return None
        text, applied = apply_edits(self.text, [fix], {*UNSAFE, Applicability.DISPLAY})
        assert applied or fix.applicability is Applicability.DISPLAY
        if not applied:
            text, applied = apply_edits(self.text, [Fix("repair", changes, Applicability.UNSAFE, fix.edits)], UNSAFE)
        assert applied
        return text


def attribute(node: cst.BaseExpression) -> str:
    return node.attr.value if isinstance(node, cst.Attribute) else ""


def walk(node: cst.CSTNode) -> Any:
    yield node
    for child in children(node):
        yield from walk(child)


@pytest.fixture(scope="session")
def scene() -> type[Scene]:
    return Scene
