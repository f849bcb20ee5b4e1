"""What a notebook last ran with, as its outputs show it, and what follows from that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from keraslint.cli import main
from keraslint.notebook import read

OLD = "import keras\nmodel = keras.Sequential()\nmodel.fit_generator(data())\n"


def _cell(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": "code", "source": source.splitlines(True), "outputs": list(outputs), "metadata": {}}


def _notebook(*cells: dict[str, Any]) -> bytes:
    return json.dumps({"cells": list(cells), "nbformat": 4, "nbformat_minor": 5, "metadata": {}}).encode()


def _result(text: str) -> dict[str, Any]:
    return {"output_type": "execute_result", "data": {"text/plain": [text]}}


def _printed(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": [text]}


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (_cell("import keras\nkeras.__version__", _result("'2.0.8'")), {"keras": "2.0.8"}),
        (_cell("print(tf.__version__)", _printed("2.3.0\n")), {"tensorflow": "2.3.0"}),
        (
            _cell("print('TF', tf.__version__)\nprint(keras.__version__)", _printed("TF 2.9.1\n"), _printed("2.9.0\n")),
            {"tensorflow": "2.9.1", "keras": "2.9.0"},
        ),
        (_cell("print(tf.__version__)", _printed("2.14.0-dev20230518\n")), {"tensorflow": "2.14.0"}),
        (_cell("tf.__version__", _result("'2.0.0-alpha0'")), {"tensorflow": "2.0.0"}),
        (_cell("tf.__version__", _result("'2.6.0rc1.post1+nv'")), {"tensorflow": "2.6.0"}),
        (_cell("keras.__version__"), {}),
        (_cell("import keras", _result("'2.0.8'")), {}),
        (_cell("print(keras.__version__, np.__version__)", _printed("2.0.8 1.13.0")), {}),
        (_cell("keras.__version__", _printed("Using 1.4.0 of something", name="stderr"), _result("'2.1.6'")), {"keras": "2.1.6"}),
        (_cell("torch.keras.__version__", _result("'2.1.6'")), {}),
    ],
)
def test_versions_are_those_that_a_cell_asks_for_and_shows(cell: dict[str, Any], shown: dict[str, str]) -> None:
    assert read(_notebook(cell), "n.ipynb").shown == shown


def test_the_last_run_counts() -> None:
    cells = [_cell("keras.__version__", _result(f"'{version}'")) for version in ("2.0.8", "2.2.4")]
    assert read(_notebook(*cells), "n.ipynb").shown == {"keras": "2.2.4"}


def _checked(folder: Path, capsys: pytest.CaptureFixture[str], version: str, *arguments: str) -> tuple[str, str]:
    path = folder / "n.ipynb"
    path.write_bytes(_notebook(_cell("import keras\nkeras.__version__", _result(f"'{version}'")), _cell(OLD)))
    main(["check", "--isolated", "--no-cache", "--output-format", "concise", str(path), *arguments])
    return capsys.readouterr()


def test_a_notebook_that_ran_with_keras_2_is_right_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = _checked(tmp_path, capsys, "2.0.8")
    assert "KL804" not in out
    assert "hint: 1 file is for Keras 2" in err
    assert "lists 1 place in it that would not work with Keras 3" in err


def test_a_build_between_two_versions_counts_as_the_later_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = _checked(tmp_path, capsys, "2.14.0-dev20230518")
    assert "internal-error" not in out
    assert "KL804" not in out


def test_one_that_ran_with_keras_3_is_judged_by_that(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = _checked(tmp_path, capsys, "3.4.1")
    assert "KL804" in out
    assert "hint" not in err


def test_what_the_project_requires_goes_before_what_was_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "requirements.txt").write_text("keras>=3.0\n", encoding="utf-8")
    out, _ = _checked(tmp_path, capsys, "2.0.8")
    assert "KL804" in out


def test_the_preset_for_migration_looks_at_such_files_all_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = _checked(tmp_path, capsys, "2.0.8", "--preset", "migration")
    assert "KL804" in out
    assert "hint" not in err
