from __future__ import annotations

import pytest

from keraslint.fix.apply import parses
from keraslint.notebook.magics import Code, code_of


def read(source: str) -> Code:
    code = code_of(source, parses)
    assert len(code.lines) == len(source.split("\n"))
    return code


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # Line magics and shell commands.
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("!pip install keras", "pass"),
        ("!!ls", "pass"),
        ("!pip install \\\n  keras \\\n  numpy\nx = 1", "pass\n\n\nx = 1"),
        ("!echo 'it\nx = 1", "pass\nx = 1"),
        ("%%time\n%cd /tmp\nx = 1", "\npass\nx = 1"),
        # Indented ones keep their block alive.
        ("try:\n  %tensorflow_version 2.x\nexcept Exception:\n  pass", "try:\n  pass\nexcept Exception:\n  pass"),
        ("if x:\n    !ls\nelse:\n\t%pwd", "if x:\n    pass\nelse:\n\tpass"),
        ("for i in x:\n  !ls \\\n    {i}\n  y = i", "for i in x:\n  pass\n\n  y = i"),
        # Assigned ones leave a value that is not known.
        ("x = !ls", "x = __unknown__"),
        ("x = %pwd\ny = 1", "x = __unknown__\ny = 1"),
        ("a, b = !ls | \\\n  wc\ny = 1", "a, b = __unknown__\n\ny = 1"),
        ("x.y[0] = !ls", "x.y[0] = __unknown__"),
        # Help.
        ("?print", "pass"),
        ("??print", "pass"),
        ("print?", "pass"),
        ("  model.fit??", "pass"),
        ("np.*load*?", "pass"),
        ("layers[0].units?\nx = 1", "pass\nx = 1"),
        ("x = print?", "pass"),
        # IPython's quoting of arguments.
        (",f a b", "pass"),
        (";f a b", "pass"),
        ("/f a", "pass"),
        # The code that a magic runs is code.
        ("%time x = f(1)", "x = f(1)"),
        ("if a:\n    %time f(1)", "if a:\n    f(1)"),
        ("%timeit -n 10 -r3 f(1)", "f(1)"),
        ("%timeit -o f(1)", "f(1)"),
        ("%prun -l 5 -s cumulative f(1)", "f(1)"),
        ("%memit f(1)", "f(1)"),
        ("%time f(1, \\\n  2)", "f(1, \\\n  2)"),
        ("x = %time f(1)", "x =       f(1)"),
        ("x = %timeit -o f(1)", "x =            f(1)"),
        ("%time", "pass"),
        ("%time f(", "pass"),
        ("x = %time f(", "x = __unknown__"),
        ("%timeit?", "pass"),
        # What only looks like a magic.
        ("x = (a\n  % b)", "x = (a\n  % b)"),
        ("x = [\n!ls\n]", "x = [\n!ls\n]"),
        ("x = a % b\ny = a != b", "x = a % b\ny = a != b"),
        ("s = '''\n%d\n!x\nwhat?\n'''", "s = '''\n%d\n!x\nwhat?\n'''"),
        ('s = r"""\n%d \\"""\n%d\n"""', 's = r"""\n%d \\"""\n%d\n"""'),
        ("s = 'a \\\n!b'", "s = 'a \\\n!b'"),
        ("x = 1 + \\\n  !ls", "x = 1 + \\\n  !ls"),
        ("print('what?')  # what?", "print('what?')  # what?"),
        ("# what?\n# %d", "# what?\n# %d"),
        ("x = {'a': 1}; y = 2;", "x = {'a': 1}; y = 2;"),
        ("await f()", "await f()"),
        # IPython takes the indentation of the first line off.
        ("    x = 1\n    if x:\n        y = 2", "x = 1\nif x:\n    y = 2"),
        ("\n  x = 1\ny = 2", "\nx = 1\ny = 2"),
        ("\t!ls\n\tx = 1", "pass\nx = 1"),
        # A string or bracket without an end is left to the parser.
        ("s = '''\n!ls", "s = '''\n!ls"),
        ("x = (\n!ls", "x = (\n!ls"),
        ("x = 'a\n!ls", "x = 'a\npass"),
    ],
)
def test_lines_stay_lines(source: str, expected: str) -> None:
    assert "\n".join(read(source).lines) == expected


@pytest.mark.parametrize("name", ["capture out", "debug", "ipytest", "prun", "pypy", "python", "python3", "time", "timeit -n 1"])
def test_the_body_of_these_cell_magics_is_python(name: str) -> None:
    code = read(f"%%{name}\nx = 1")
    assert (code.lines, code.skipped, code.magic, code.magic_line) == (["", "x = 1"], "", name.split(maxsplit=1)[0], 1)


@pytest.mark.parametrize(
    "name", ["bash", "sh", "html", "javascript", "script python2", "writefile a.txt", "file b.py", "sql", "!"]
)
def test_the_body_of_these_is_not_though_it_might_parse(name: str) -> None:
    assert read(f"%%{name}\nx").skipped == f"%%{name.split(maxsplit=1)[0]}"


def test_the_body_of_an_unknown_cell_magic_is_python_when_it_parses() -> None:
    assert read("%%with_gpu 0\nx = 1").lines == ["", "x = 1"]
    assert read("%%with_gpu 0\nx = 1").skipped == ""
    assert read("%%prolog\nf(X) :- g(X).").skipped == "%%prolog"


def test_a_cell_magic_may_stand_behind_blank_lines_and_comments() -> None:
    code = read("\n# only for one backend\n%%backend jax\n  x = 1\n  y = 2")
    assert code.lines == ["", "# only for one backend", "", "x = 1", "y = 2"]
    assert (code.magic, code.argument, code.magic_line) == ("backend", "jax", 3)


def test_two_percent_signs_further_down_are_a_line_magic() -> None:
    code = read("x = 1\n%%time\ny = 2")
    assert (code.magic, code.lines) == ("", ["x = 1", "pass", "y = 2"])


def test_columns_that_are_cut_off_are_counted() -> None:
    assert read("  x = 1\n    %time f()\n\n  y").cut == [2, 8, 0, 2]
    assert read("  x = 1\n    %time f()\n\n  y").margin == [2, 2, 0, 2]


def test_lines_that_are_not_the_users_are_known() -> None:
    assert read("%%time\nx = 1\n!ls \\\n  a\n%time f()\ny = !ls").foreign == {1, 3, 4, 6}
