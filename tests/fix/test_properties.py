"""Whatever the layout of a call: the fixed code parses, says what was asked for, and is untouched outside of the edits."""

from __future__ import annotations

import ast
import re
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from keraslint.change import (
    Change,
    RemoveArgument,
    append_element,
    insert_after,
    remove_argument,
    remove_layer,
    rename_argument,
    set_argument,
)
from keraslint.findings import Applicability, Fix
from keraslint.fix.apply import UNSAFE, apply_edits

GAP = st.sampled_from(["", " ", "\n    ", "\n\t", "  # why\n    ", "\n\n    # own line\n    ", "\r\n  "])
TIGHT = st.sampled_from(["", " ", "\n    ", "\n"])
VALUE = st.sampled_from(["1", "'relu'", '"é"', "f(1, b=[2])", "(3)", "(\n1,\n2)", "-1e-3", "a if b else c", "[x for x in y]"])
NAMES = ("alpha", "beta", "gamma", "delta")


@st.composite
def calls(draw: Any) -> str:
    """Draw a call of ``make`` with some positional arguments and keywords, in any layout."""
    positional = [draw(VALUE) for _ in range(draw(st.integers(0, 2)))]
    keywords = [f"{name}{draw(st.sampled_from(['=', ' = ']))}{draw(VALUE)}" for name in NAMES if draw(st.booleans())]
    parts = [f"{draw(GAP)}{part}{draw(st.sampled_from(['', ' ']))}" for part in [*positional, *keywords]]
    comma = draw(st.sampled_from(["", ",", " ,"])) if parts else ""
    return f"make({','.join(parts)}{comma}{draw(GAP)})"


@st.composite
def programs(draw: Any) -> str:
    """Draw a program with one such call somewhere in it."""
    before = draw(st.sampled_from(["", "# top\nimport keras\n", "'''Doc.\n\n\x0c'''\nimport keras; import os\n\n\n"]))
    frame = draw(st.sampled_from(["x = {}", "model.add({})  # the call", "if a:\n  x = g(0, {}, z=1)", "with b: x = {}; y = 2"]))
    after = draw(st.sampled_from(["", "\n", "\nend = '''a\nb'''  # end\n", "\r\nend\r\n"]))
    return before + str(frame).format(draw(calls())) + after


def the_call(text: str) -> ast.Call:
    (found,) = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and ast.unparse(node.func) == "make"]
    return found


def said(call: ast.Call) -> tuple[list[str], dict[str, str]]:
    return [ast.unparse(arg) for arg in call.args], {str(keyword.arg): ast.unparse(keyword.value) for keyword in call.keywords}


def pieces(text: str, fix: Fix) -> list[str]:
    """Cut a text at the edits of a fix, by another way of counting lines than the one under test."""
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z|\Z", text)
    cuts = []
    for edit in sorted(fix.edits or (), key=lambda edit: (edit.span.line, edit.span.column)):
        start = sum(map(len, lines[: edit.span.line - 1])) + edit.span.column - 1
        end = sum(map(len, lines[: edit.span.end_line - 1])) + edit.span.end_column - 1
        cuts.append((start, end))
    bounds = [0, *(offset for cut in cuts for offset in cut), len(text)]
    return [text[a:b] for a, b in zip(bounds[::2], bounds[1::2], strict=True)]


def carried_out(program: Any, *changes: Change) -> str:
    """Apply changes and check what holds of every fix."""
    fix = program.lower(*changes)
    assume(fix.edits)
    applied_fix = Fix(fix.title, fix.changes, Applicability.UNSAFE, fix.edits)
    after, applied = apply_edits(program.text, [applied_fix], UNSAFE)
    assert applied, (program.text, fix.edits)
    kept = pieces(program.text, fix)
    assert after.startswith(kept[0])
    assert after.endswith(kept[-1])
    contents = [edit.content for edit in sorted(fix.edits, key=lambda edit: (edit.span.line, edit.span.column))]
    assert after == "".join(part for pair in zip(kept, [*contents, ""], strict=True) for part in pair)
    if fix.applicability is Applicability.UNSAFE:
        comments = re.findall(r"#[^\r\n]*", program.text)
        assert sorted(comments) == sorted(re.findall(r"#[^\r\n]*", after))
    return after


@settings(max_examples=50, deadline=None)
@given(programs(), st.sampled_from(NAMES), st.sampled_from([0.5, "tanh", None, (1, 2)]))
def test_an_argument_is_set(scene: Any, text: str, name: str, value: object) -> None:
    after = carried_out(program := scene(text), set_argument(program.fact("make", name), value))
    positional, keywords = said(the_call(text))
    assert said(the_call(after)) == (positional, {**keywords, name: repr(value)})
    again = scene(after)
    assert again.fixed(set_argument(again.fact("make", name), value)) == after


@settings(max_examples=50, deadline=None)
@given(programs(), st.sets(st.sampled_from(NAMES), min_size=1))
def test_arguments_are_removed(scene: Any, text: str, names: set[str]) -> None:
    program = scene(text)
    positional, keywords = said(the_call(text))
    assume(names & keywords.keys())
    present = sorted(names & keywords.keys())
    after = carried_out(program, *(remove_argument(program.fact("make", name)) for name in present))
    assert said(the_call(after)) == (positional, {name: value for name, value in keywords.items() if name not in names})
    again = scene(after)
    assert again.fixed(*(remove_argument(again.fact("make", name)) for name in present)) is None


@settings(max_examples=30, deadline=None)
@given(programs(), st.sampled_from(NAMES))
def test_an_argument_is_renamed(scene: Any, text: str, name: str) -> None:
    program = scene(text)
    positional, keywords = said(the_call(text))
    assume(name in keywords)
    after = carried_out(program, rename_argument(program.fact("make", name), "epsilon"))
    expected = {("epsilon" if key == name else key): value for key, value in keywords.items()}
    assert said(the_call(after)) == (positional, expected)
    again = scene(after)
    assert again.fixed(rename_argument(again.fact("make", name), "epsilon")) is None


@settings(max_examples=40, deadline=None)
@given(programs(), st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_one_argument_is_removed_and_another_set(scene: Any, text: str, gone: str, new: str) -> None:
    program = scene(text)
    positional, keywords = said(the_call(text))
    assume(gone in keywords and gone != new)
    after = carried_out(program, remove_argument(program.fact("make", gone)), set_argument(program.fact("make", new), 7))
    expected = {**keywords, new: "7"}
    del expected[gone]
    assert said(the_call(after)) == (positional, expected)


@st.composite
def lists(draw: Any) -> tuple[str, int]:
    """Draw a list of calls in any layout, and the index of one that is called ``make``."""
    count = draw(st.integers(1, 4))
    index = draw(st.integers(0, count - 1))
    items = ["make()" if at == index else draw(st.sampled_from(["a", "b(1)", "c(\n1)", "(d)"])) for at in range(count)]
    parts = [f"{draw(GAP)}{item}{draw(st.sampled_from(['', ' ']))}" for item in items]
    comma = draw(st.sampled_from(["", ","]))
    return f"import keras\nmodel = keras.Sequential([{','.join(parts)}{comma}{draw(GAP)}])\n", index


def elements(text: str) -> list[str]:
    (found,) = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.List)]
    return [ast.unparse(element) for element in found.elts]


@settings(max_examples=40, deadline=None)
@given(lists())
def test_a_layer_is_removed_from_a_list(scene: Any, drawn: tuple[str, int]) -> None:
    text, index = drawn
    program = scene(text)
    after = carried_out(program, remove_layer(program.layer("make()")))
    before = elements(text)
    assert elements(after) == before[:index] + before[index + 1 :]


@settings(max_examples=40, deadline=None)
@given(lists(), st.booleans())
def test_a_layer_is_put_into_a_list(scene: Any, drawn: tuple[str, int], after_it: bool) -> None:
    from keraslint.change import insert_before

    text, index = drawn
    program = scene(text)
    insert = insert_after if after_it else insert_before
    after = carried_out(program, insert(program.layer("make()"), "keras.layers.Flatten"))
    before = elements(text)
    at = index + 1 if after_it else index
    assert elements(after) == [*before[:at], "keras.layers.Flatten()", *before[at:]]


@settings(max_examples=30, deadline=None)
@given(lists())
def test_an_element_is_appended_to_a_list(scene: Any, drawn: tuple[str, int]) -> None:
    text = drawn[0].replace("keras.Sequential([", "compile(metrics=[")
    program = scene(text)
    after = carried_out(program, append_element(program.fact("compile", "metrics"), "mae"))
    assert elements(after) == [*elements(text), "'mae'"]


def test_a_change_of_an_argument_needs_its_fact(scene: Any) -> None:
    program = scene("make(alpha=1)\n")
    assert program.fixed(RemoveArgument(("components", 0, "arguments", "alpha"))) is None
