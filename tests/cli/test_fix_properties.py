"""Fixes from the command line to the disk: whatever a file looks like, it is repaired and nothing else of it changes.

The programs are the bad examples of all rules that repair something. What is around them, their encoding, their line ends and the
form in which a notebook is written down vary; the repaired file has to be the repaired example in exactly the same dress.
"""

from __future__ import annotations

import ast
import json
import stat
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keraslint import cli, testing
from keraslint.findings import Applicability
from keraslint.rules import load

RULES = load()


@cache
def programs() -> tuple[tuple[str, str, str], ...]:
    """Return code, bad example and what its fix makes of it, for every example with exactly one finding that can be repaired."""
    return tuple(
        (rule.code, example.bad, testing.fixed(linted, linted.findings[0]))
        for rule in RULES
        if not rule.on_comments
        for example in rule.documentation.examples
        if not example.bad.startswith(testing.REQUIREMENTS)
        for linted in [testing.lint(example.bad, [rule])]
        if len(linted.findings) == 1 and repairable(linted)
    )


def repairable(linted: testing.Linted) -> bool:
    fix = linted.findings[0].fix
    return fix is not None and fix.applicability is not Applicability.DISPLAY


ALL = ("--isolated", "--no-cache", "--quiet", "--min-confidence", "low", "--min-severity", "info", "--fail-on", "info")
"""Nothing that is found is kept quiet, and every finding ends the run with 1."""


def keraslint(path: Path, code: str, *arguments: str) -> int:
    return cli.main(["check", str(path), *ALL, "--select", code, *arguments])


def repair(path: Path, code: str) -> None:
    """Repair a file; afterwards it parses, the finding is gone and its permissions are what they were."""
    path.chmod(0o640)
    keraslint(path, code, "--fix", "--unsafe-fixes")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert keraslint(path, code) == 0
    assert [other.name for other in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("at", range(len(programs())), ids=lambda at: f"{programs()[at][0]}-{at}")
def test_every_rule_repairs_a_file_as_it_repairs_a_text(at: int, tmp_path: Path) -> None:
    code, bad, good = programs()[at]
    path = tmp_path / "m.py"
    path.write_bytes(bad.encode())
    repair(path, code)
    assert path.read_bytes().decode() == good
    ast.parse(good)


@dataclass(frozen=True)
class Dress:
    """How a program is written down: what stands behind it, its line ends and its encoding."""

    behind: str
    end: str
    encoding: str

    def put_on(self, program: str) -> bytes:
        cookie = "# -*- coding: latin-1 -*-\n" if self.encoding == "latin-1" else ""
        text = f"{cookie}{program}{self.behind}"
        return text.replace("\n", self.end).encode(self.encoding)


BEHIND = (
    "",
    "\n\ndef other( a,b ):\n    return   a+b   # käse   \n",
    "\n'''ends without a line end \xe9'''",
    "\nif True :\n\tx = { 'a':1 ,\n\t  'b' : 2 }\n\n\n\n# last\n\n",
    "\nx = 1; y = 2 ;z=3\n\x0c\nlong = 'a' \\\n    'b'\n",
)
DRESSES = st.builds(
    Dress, st.sampled_from(BEHIND), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["utf-8", "utf-8-sig", "latin-1"])
)


def fits(dress: Dress, program: str) -> bool:
    try:
        dress.put_on(program)
    except UnicodeEncodeError:
        return False
    return True


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(programs()), DRESSES)
def test_a_file_keeps_its_encoding_its_line_ends_and_all_that_is_not_repaired(
    tmp_path_factory: pytest.TempPathFactory, program: tuple[str, str, str], dress: Dress
) -> None:
    code, bad, good = program
    if not fits(dress, bad):
        return
    path = tmp_path_factory.mktemp("file") / "m.py"
    path.write_bytes(dress.put_on(bad))
    repair(path, code)
    assert path.read_bytes() == dress.put_on(good)


@dataclass(frozen=True)
class Notebook:
    """How a notebook is written down."""

    indent: int | str | None
    escaped: bool
    as_lines: bool
    end: str
    minor: int

    def write(self, program: str) -> bytes:
        cells: list[dict[str, Any]] = [
            {"cell_type": "markdown", "metadata": {"z": 1, "a": [1.50, 1e-7]}, "source": "# Käse \U0001f600\n\n<b>&amp;</b>"},
            self.code("%matplotlib inline\n!pip install  keras\n"),
            {**self.code(program), "outputs": [{"output_type": "stream", "name": "stdout", "text": ["a\u2028b\n", "\\u00e9"]}]},
            {"cell_type": "raw", "metadata": {}, "source": []},
            self.code("unrelated   =  {  }"),
        ]
        if self.minor >= 5:
            cells = [{"id": f"cell-{at}", **cell} for at, cell in enumerate(cells)]
        whole = {"nbformat": 4, "metadata": {"language_info": {"name": "python"}}, "nbformat_minor": self.minor, "cells": cells}
        separators = (",", ":") if self.indent is None else None
        return (json.dumps(whole, indent=self.indent, ensure_ascii=self.escaped, separators=separators) + self.end).encode()

    def code(self, text: str) -> dict[str, Any]:
        source = text.splitlines(keepends=True) if self.as_lines else text
        return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}


NOTEBOOKS = st.builds(
    Notebook,
    st.sampled_from([1, 2, "\t", None]),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "\n"]),
    st.sampled_from([0, 4, 5]),
)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(programs()), NOTEBOOKS)
def test_a_notebook_keeps_every_byte_outside_of_the_cell_that_is_repaired(
    tmp_path_factory: pytest.TempPathFactory, program: tuple[str, str, str], notebook: Notebook
) -> None:
    code, bad, good = program
    path = tmp_path_factory.mktemp("notebook") / "n.ipynb"
    path.write_bytes(notebook.write(bad))
    repair(path, code)
    assert path.read_bytes() == notebook.write(good)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(programs()), min_size=2, max_size=4, unique=True))
def test_many_findings_are_repaired_until_nothing_changes_any_more(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[tuple[str, str, str]]
) -> None:
    path = tmp_path_factory.mktemp("many") / "m.py"
    path.write_text("\n\n".join(bad for _, bad, _ in chosen))
    codes = ",".join(code for code, _, _ in chosen)
    keraslint(path, codes, "--fix", "--unsafe-fixes")
    once = path.read_bytes()
    ast.parse(once)
    imports = [line for line in once.decode().splitlines() if line.startswith(("import ", "from "))]
    before = [line for _, bad, _ in chosen for line in bad.splitlines() if line.startswith(("import ", "from "))]
    assert not [line for line in imports if imports.count(line) > max(before.count(line), 1)]
    keraslint(path, codes, "--fix", "--unsafe-fixes")
    assert path.read_bytes() == once
