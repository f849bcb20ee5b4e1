from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from keraslint import show
from keraslint.findings import Diagnostic
from keraslint.ir import Program
from support import CLEAN, Keraslint

FACTORY = """\
import keras
import sys

def build(units, loss):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(units, activation="softmax")])
    model.compile(optimizer=keras.optimizers.Adam(1e-3), loss=loss)
    return model

build(4, "categorical_crossentropy")
build({0}, "categorical_crossentropy")
"""


def facts(keraslint: Keraslint, *arguments: str) -> dict[str, Any]:
    done = keraslint("show", *arguments, "--output-format", "json")
    assert done.code == 0
    shown: dict[str, Any] = json.loads(done.out)
    return shown


@pytest.fixture
def clean(folder: Path) -> str:
    (folder / "clean.py").write_text(CLEAN)
    return "clean.py"


def test_everything_is_known_of_a_simple_program(keraslint: Keraslint, clean: str) -> None:
    shown = facts(keraslint, clean)
    assert shown["coverage"] == {
        "compile_calls": 1, "model": 1, "loss": 1, "optimizer": 1, "output_activation": 1, "units": 1, "learning_rate": 1,
        "core": 1, "full": 1,
    }  # fmt: skip
    (file,) = shown["files"]
    assert file["path"] == "clean.py"
    (setup,) = file["setups"]
    assert setup["location"] == {"row": 11, "column": 1}
    assert [layer["output_shape"] for layer in setup["model"]["layers"]][-2:] == [[None, 8], [None, 1]]
    (output,) = setup["model"]["outputs"]
    assert output["activation"]["value"] == "sigmoid"
    assert output["units"]["value"] == 1
    assert setup["loss"][0]["kind"]["value"] == "binary_crossentropy"
    assert setup["optimizer"]["kind"]["value"] == "Adam"
    assert setup["optimizer"]["learning_rate"]["value"] == pytest.approx(0.001)
    (use,) = setup["uses"]
    assert use["method"] == "fit"
    assert use["x"]["value"]["shape"] == [100, 3]
    assert use["x"]["value"]["range"] == [0.0, 1.0]
    assert use["y"]["value"]["encoding"] is not None
    assert use["arguments"]["epochs"]["value"] == 3


def test_what_is_not_known_has_its_reason(keraslint: Keraslint, folder: Path) -> None:
    (folder / "m.py").write_text("import keras\nfrom other import model\nmodel.compile('adam', loss=pick())\nmodel.fit(x)\n")
    (file,) = facts(keraslint, "m.py")["files"]
    for setup in file["setups"]:
        assert setup["model"]["unknown"]
    text = keraslint("show", "m.py").out
    assert "not known: " in text or "No compile calls" in text


def test_a_place_counts_as_known_only_if_it_is_every_time(keraslint: Keraslint, folder: Path) -> None:
    (folder / "known.py").write_text(FACTORY.format("5"))
    (folder / "partly.py").write_text(FACTORY.format("int(sys.argv[1])"))
    known, partly = (facts(keraslint, name)["coverage"] for name in ("known.py", "partly.py"))
    assert known["compile_calls"] == partly["compile_calls"] == 1
    assert (known["units"], known["full"]) == (1, 1)
    assert (partly["units"], partly["core"], partly["full"]) == (0, 1, 0)


def test_text(keraslint: Keraslint, clean: str) -> None:
    done = keraslint("show", clean)
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == "clean.py:11:1: compile"
    assert lines[1].startswith("  model        ")
    assert any(line.split() == ["Dense", "(None,", "1)", "sigmoid"] for line in lines)
    assert "  loss         binary_crossentropy" in lines
    assert "  optimizer    Adam, learning rate 0.001" in lines
    assert "epochs=3" in done.out
    assert lines[-1] == (
        "1 compile call; known: model 1, loss 1, optimizer 1, output activation 1, units 1, learning rate 1, core 1, full 1"
    )


def test_nothing_to_show(keraslint: Keraslint, folder: Path) -> None:
    (folder / "other.py").write_text("import torch\n")
    assert keraslint("show", ".").out == "No compile calls found.\n"
    assert facts(keraslint, ".") == {"files": [], "coverage": facts(keraslint, ".")["coverage"]}


def test_files_that_cannot_be_shown_are_named_and_the_others_shown(keraslint: Keraslint, folder: Path, clean: str) -> None:
    (folder / "broken.py").write_text("import keras\ndef f(:\n")
    (folder / "latin.py").write_bytes(b"import keras\n# \xe9\n")
    done = keraslint("show", "broken.py", "latin.py", "missing.py", clean)
    assert done.code == 1
    assert "broken.py:2:7: invalid-syntax: " in done.out
    assert "latin.py:2:3: io-error: " in done.out
    assert "missing.py:1:1: io-error: No such file or directory" in done.out
    assert "1 compile call;" in done.out


def test_a_fault_in_describing_a_file_is_told_of_that_file(
    keraslint: Keraslint, folder: Path, clean: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "other.py").write_text(CLEAN)
    described = show.file_facts

    def fail(path: str, programs: Iterable[Program], diagnostics: Iterable[Diagnostic] = ()) -> dict[str, Any]:
        if path == clean and programs:
            raise RuntimeError("no")
        return described(path, programs, diagnostics)

    monkeypatch.setattr(show, "file_facts", fail)
    done = keraslint("show", ".")
    assert done.code == 2
    assert "clean.py:1:1: internal-error: the description crashed on this file, which is a bug: RuntimeError: no" in done.out
    assert "other.py:11:1: compile" in done.out


def test_standard_input(keraslint: Keraslint) -> None:
    assert keraslint("show", "-", stdin=CLEAN.encode()).out.startswith("-:11:1: compile\n")
    assert keraslint("show", "-", "--stdin-filename", "m.py", stdin=CLEAN.encode()).out.startswith("m.py:11:1: compile\n")


def test_a_model_whose_class_defines_no_call_has_no_output(keraslint: Keraslint, folder: Path) -> None:
    (folder / "m.py").write_text(
        "import keras\nclass Pair(keras.Model):\n    pass\nmodel = Pair()\nmodel.compile('sgd', 'mse')\n"
    )
    shown = keraslint("show", "m.py").out
    assert "output       none: the class defines no call\n" in shown
    assert "core 1, full 1" in shown
