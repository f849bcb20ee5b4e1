"""What holds of every fix: comments are kept or the fix is less applicable, uncertain files are left alone, notebooks work."""

from __future__ import annotations

from typing import Any

import libcst as cst

from keraslint.change import Change, insert_after, remove_argument, remove_layer, set_argument
from keraslint.change import transform_data as transform
from keraslint.findings import Applicability, Fix
from keraslint.fix.lower import LOWERINGS, lower, why_not
from keraslint.ir import Fact
from keraslint.source import Place, Span
from keraslint.syntax import Tree, parse


def test_every_kind_of_change_has_a_lowering() -> None:
    kinds = {kind.__name__ for kind in Change.__args__}  # type: ignore[attr-defined]
    assert {kind.__name__ for kind in LOWERINGS} | {"TransformData"} == kinds


def test_a_fix_that_drops_a_comment_is_less_applicable(scene: Any) -> None:
    program = scene("opt = Adam(\n    decay=1,  # as in the paper\n    beta_1=1,\n)\n")
    change = remove_argument(program.fact("Adam", "decay"))
    assert program.lower(change, applicability=Applicability.SAFE).applicability is Applicability.UNSAFE
    assert program.lower(change, applicability=Applicability.UNSAFE).applicability is Applicability.DISPLAY
    assert program.lower(change, applicability=Applicability.DISPLAY).applicability is Applicability.DISPLAY


def test_a_fix_that_keeps_all_comments_stays_as_applicable_as_it_is(scene: Any) -> None:
    program = scene("# top\nopt = Adam(\n    # about decay\n    decay=1,\n    beta_1=1,  # about beta\n)\n# end\n")
    fix = program.lower(remove_argument(program.fact("Adam", "decay")), applicability=Applicability.SAFE)
    assert fix.applicability is Applicability.SAFE
    assert len(fix.edits) == 1


def test_a_comment_that_comes_back_is_not_lost(scene: Any) -> None:
    program = scene("y = Dropout(.5)(  # c\n    x)\n")
    assert program.lower(remove_layer(program.layer("Dropout(.5)"))).applicability is Applicability.DISPLAY


def test_a_fix_that_cannot_be_lowered_has_no_edits_and_keeps_the_rest(scene: Any) -> None:
    program = scene("opt = Adam(**more)\n")
    fix = program.lower(set_argument(program.fact("Adam", "decay"), 1))
    assert fix.edits == ()
    assert fix.title == "repair"
    assert lower(fix, program.tree, program.text) is None
    assert why_not(fix, program.tree, program.text) == "decay may be given already"


def test_a_fix_without_changes_cannot_be_lowered(scene: Any) -> None:
    program = scene("x = 1\n")
    assert why_not(Fix("nothing", ()), program.tree, program.text) == "the fix states no change"


def test_data_that_need_no_edit_have_no_fix(scene: Any) -> None:
    program = scene("def f():\n    model.fit(x, y)\n")
    assert program.fixed(set_argument(Fact(1, site=None, place=None), 2)) is None


def test_a_file_whose_tabs_were_expanded_is_not_edited() -> None:
    text = "if a:\n        x = 1\n\ty = Adam(decay=1)\n"
    tree = Tree("a.py", parse(text))
    assert not tree.mirrors(text)
    call = next(node for node in _walk(tree.module) if isinstance(node, cst.Call))
    fix = Fix("repair", (remove_argument(_decay(tree, call)),))
    assert lower(fix, tree, text) is None
    assert why_not(fix, tree, text) == "the positions in the text are not certain"


def test_a_place_in_another_file_has_no_edit(scene: Any) -> None:
    here, there = scene("opt = Adam(decay=1)\n"), scene("opt = Adam(decay=1)\n")
    change = remove_argument(there.fact("Adam", "decay"))
    assert here.fixed(change) is None
    assert here.fixed(remove_layer(type(here.layer("1"))(here.component("1"), 1))) is None


def test_a_span_without_a_node_has_no_edit(scene: Any) -> None:
    program = scene("model.fit(x)\n")
    place = Place.at(Span("case.py", None, 1, 11, 1, 12))
    assert program.fixed(transform(Fact(None, place, path=("uses", 0, "x")), "divide", 255.0)) is None


NOTEBOOK = "import keras\nmodel = keras.Sequential()\nmodel.add(a)\nmodel.add(b)\nmodel.fit()\n"


def notebook(text: str, starts: tuple[int, ...]) -> Tree:
    """Return a tree whose lines are those of cells that start at the given lines."""

    def locate(span: Span) -> Span:
        cell = sum(1 for start in starts if start <= span.line)
        shift = starts[cell - 1] - 1
        return Span(span.file, cell, span.line - shift, span.column, span.end_line - shift, span.end_column)

    return Tree("a.ipynb", parse(text), locate)


def test_edits_of_a_notebook_are_those_of_its_cells() -> None:
    tree = notebook(NOTEBOOK, (1, 3, 5))
    added = next(node for node in _walk(tree.module) if isinstance(node, cst.Name) and node.value == "b")
    layer = _layer(tree, added)
    (edit,) = lower(Fix("repair", (insert_after(layer, "keras.layers.Flatten"),)), tree, NOTEBOOK) or ()
    assert edit.span == Span("a.ipynb", 2, 2, 13, 2, 13)
    assert edit.content == "\nmodel.add(keras.layers.Flatten())"


def test_the_last_line_of_a_cell_is_removed_within_the_cell() -> None:
    for starts, expected in [
        ((1, 3, 5), Span("a.ipynb", 2, 1, 13, 2, 13)),
        ((1, 4, 5), Span("a.ipynb", 2, 1, 1, 1, 13)),
        ((1, 3), Span("a.ipynb", 2, 2, 1, 3, 1)),
    ]:
        tree = notebook(NOTEBOOK, starts)
        added = next(node for node in _walk(tree.module) if isinstance(node, cst.Name) and node.value == "b")
        (edit,) = lower(Fix("repair", (remove_layer(_layer(tree, added)),)), tree, NOTEBOOK) or ()
        assert edit.span == expected


def test_an_edit_over_two_cells_is_none() -> None:
    text = "opt = Adam(\n    1, decay=1,\n    beta=2)\n"
    tree = notebook(text, (1, 2))
    call = next(node for node in _walk(tree.module) if isinstance(node, cst.Call))
    assert lower(Fix("repair", (remove_argument(_decay(tree, call)),)), tree, text) is not None
    tree = notebook("opt = Adam(1,\n    decay=1)\n", (1, 2))
    call = next(node for node in _walk(tree.module) if isinstance(node, cst.Call))
    assert lower(Fix("repair", (remove_argument(_decay(tree, call)),)), tree, "opt = Adam(1,\n    decay=1)\n") is None


def _walk(node: cst.CSTNode) -> Any:
    yield node
    for child in node.children:
        yield from _walk(child)


def _layer(tree: Tree, node: cst.CSTNode) -> Any:
    from keraslint.ir import Component, Layer

    return Layer(Component("keras.layers.Dense", place=tree.place(node)), 1)


def _decay(tree: Tree, call: cst.Call) -> Fact[Any]:
    from keraslint.ir import Site

    arg = next(arg for arg in call.args if arg.keyword is not None and arg.keyword.value == "decay")
    return Fact(1, tree.place(arg.value), site=Site(tree.place(call), "decay", "decay"))
