"""A text that is parsed again after a change gives the tree, and the positions, that parsing it as a whole gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keraslint.files import PythonFile
from keraslint.project import Project
from keraslint.reparse import parse_again
from keraslint.syntax import SyntaxFailure, Tree, parse
from keraslint.weight import LARGE
from keraslint.written import write

from .test_nodes import EVERYTHING

FILE = "a.py"

PROGRAM = '''# What it is.

"""Docs."""
import keras

# Sizes.
UNITS = 64; RATE = 0.5


@decorated
def build(units=UNITS):
    """Build."""
    if units:
        return keras.Sequential([
            keras.layers.Dense(units),
        ])

    # nothing
    # at all


# Trained here.
model = build()
model.fit(x, y)
'''

KEPT = {
    "a statement": ("UNITS = 64", "UNITS = 32"),
    "several lines": (
        "            keras.layers.Dense(units),\n",
        "            keras.layers.Dense(units, activation='relu'),\n\n",
    ),
    "a line in front of all": ("# What", "\n# What"),
    "the first statement": ('"""Docs."""', '"""More."""'),
    "a comment behind all": ("model.fit(x, y)\n", "model.fit(x, y)\n# done\n"),
    "no line end behind all": ("model.fit(x, y)\n", "model.fit(x, y)"),
    "a statement more": ("\n# Sizes.", "import numpy\n\n# Sizes."),
    "a statement less": ("model = build()\n", ""),
    "a block less": ("    # nothing\n", ""),
    "a comment for a statement": ("model = build()\n", "# model\n"),
    "a comment more": ("# Sizes.\n", "# Sizes.\n# Rates.\n"),
    "an empty line more": ("\n@decorated", "\n\n@decorated"),
    "the same": ("", ""),
}

WHOLE = {
    "a bracket is opened": ("UNITS = 64", "UNITS = (64"),
    "a string is opened": ("UNITS = 64", 'UNITS = """64'),
    "a clause more": ("# Trained here.\n", "else:\n    pass\n"),
    "a comment that is indented": ("# Trained here.\n", "    # Trained here.\n"),
    "an indented line without anything": ("# Trained here.\n", "    \n"),
    "a tab": ("UNITS = 64", "UNITS =\t64"),
    "a form feed": ("UNITS = 64", "UNITS =\f64"),
    "another line end": ("UNITS = 64; RATE = 0.5\n", "UNITS = 64; RATE = 0.5\r\n"),
    "a line goes on": ("UNITS = 64; RATE = 0.5\n", "UNITS = 64; RATE = 0.5\n\\\n"),
    "too much": ("UNITS = 64", f"UNITS = '{' ' * LARGE}'"),
}


def compare(text: str, changed: str) -> bool:
    """Compare the trees of a changed text, if there are two; say whether there are."""
    again = parse_again(Tree(FILE, parse(text)), text, changed)
    if again is None:
        return False
    whole = parse(changed)
    assert repr(again.module) == repr(whole)
    assert again.module.code == changed
    mine, theirs = again.written, write(whole)
    assert [part.code for part in mine.parts] == [part.code for part in theirs.parts]
    assert list(mine.extents().values()) == list(theirs.extents().values())
    return True


@pytest.mark.parametrize(("old", "new"), KEPT.values(), ids=KEPT.keys())
def test_what_has_not_changed_is_kept(old: str, new: str) -> None:
    assert compare(PROGRAM, PROGRAM.replace(old, new, 1))


@pytest.mark.parametrize(("old", "new"), WHOLE.values(), ids=WHOLE.keys())
def test_a_doubtful_text_is_parsed_as_a_whole(old: str, new: str) -> None:
    assert parse_again(Tree(FILE, parse(PROGRAM)), PROGRAM, PROGRAM.replace(old, new, 1)) is None


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("if a:\n    b\nif c:\n  d\nx\n", "if c:\n  d\nx\n"),
        ("if a:\n  b\nx\n", "a\nx\n"),
        ("a\nif b:\n  c\nx\n", "a\nif b:\n    c\nx\n"),
    ],
)
def test_the_first_block_says_how_blocks_are_indented(text: str, changed: str) -> None:
    assert parse_again(Tree(FILE, parse(text)), text, changed) is None


def test_the_texts_of_two_statements_are_not_taken_for_one() -> None:
    assert compare("max\nx = 1\ny\n", "max = 1\ny\n")
    assert compare("a\nx = 1\n", "a\nmax = 1\n")


def test_a_text_that_is_not_that_of_the_tree() -> None:
    assert parse_again(Tree(FILE, parse("a\nb\n")), "a\nc\n", "a\nd\n") is None
    lost = "x\n\\\ny\nz\n"
    assert parse_again(Tree(FILE, parse(lost)), lost, f"{lost}a\n") is None


LINES = st.sampled_from([
    "x = 1", "", "# c", "    # c", "  # c", "    ", "if a:", "else:", "    y = 2", "  z = 1", "def f():", "@d", "class A:",
    "    def g(self): pass", "try:", "except E:", "x = (", ")", '"""', "a = \\", "a; b", "pass  # d",
])  # fmt: skip
"""Lines of which the one or the other goes on in the next."""


@st.composite
def edits(draw: Any) -> tuple[str, str]:
    """Draw a text, and the same with some of its lines replaced."""
    lines = draw(st.lists(LINES, max_size=12)) if draw(st.booleans()) else EVERYTHING.splitlines()
    start = draw(st.integers(0, len(lines)))
    stop = draw(st.integers(start, min(len(lines), start + 4)))
    changed = [*lines[:start], *draw(st.lists(LINES, max_size=4)), *lines[stop:]]
    ends = st.sampled_from(["", "\n"])
    return "\n".join(lines) + draw(ends), "\n".join(changed) + draw(ends)


@settings(max_examples=300)
@given(edits())
def test_any_change(texts: tuple[str, str]) -> None:
    try:
        parse(texts[0])
    except SyntaxFailure:
        return
    try:
        parse(texts[1])
    except SyntaxFailure:
        assert parse_again(Tree(FILE, parse(texts[0])), *texts) is None
        return
    compare(*texts)


def test_a_version_of_a_file_is_parsed_from_the_one_before(tmp_path: Path) -> None:
    project, path = Project(), str(tmp_path / FILE)
    before = project.open(PythonFile(path, PROGRAM))
    again = project.open(PythonFile(path, PROGRAM.replace("64", "32"))).module
    assert [one is other for one, other in zip(before.module.body, again.body, strict=True)] == [
        True,
        True,
        False,
        True,
        True,
        True,
    ]
    with pytest.raises(SyntaxFailure):
        project.open(PythonFile(path, PROGRAM.replace("64", "(64")))
    assert project.open(PythonFile(path, PROGRAM.replace("64", "16"))).module.body[0] is before.module.body[0]
    other = project.open(PythonFile(str(tmp_path / "b.py"), PROGRAM)).module
    assert not {id(statement) for statement in other.body} & {id(statement) for statement in before.module.body}
