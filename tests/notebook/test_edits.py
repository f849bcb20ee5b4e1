from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from keraslint.findings import Applicability, Edit, Fix
from keraslint.notebook import NotebookFile, open_notebook
from keraslint.notebook.mend import BLANK
from keraslint.source import Span

Make = Callable[..., bytes]
Place = tuple[int, int]


def edit(file: NotebookFile, start: Place, end: Place, content: str) -> Edit:
    """Return an edit of the virtual module, placed in its cell as a fix places it: start and end each for itself."""
    head, tail = (file.locate(Span(file.path, None, *at, *at)) for at in (start, end))
    return Edit(Span(file.path, head.cell, head.line, head.column, tail.end_line, tail.end_column), content)


def edited(data: bytes, start: Place, end: Place, content: str) -> list[str]:
    file = open_notebook("n.ipynb", data)
    after = file.with_edits([edit(file, start, end, content)])
    return ["".join(cell["source"]) for cell in json.loads(after)["cells"]]


def test_an_edit_changes_its_cell_and_nothing_else(notebook: Make) -> None:
    data = notebook("%matplotlib inline\nepochs = 0  # é", "b = 2")
    file = open_notebook("n.ipynb", data)
    assert file.with_edits([edit(file, (2, 10), (2, 11), "1")]) == data.replace(b"epochs = 0", b"epochs = 1")
    assert file.with_edits([]) == data


@pytest.mark.parametrize(
    ("source", "start", "end", "content", "expected"),
    [
        # Magics stay as they are.
        ("!ls\nx = 1\ny = !ls", (2, 5), (2, 6), "2", "!ls\nx = 2\ny = !ls"),
        ("%%time\nx = 1", (2, 5), (2, 6), "2", "%%time\nx = 2"),
        ("%time x = f(1)", (1, 7), (1, 8), "2", "%time x = f(2)"),
        ("%time x = f(1)", (1, 1), (1, 2), "y", "%time y = f(1)"),
        ("x = %time f(1)", (1, 13), (1, 14), "2", "x = %time f(2)"),
        # Nothing is put before a cell magic, or between a line magic and its statement.
        ("%%time\nx = 1", (1, 1), (1, 1), "import a\n", "%%time\nimport a\nx = 1"),
        ("# c\n%%time\n  x = 1", (1, 1), (1, 1), "import a\n", "# c\n%%time\n  import a\n  x = 1"),
        ("%time f()", (1, 1), (1, 1), "import a\n", "import a\n%time f()"),
        ("%cd x\ny = 1", (1, 1), (1, 1), "import a\n", "import a\n%cd x\ny = 1"),
        ("if a:\n    %time f()", (2, 1), (2, 1), "    g()\n", "if a:\n    g()\n    %time f()"),
        ("if a:\n    %time f()", (2, 5), (2, 6), "g", "if a:\n    %time g()"),
        # A statement that goes takes its magic along.
        ("%time f()\nx = 1", (1, 1), (2, 1), "", "x = 1"),
        ("if a:\n    g()\n    %time f()\nx = 1", (3, 1), (4, 1), "", "if a:\n    g()\nx = 1"),
        # What is put into an indented cell is indented.
        ("    x = 1\n    y = 2", (2, 1), (2, 1), "import a\nimport b\n", "    x = 1\n    import a\n    import b\n    y = 2"),
        ("    x = 1\n    y = 2", (1, 1), (2, 1), "", "    y = 2"),
        ("\tx = f(1)", (1, 7), (1, 8), "1,\n  2", "\tx = f(1,\n\t  2)"),
        # Behind the last line there is a line end or not.
        ("x = 1", (2, 1), (2, 1), "y = 2\n", "x = 1\ny = 2"),
        ("x = 1\n", (2, 1), (2, 1), "y = 2\n", "x = 1\ny = 2\n"),
        ("x = 1\n", (3, 1), (3, 1), "y = 2\n", "x = 1\ny = 2\n"),
        ("x = 1\ny = 2", (2, 1), (3, 1), "", "x = 1\n"),
        # Line ends are those of the cell.
        ("x = 1\r\ny = 2", (2, 1), (2, 1), "import a\n", "x = 1\r\nimport a\r\ny = 2"),
        # Tabs that the parser needs as spaces stay tabs.
        ("if a:\n\tx = 1\n        y = f(2)", (2, 13), (2, 14), "3", "if a:\n\tx = 3\n        y = f(2)"),
    ],
)
def test_edits_fit_the_cell(notebook: Make, source: str, start: Place, end: Place, content: str, expected: str) -> None:
    assert edited(notebook(source), start, end, content) == [expected]
    below = len(source.split("\n")) + 1
    first, last = (start[0] + below, start[1]), (end[0] + below, end[1])
    assert edited(notebook(source, source), first, last, content) == [source, expected]


@pytest.mark.parametrize(
    ("source", "start", "end", "content"),
    [
        ("!ls\nx = 1", (1, 1), (1, 5), "x"),
        ("!ls\nx = 1", (1, 1), (2, 1), ""),
        ("!ls\nx = 1", (1, 3), (1, 3), "x"),
        ("x = !ls", (1, 1), (1, 2), "y"),
        ("%%time\nx = 1", (1, 1), (2, 2), "y"),
        ("x =", (1, 1), (1, 2), "y"),
        ("x = ??", (1, 1), (1, 2), "y"),
        ("x = 1", (1, 1), (1, 2), "__unknown__"),
        ("x = 1", (1, 1), (1, 2), BLANK * 2),
    ],
)
def test_what_stands_for_another_text_is_left_alone(notebook: Make, source: str, start: Place, end: Place, content: str) -> None:
    data = notebook(source)
    with pytest.raises(ValueError, match="magic"):
        edited(data, start, end, content)
    file = open_notebook("n.ipynb", data)
    fix = Fix("", (), Applicability.SAFE, (edit(file, start, end, content),))
    assert file.repaired([fix]) == (file, ())


def test_edits_that_overlap_are_refused(notebook: Make) -> None:
    file = open_notebook("n.ipynb", notebook("x = 123"))
    edits = [edit(file, (1, 5), (1, 7), "4"), edit(file, (1, 6), (1, 8), "5")]
    with pytest.raises(ValueError, match="overlap"):
        file.with_edits(edits)


def test_an_edit_names_a_cell_with_code(notebook: Make) -> None:
    file = open_notebook("n.ipynb", notebook("x = 1", "%%bash\nls"))
    for cell in (None, 2):
        with pytest.raises(ValueError, match="magic"):
            file.with_edits([Edit(Span("n.ipynb", cell, 1, 1, 1, 1), "y")])


def test_fixes_are_made_where_they_do_not_meet(notebook: Make) -> None:
    data = notebook("x = 1\ny = 2", "z = 3")
    file = open_notebook("n.ipynb", data)
    imported = edit(file, (1, 1), (1, 1), "import a\n")
    fixes = [
        Fix("one", (), Applicability.SAFE, (imported, edit(file, (1, 5), (1, 6), "10"))),
        Fix("two", (), Applicability.UNSAFE, (imported, edit(file, (4, 5), (4, 6), "30"))),
        Fix("again", (), Applicability.SAFE, (edit(file, (1, 5), (1, 6), "11"),)),
    ]
    after, applied = file.repaired(fixes)
    assert applied == tuple(fixes[:2])
    assert after.shown() == {1: "import a\nx = 10\ny = 2", 2: "z = 30"}
    assert after.encoded() != data
    assert after.text == "import a\nx = 10\ny = 2\npass  # end of cell 1\nz = 30\n"
    assert after.physical_line(2, 1) == open_notebook("n.ipynb", after.encoded()).physical_line(2, 1) > file.physical_line(2, 1)


def test_a_fix_that_breaks_a_cell_is_dropped(notebook: Make) -> None:
    file = open_notebook("n.ipynb", notebook("x = 1", "y = 2"))
    good = Fix("good", (), Applicability.SAFE, (edit(file, (3, 5), (3, 6), "3"),))
    for content in (") 1", ""):
        bad = Fix("bad", (), Applicability.SAFE, (edit(file, (1, 5), (1, 6), content),))
        after, applied = file.repaired([bad, good])
        assert (applied, after.shown()) == ((good,), {1: "x = 1", 2: "y = 3"})


def test_a_file_that_a_cell_writes_is_repaired_in_its_cell(notebook: Make) -> None:
    file = open_notebook("n.ipynb", notebook("x = 1", "%%writefile m.py\ny = 2"))
    module = file.written[0]
    edits = (edit(module, (1, 1), (1, 1), "import a\n"), edit(module, (2, 5), (2, 6), "3"))
    after, applied = file.repaired([Fix("", (), Applicability.SAFE, edits)])
    assert (len(applied), after.shown()[2]) == (1, "%%writefile m.py\nimport a\ny = 3")
