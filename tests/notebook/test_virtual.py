from __future__ import annotations

import keyword
import re
from collections.abc import Callable

import libcst as cst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keraslint.notebook import NotebookFile, open_notebook
from keraslint.notebook.mend import BLANK
from keraslint.source import Span
from keraslint.syntax import parse
from keraslint.weight import heavy_allowed

Make = Callable[..., bytes]


def located(file: NotebookFile) -> list[tuple[str, Span]]:
    """Return the names and numbers of the virtual module with their places."""
    nodes = file.tree.nodes()
    kinds = (cst.Name, cst.Integer)
    return [(node.value, file.tree.span_of(node)) for node in nodes if isinstance(node, kinds)]


def text_at(file: NotebookFile, span: Span) -> str:
    assert span.cell is not None
    assert span.line == span.end_line
    return re.split(r"\r\n|\r|\n", file.shown()[span.cell])[span.line - 1][span.column - 1 : span.end_column - 1]


def places(file: NotebookFile) -> list[tuple[str, int | None, int, int]]:
    return [(value, span.cell, span.line, span.column) for value, span in located(file)]


def test_cells_follow_each_other_with_places_of_their_own(notebook: Make) -> None:
    file = open_notebook("n.ipynb", notebook("a = 1\nb = 2\n", "", "# only words", "\nc = 3"))
    assert file.text == "a = 1\nb = 2\n\npass  # end of cell 1\n# only words\npass  # end of cell 3\n\nc = 3\n"
    assert (file.problems, file.notes, file.path) == ((), (), "n.ipynb")
    assert places(file) == [("a", 1, 1, 1), ("1", 1, 1, 5), ("b", 1, 2, 1), ("2", 1, 2, 5), ("c", 4, 2, 1), ("3", 4, 2, 5)]


def test_a_notebook_without_code(notebook: Make) -> None:
    file = open_notebook("n.ipynb", notebook())
    assert (file.text, file.problems, file.shown()) == ("", (), {})
    span = Span("n.ipynb", None, 1, 1, 1, 1)
    assert file.locate(span) == span


def test_columns_of_indented_cells_magics_and_tabs_are_those_of_the_cell(notebook: Make) -> None:
    file = open_notebook(
        "n.ipynb",
        notebook(
            "  a = 1\n  if a:\n    %time b = 2",
            "%%time\n\tc = 3\n\tif c:\n\t    d = 4",
            "if c:\n\te = 5\n        f = 6",
            "g = %time h",
        ),
    )
    assert file.problems == ()
    assert [value for value, _ in located(file)] == [
        "a",
        "1",
        "a",
        "b",
        "2",
        "c",
        "3",
        "c",
        "d",
        "4",
        "c",
        "e",
        "5",
        "f",
        "6",
        "g",
        "h",
    ]
    assert [text_at(file, span) for _, span in located(file)] == [value for value, _ in located(file)]


def test_a_span_over_several_cells_ends_with_the_first(notebook: Make) -> None:
    file = open_notebook("n.ipynb", notebook("a = 1\nbcd = 2", "c = 3"))
    assert file.locate(Span("n.ipynb", None, 1, 1, 4, 6)) == Span("n.ipynb", 1, 1, 1, 2, 8)
    assert file.locate(Span("n.ipynb", None, 3, 1, 3, 1)) == Span("n.ipynb", 1, 3, 1, 3, 1)
    assert file.locate(Span("n.ipynb", None, 9, 1, 9, 1)) == Span("n.ipynb", 2, 2, 1, 2, 1)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("x = (1", ")"),
        ("x = '''", "'''"),
        ('x = """\n1', '"""\ny = 2'),
        ("@decorated", "def f(): ..."),
        ("if a:", "    b = 1"),
        ("x = 1 + \\", "2"),
        ("\\", "x = 1"),
        ("if a:\n    b = 1", "else:\n    b = 2"),
        ("class A:\n    # nothing", "    x = 1"),
    ],
)
def test_a_cell_does_not_go_on_in_the_next(notebook: Make, one: str, two: str) -> None:
    file = open_notebook("n.ipynb", notebook("before = 1", one, two, "after = 2"))
    alone = [open_notebook("n.ipynb", notebook(source)) for source in (one, two)]
    assert len(file.problems) == sum(len(part.problems) for part in alone)
    assert {"before", "after"} <= {value for value, _ in located(file)}
    assert len(file.problems) or file.notes


def test_a_broken_cell_costs_that_cell_only(notebook: Make) -> None:
    file = open_notebook("n.ipynb", notebook("a = 1", "  ok = 1\n  print 'x'", "b = 2"))
    assert [(problem.kind, problem.span) for problem in file.problems] == [
        ("invalid-syntax", Span("n.ipynb", 2, 2, 3, 2, 3)),
    ]
    assert "print" in file.problems[0].message
    assert {("a", 1, 1, 1), ("b", 3, 1, 1)} <= set(places(file))


def test_what_a_broken_cell_binds_or_changes_is_unknown_behind_it(notebook: Make) -> None:
    broken = """
        import zipfile
        model = build()
        w, (v) = 1, 2
        size: int = 3
        total += 1
        layers[0] = 1
        keras.backend.clear_session()
        other.add(1)
        def helper(): pass
        for item, thing in []: pass
        with open() as handle: pass
        if x == 1: pass
        call(model)
        print 'oops'
    """
    file = open_notebook("n.ipynb", notebook("from tensorflow import (\n    keras,\n)", broken, "model.compile()"))
    line = file.text.split("\n")[4]
    assert file.text.split("\n")[3] == "pass  # end of cell 1"
    names = line.removesuffix(" = __unknown__").split(" = ")
    assert names == ["model", "size", "total", "layers", "other", "helper", "item", "thing", "handle"]
    assert file.locate(Span("n.ipynb", None, 5, 1, 5, 6)).cell == 2


def test_a_broken_cell_that_binds_nothing_leaves_nothing(notebook: Make) -> None:
    assert open_notebook("n.ipynb", notebook("print 'x'", "a = 1")).text == "a = 1\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("units = # YOUR CODE HERE\ndepth =\nx = 1", "units = __unknown__ # YOUR CODE HERE\ndepth = __unknown__\nx = 1"),
        ("Dense(??, activation=?)", f"Dense({BLANK * 2}, activation={BLANK})"),
        ("m = Dense(units=, activation='relu')", "m = Dense(units= __unknown__, activation='relu')"),
        ("Dense(units = # how many?\n)", "Dense(units = __unknown__ # how many?\n)"),
        ("def f(x):\n    # your code\n\nx = '??'", "def f(x):\n    return __unknown__\n\nx = '??'"),
        ("if x:\n  # your code\nelse:\n  y = 1", "if x:\n    pass\nelse:\n  y = 1"),
        ("class A:\n    def f(self):\n        # code\n    def g(self): ...\nx =", None),
        ("def f(x):\n    '''Help.'''\n    # code\ny = ??", "def f(x):\n    '''Help.'''\n    # code\ny = \u0294\u0294"),
    ],
)
def test_blanks_to_fill_in_are_unknown(notebook: Make, source: str, expected: str | None) -> None:
    file = open_notebook("n.ipynb", notebook(source, "z = 1"))
    assert file.problems == ()
    assert file.notes == ("cell 1: blanks that are to be filled in are taken as unknown",)
    assert expected is None or file.text == f"{expected}\npass  # end of cell 1\nz = 1\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a\u00a0= 1\n\u00a0\nif a:\n\u00a0\u00a0b = 2", "a = 1\n \nif a:\n  b = 2"),
        ("ls ./data\nx = 1", "pass\nx = 1"),
        ("if x:\n    pip install keras\nload_ext tensorboard", "if x:\n    pass\npass"),
        ("cd ..", "pass"),
    ],
)
def test_odd_spaces_and_automagic_are_mended_in_silence(notebook: Make, source: str, expected: str) -> None:
    file = open_notebook("n.ipynb", notebook(source))
    assert (file.text, file.problems, file.notes) == (f"{expected}\n", (), ())


@pytest.mark.parametrize("source", ["x = 1 2", "ls = = 1", "units == # code", "x = ) ?", "if x:\ny = 1", "¼["])
def test_what_cannot_be_mended_is_reported(notebook: Make, source: str) -> None:
    assert [problem.kind for problem in open_notebook("n.ipynb", notebook(source)).problems] == ["invalid-syntax"]


def test_cells_that_are_not_python_are_noted(notebook: Make) -> None:
    file = open_notebook("n.ipynb", notebook("%%bash\nls", "a = 1", "%%prolog\nf(X) :- g(X)."))
    assert file.text == "a = 1\n"
    assert file.notes == ("cell 1 is left out (%%bash)", "cell 3 is left out (%%prolog)")


def test_backends_are_known_by_cell(notebook: Make) -> None:
    file = open_notebook("n.ipynb", notebook("%%backend jax\nx = 1", "y = 2", "%%backend  torch\nz = 3"))
    assert file.notes == ("cell 1 is for the jax backend", "cell 3 is for the torch backend")


def test_python_files_that_cells_write_are_modules_of_their_own(notebook: Make) -> None:
    file = open_notebook(
        "n.ipynb",
        notebook("a = 1", "%%writefile model.py\nb = 2", "%%writefile -a 'model.py'\nc = 3", "%%file other.py\nprint 'x'\nd = 4"),
    )
    assert file.text == "a = 1\n"
    assert file.notes == ()
    assert [module.name for module in file.written] == ["model.py", "other.py"]
    assert [value for value, _ in located(file.written[0])] == ["b", "2", "c", "3"]
    assert places(file.written[0])[0] == ("b", 2, 2, 1)
    assert [problem.span.cell for problem in file.written[1].problems] == [4]


def test_a_written_file_that_is_replaced_counts_as_it_is_last(notebook: Make) -> None:
    file = open_notebook("n.ipynb", notebook("%%writefile m.py\na = 1", "%%writefile m.py\nb = 2"))
    assert [module.text for module in file.written] == ["\nb = 2\n"]


def test_a_lone_surrogate_costs_its_cell_only(notebook: Make) -> None:
    data = notebook("a = 'X'", "b = 1").replace(b"X", b"\\ud800")
    file = open_notebook("n.ipynb", data)
    assert [problem.span.cell for problem in file.problems] == [1]
    assert "b = 1" in file.text


def test_cells_that_only_together_exceed_the_parser_are_reported(notebook: Make) -> None:
    with heavy_allowed():
        file = open_notebook("n.ipynb", notebook("# (\n" * 150 + "a = 1", "# (\n" * 150 + "b = '\\x'"))
    assert (file.text, [problem.kind for problem in file.problems]) == ("", ["invalid-syntax"])
    assert file.problems[0].span.cell == 2


def test_a_byte_order_mark_in_a_cell_is_passed_over(notebook: Make) -> None:
    file = open_notebook("n.ipynb", notebook("a = 1", "\ufeffb = 2"))
    assert (file.text, file.problems) == ("a = 1\npass  # end of cell 1\nb = 2\n", ())
    assert places(file)[2] == ("b", 2, 1, 2)


NAMES = st.text("abcdexyz_é", min_size=1, max_size=4).filter(lambda name: not keyword.iskeyword(name))
STATEMENTS = st.one_of(
    st.builds("{} = {}".format, NAMES, st.integers(0, 99)),
    st.builds("%time {}({})".format, NAMES, NAMES),
    st.builds("{} = %time {}".format, NAMES, NAMES),
    st.builds("if {}:\n    {} = 1\n    !ls\n    %time {}()".format, NAMES, NAMES, NAMES),
    st.builds("if {}:\n\t{} = 1".format, NAMES, NAMES),
    st.builds("{} = '''\n%time {}\n'''".format, NAMES, NAMES),
    st.builds("f({},\n  {})".format, NAMES, NAMES),
    st.sampled_from(["!ls \\\n  -l", "%cd x", "# words", "", "s?", "x = !ls", "print 'x'", "(", "y = ??", "z =", "\u00a0a = 1"]),
)
CELLS = st.builds(
    lambda magic, indent, statements: magic + "\n".join(indent + line for line in "\n".join(statements).split("\n")),
    st.sampled_from(["", "", "%%time\n", "%%bash\n", "# c\n"]),
    st.sampled_from(["", "", "  ", "\t"]),
    st.lists(STATEMENTS, max_size=4),
)


@settings(deadline=None)
@given(cells=st.lists(CELLS, max_size=4))
def test_every_node_is_found_where_it_stands(notebook: Make, cells: list[str]) -> None:
    file = open_notebook("n.ipynb", notebook(*cells))
    assert parse(file.text).code == file.tree.module.code
    broken = {problem.span.cell for problem in file.problems}
    for value, span in located(file):
        if "__unknown__" not in value and span.cell not in broken:
            assert text_at(file, span).replace("?", BLANK) == value


@settings(deadline=None)
@given(cells=st.lists(CELLS, max_size=4))
def test_a_cell_is_broken_in_a_notebook_when_it_is_alone(notebook: Make, cells: list[str]) -> None:
    alone = [index for index, source in enumerate(cells, 1) if open_notebook("n", notebook(source)).problems]
    assert [problem.span.cell for problem in open_notebook("n", notebook(*cells)).problems] == alone
