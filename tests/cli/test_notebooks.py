"""Notebooks on the way from the command line to the exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support import CLEAN, FAULTY, Keraslint


def notebook(*cells: str, kind: str = "code") -> dict[str, Any]:
    shape = {"metadata": {}, "outputs": [], "execution_count": None} if kind == "code" else {"metadata": {}}
    return {
        "cells": [
            {"cell_type": "markdown", "metadata": {}, "source": ["# Title\n"]},
            *({"cell_type": kind, **shape, "source": cell.splitlines(keepends=True)} for cell in cells),
        ],
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def halves(program: str) -> tuple[str, str]:
    before, mark, after = program.partition("model.compile")
    return before, mark + after


@pytest.fixture
def path(folder: Path) -> Path:
    """A notebook with the model in one cell and its use in the next, which starts with a magic."""
    first, second = halves(FAULTY)
    written = folder / "n.ipynb"
    written.write_text(json.dumps(notebook(first, "%time\n" + second), indent=1) + "\n")
    return written


def test_places_are_those_of_the_cell(keraslint: Keraslint, path: Path) -> None:
    done = keraslint(path.name, "--output-format", "concise")
    assert done.code == 1
    assert done.out.startswith("n.ipynb:cell 2:9:")
    full = keraslint(path.name).out
    assert "--> n.ipynb:cell 2:9:" in full
    assert '9 |     keras.layers.Dense(1, activation="softmax"),' in full
    (row,) = json.loads(keraslint(path.name, "--output-format", "json").out)
    assert (row["cell"], row["location"]["row"], row["noqa_row"]) == (2, 9, 10)


def test_fixing_changes_the_cell_and_nothing_else(keraslint: Keraslint, path: Path) -> None:
    before = path.read_text()
    assert keraslint(path.name, "--fix", "--unsafe-fixes").code == 0
    assert path.read_text() == before.replace("softmax", "sigmoid")


def test_diff_is_by_cell(keraslint: Keraslint, path: Path) -> None:
    done = keraslint(path.name, "--diff", "--unsafe-fixes")
    assert done.code == 1
    assert done.out.startswith("--- n.ipynb:cell 2\n+++ n.ipynb:cell 2\n")
    assert "cell 3" not in done.out


def test_comments_in_cells_silence(keraslint: Keraslint, folder: Path) -> None:
    first, second = halves(FAULTY.replace("\n])", "\n])  # keraslint: ignore[KL101]"))
    (folder / "n.ipynb").write_text(json.dumps(notebook(first, second)))
    assert keraslint("n.ipynb").code == 0


def test_a_cell_that_does_not_parse_is_reported_and_the_others_are_linted(keraslint: Keraslint, folder: Path) -> None:
    (folder / "n.ipynb").write_text(json.dumps(notebook(*halves(FAULTY), "def f(:\n")))
    lines = keraslint("n.ipynb", "--output-format", "concise", "-q").out.splitlines()
    assert [line.partition(" ")[2].partition(":")[0] for line in lines] == ["4", "2"]
    assert "invalid-syntax" in lines[0]


def test_standard_input_is_a_notebook_by_its_name(keraslint: Keraslint, path: Path) -> None:
    content = path.read_bytes()
    done = keraslint("-", "--stdin-filename", "n.ipynb", "--fix", "--unsafe-fixes", stdin=content)
    assert done.code == 0
    assert json.loads(done.out) == json.loads(content.replace(b"softmax", b"sigmoid"))


def test_a_module_that_a_cell_writes_is_linted_where_it_stands(keraslint: Keraslint, folder: Path) -> None:
    (folder / "n.ipynb").write_text(json.dumps(notebook("import keras\n", "%%writefile train.py\n" + FAULTY)))
    assert "n.ipynb:cell 3:10:" in keraslint("n.ipynb", "--output-format", "concise").out


def test_show(keraslint: Keraslint, folder: Path) -> None:
    (folder / "n.ipynb").write_text(json.dumps(notebook(*halves(CLEAN))))
    done = keraslint("show", "n.ipynb")
    assert done.code == 0
    assert done.out.startswith("n.ipynb:cell 3:1:1: compile\n")
    assert "(cell 2, line 6)" in done.out


def test_a_cell_that_raises_does_not_end_the_ones_behind_it(keraslint: Keraslint, folder: Path) -> None:
    first, second = halves(CLEAN)
    cells = notebook(first, "raise ValueError('stop here')\nmodel = None", second, "raise SystemExit", "model.predict(x)")
    (folder / "n.ipynb").write_text(json.dumps(cells))
    shown = json.loads(keraslint("show", "n.ipynb", "--output-format", "json").out)["files"][0]["setups"]
    assert [(setup["cell"], [use["method"] for use in setup["uses"]]) for setup in shown] == [(4, ["fit", "predict"])]


def test_a_script_that_raises_ends_there(keraslint: Keraslint, folder: Path) -> None:
    first, second = halves(CLEAN)
    (folder / "m.py").write_text(f"{first}raise SystemExit\n{second}")
    assert keraslint("show", "m.py").out == "No compile calls found.\n"


def test_what_was_left_out_is_shown(keraslint: Keraslint, folder: Path) -> None:
    cells = notebook(CLEAN, "%%bash\nls", "%%backend jax\nz = 1", "x = # fill in\n")
    (folder / "n.ipynb").write_text(json.dumps(cells))
    shown = keraslint("show", "n.ipynb").out
    assert "n.ipynb: note: cell 3 is left out (%%bash)\n" in shown
    assert "n.ipynb: note: cell 4 is for the jax backend\n" in shown
    assert "n.ipynb: note: cell 5: blanks that are to be filled in are taken as unknown\n" in shown
