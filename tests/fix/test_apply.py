"""Edits are carried out on any text: all fixes that leave each other alone in one pass, the rest not at all."""

from __future__ import annotations

from typing import Any

import pytest

from keraslint.findings import Applicability, Edit, Finding, Fix
from keraslint.fix.apply import SAFE, UNSAFE, apply_edits, apply_to_cells
from keraslint.source import Place, Span


def edit(line: int, column: int, end_line: int, end_column: int, content: str, cell: int | None = None) -> Edit:
    return Edit(Span("a.py", cell, line, column, end_line, end_column), content)


def fix(*edits: Edit, applicability: Applicability = Applicability.SAFE) -> Fix:
    return Fix("repair", (), applicability, edits)


def test_an_edit_replaces_its_span() -> None:
    text, applied = apply_edits("a = 1\nb = 2\n", [repair := fix(edit(2, 5, 2, 6, "3"))])
    assert text == "a = 1\nb = 3\n"
    assert applied == (repair,)


def test_edits_over_lines_and_of_several_fixes() -> None:
    fixes = [fix(edit(3, 1, 3, 2, "z")), fix(edit(1, 6, 2, 2, "0")), fix(edit(4, 1, 4, 1, "#"))]
    assert apply_edits("a = [\n1, 2]\nb\n", fixes)[0] == "a = [0, 2]\nz\n#"


LINES = {
    "unix": "a\nb\nc\n",
    "windows": "a\r\nb\r\nc\r\n",
    "old mac": "a\rb\rc\r",
    "mixed": "a\r\nb\rc\n",
    "no ending": "a\nb\nc",
    "form feed": "a\n\x0cb\nc\n",
    "line separator in a comment": "a\nb#\u2028\nc\n",
    "vertical tab and file separator": "a\nb#\x0b\x1c\x85\nc\n",
    "wide characters": "a\nb#\U0001f600é\nc\n",
}


@pytest.mark.parametrize("text", LINES.values(), ids=LINES.keys())
def test_only_what_ends_a_line_for_python_counts(text: str) -> None:
    after, _ = apply_edits(text, [fix(edit(3, 1, 3, 2, "d"))])
    assert after == text.replace("c", "d")


def test_columns_count_characters() -> None:
    after, _ = apply_edits("x = '\U0001f600é', 1\n", [fix(edit(1, 11, 1, 12, "2"))])
    assert after == "x = '\U0001f600é', 2\n"


def test_only_what_is_allowed_is_applied() -> None:
    fixes = [
        fix(edit(1, 1, 1, 2, "x")),
        fix(edit(2, 1, 2, 2, "y"), applicability=Applicability.UNSAFE),
        fix(edit(3, 1, 3, 2, "z"), applicability=Applicability.DISPLAY),
    ]
    assert apply_edits("a\nb\nc\n", fixes)[0] == "x\nb\nc\n"
    assert apply_edits("a\nb\nc\n", fixes, SAFE)[1] == (fixes[0],)
    assert apply_edits("a\nb\nc\n", fixes, UNSAFE)[0] == "x\ny\nc\n"
    assert apply_edits("a\nb\nc\n", fixes, set(Applicability))[0] == "x\ny\nc\n"


OVERLAPS = {
    "the same text": [edit(1, 1, 1, 2, "x"), edit(1, 1, 1, 2, "y")],
    "a part": [edit(1, 1, 1, 6, "x"), edit(1, 3, 1, 4, "y")],
    "an end": [edit(1, 1, 1, 3, "x"), edit(1, 2, 1, 5, "y")],
    "the same place": [edit(1, 1, 1, 1, "x"), edit(1, 1, 1, 1, "y")],
    "a place at the start": [edit(1, 1, 1, 1, "x"), edit(1, 1, 1, 2, "y")],
    "a place at the end": [edit(1, 1, 1, 2, "x"), edit(1, 2, 1, 2, "y")],
}


@pytest.mark.parametrize("edits", OVERLAPS.values(), ids=OVERLAPS.keys())
def test_of_fixes_that_touch_each_other_the_first_is_applied(edits: list[Edit]) -> None:
    fixes = [fix(one) for one in edits]
    text, applied = apply_edits("abcdef\n", fixes)
    assert applied == (fixes[0],)
    assert text == apply_edits("abcdef\n", [fixes[0]])[0]


@pytest.mark.parametrize("edits", OVERLAPS.values(), ids=OVERLAPS.keys())
def test_a_fix_that_is_at_odds_with_itself_is_not_applied(edits: list[Edit]) -> None:
    assert apply_edits("abcdef\n", [fix(*edits)]) == ("abcdef\n", ())


def test_neighbours_do_not_touch() -> None:
    fixes = [fix(edit(1, 1, 1, 3, "x")), fix(edit(1, 3, 1, 5, "y"))]
    assert apply_edits("abcdef\n", fixes)[0] == "xyef\n"


def test_an_edit_that_several_fixes_share_is_made_once() -> None:
    shared = edit(1, 9, 1, 9, "\nimport b")
    fixes = [fix(shared, edit(2, 1, 2, 2, "z")), fix(shared, edit(3, 1, 3, 2, "z"))]
    text, applied = apply_edits("import a\nx\ny\n", fixes)
    assert text == "import a\nimport b\nz\nz\n"
    assert len(applied) == 2


def test_a_fix_is_applied_in_whole_or_not_at_all() -> None:
    fixes = [fix(edit(1, 1, 1, 2, "x")), fix(edit(1, 1, 1, 2, "y"), edit(2, 1, 2, 2, "z"))]
    assert apply_edits("a\nb\n", fixes)[0] == "x\nb\n"


def test_a_fix_that_breaks_the_file_is_dropped_and_the_others_stay() -> None:
    fixes = [fix(edit(1, 1, 1, 2, "(")), fix(edit(2, 1, 2, 2, "x"))]
    assert apply_edits("a\nb\n", fixes) == ("a\nx\n", (fixes[1],))


def test_a_fix_outside_the_text_is_not_applied() -> None:
    for outside in (edit(9, 1, 9, 2, "x"), edit(1, 1, 1, 2, "x", cell=3), edit(2, 1, 1, 1, "x")):
        assert apply_edits("a\nb\n", [fix(outside)]) == ("a\nb\n", ())


def test_findings_are_carriers_too() -> None:
    place = Place.at(Span("a.py", None, 1, 1, 1, 2))
    plain = Finding("KL000", "nothing", place, "a")
    repaired = Finding("KL000", "something", place, "a", fix=fix(edit(1, 1, 1, 2, "x")))
    assert apply_edits("a\n", [plain, repaired]) == ("x\n", (repaired,))
    assert apply_edits("a\n", [plain]) == ("a\n", ())


def test_cells_of_a_notebook_change_together() -> None:
    fixes = [fix(edit(1, 1, 1, 2, "x", 1), edit(1, 1, 1, 2, "y", 4)), fix(edit(1, 1, 1, 2, "z", 4))]
    seen: list[Any] = []
    cells, applied = apply_to_cells({1: "a\n", 4: "b"}, fixes, SAFE, lambda new: seen.append(new) or True)
    assert cells == {1: "x\n", 4: "y"}
    assert applied == (fixes[0],)
    assert seen == [cells]
