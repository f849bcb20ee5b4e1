"""Files that nobody would write but for trouble: each ends in one clear diagnostic or in none, and the others are linted.

How long that takes is asserted by the budget, whose end is a diagnostic of its own, and never by a clock.
"""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from keraslint import cli, weight
from keraslint.limits import Limits
from support import FAULTY, Keraslint

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

START = "import keras\nfrom keras import layers\n"
END = "model.compile('sgd', 'mse')\n"

Lint = Callable[..., list[str]]

SECONDS = 1
MEGABYTES = 600


@pytest.fixture
def lint(keraslint: Keraslint, folder: Path) -> Lint:
    """Lint a text beside a file with a finding; returns what is said of it."""

    def run(text: str, *options: str) -> list[str]:
        (folder / "bad.py").write_text(text)
        limits = (f"--max-file-time={SECONDS}", f"--max-file-memory={MEGABYTES}")
        done = keraslint(".", "--output-format", "concise", "-q", *limits, *options)
        assert "faulty.py:9:" in done.out, "the other file is linted"
        assert "Traceback" not in done.out + done.err
        assert done.code == 1
        return [line.removeprefix("bad.py:") for line in done.out.splitlines() if line.startswith("bad.py:")]

    return run


TO_THE_END = {
    "a literal of 100,000 elements": "x = [" + "1," * 100_000 + "]\n",
    "a string of a megabyte": f"x = '{'a' * 1_000_000}'\n",
    "recursion without an end": "def f(n):\n    return f(n - 1) + f(n - 2)\nmodel = f(50)\n",
    "mutual recursion": "def f(x): return g(x)\ndef g(x): return f(x)\nmodel = f(1)\n",
    "doubling calls": "".join(f"def f{i}(x):\n    f{i + 1}(x); f{i + 1}(x)\n" for i in range(40)) + "def f40(x): pass\nf0(1)\n",
    "branches upon branches": "".join(f"if a{i}:\n    x{i} = {i}\nelse:\n    x{i} = layers.Dense({i + 1})\n" for i in range(300)),
    "endless loops": "for i in range(10**12):\n    for j in range(10**12):\n        x = i * j\nwhile True:\n    x = 1\n",
    "5,000 layers in a loop": "model = keras.Sequential()\nfor i in range(5000):\n    model.add(layers.Dense(8))\n" + END,
    "5,000 layers in a functional loop": "i = x = keras.Input((8,))\nfor _ in range(5000):\n    x = layers.Dense(8)(x)\n"
    "model = keras.Model(i, x)\n" + END,
    "a chain of attributes of a model": "model = keras.Sequential()\nmodel" + ".layers" * 300 + "\n",
    "a suppression comment without an end": "# noqa: " + "A1," * 50_000 + "\n# keraslint: ignore[" + "a," * 50_000 + "\n",
}  # fmt: skip


@pytest.mark.parametrize("name", TO_THE_END)
def test_is_read_to_its_end(lint: Lint, name: str) -> None:
    assert lint(START + TO_THE_END[name], "--ignore", "KL0", "--max-file-time=60", "--max-file-memory=2000") == []


GIVEN_UP = {
    "a sum of 6,000 terms": "x = " + " + ".join(["a"] * 6000) + "\n",
    "6,000 attributes": "x = a" + ".b" * 6000 + "\n",
    "nested patterns": "match a:\n    case " + "[" * 40 + "b" + "]" * 40 + ":\n        pass\n",
    "nested patterns that do not parse": "match a:\n    case " + "F(" * 40 + "b c" + ")" * 40 + ":\n        pass\n",
    "50,000 lines": "".join(f"layer_{i} = layers.Dense({i % 100 + 1}, activation='relu')\n" for i in range(50_000)),
    "two million elements": "x = [" + "1," * 2_000_000 + "]\n",
}


@pytest.mark.parametrize("name", GIVEN_UP)
def test_is_given_up_in_a_word(lint: Lint, name: str) -> None:
    [said] = lint(START + GIVEN_UP[name])
    assert said.startswith("1:1: over-budget: the file is not linted: it takes more than ")
    assert "`max-file-" in said


def test_5000_layers_one_by_one_are_read_or_given_up(lint: Lint) -> None:
    text = START + "i = x = keras.Input((8,))\n" + "x = layers.Dense(8)(x)\n" * 5000 + "model = keras.Model(i, x)\n" + END
    assert [line for line in lint(text, "--ignore", "KL0") if "over-budget" not in line] == []


def test_ten_megabytes_of_brackets(lint: Lint) -> None:
    [said] = lint(START + "x = " + "(" * 4_900_000 + ")" * 4_900_000 + "\n", "--max-file-time=60", "--max-file-memory=2000")
    assert said == "3:205: invalid-syntax: too many nested parentheses"


def test_a_heavy_module_that_is_imported_is_not_followed(lint: Lint, folder: Path) -> None:
    (folder / "settings.py").write_text("units = 1\nx = " + " + ".join(["a"] * 6000) + "\n")
    assert lint(START + "from settings import units\nmodel = keras.Sequential([layers.Dense(units)])\n" + END) == []


def test_a_fault_in_a_heavy_file_is_found_and_mended(keraslint: Keraslint, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weight, "LARGE", 10)
    assert "faulty.py:9:" in keraslint("faulty.py", "--output-format", "concise").out
    assert keraslint("faulty.py", "--fix", "--unsafe-fixes").code == 0
    assert (folder / "faulty.py").read_text() == FAULTY.replace("softmax", "sigmoid")


def test_a_file_that_is_too_large_is_not_read(keraslint: Keraslint, folder: Path) -> None:
    with (folder / "large.py").open("w") as file:
        file.write("import keras\n")
        file.truncate(40_000_000_000)
    with (folder / "other.py").open("w") as file:
        file.truncate(11_000_000)
    done = keraslint(".", "-q", "--output-format", "concise")
    assert done.out.splitlines()[1:] == ["large.py:1:1: over-budget: 40000.0 MB, and at most 10 MB are read (`max-file-size`)"]
    assert "at most 0.1 MB are read" in keraslint("large.py", "--max-file-size=0.1").out


def test_the_configuration_says_how_large_a_file_may_be(keraslint: Keraslint, folder: Path) -> None:
    (folder / "keraslint.toml").write_text("max-file-size = 0.0001\nmax-file-time = 5\n")
    assert "over-budget: 0.0 MB, and at most 0.0001 MB are read" in keraslint(".", "--output-format", "concise").out


def notebook(outputs: int) -> str:
    """Return a notebook with a fault and so many megabytes of pictures."""
    picture = {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo+/abc" * 65_536}, "metadata": {}}
    cell = {"cell_type": "code", "source": FAULTY, "metadata": {}, "outputs": [picture] * outputs, "execution_count": None}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


@pytest.mark.parametrize("form", ["concise", "sarif", "gitlab"])
def test_the_outputs_of_a_notebook_are_in_nobodys_way(keraslint: Keraslint, folder: Path, form: str) -> None:
    (folder / "n.ipynb").write_text(notebook(40))
    done = keraslint("n.ipynb", "--output-format", form)
    assert "KL101" in done.out
    assert "over-budget" not in done.out


@pytest.mark.slow
def test_a_notebook_of_200_megabytes(keraslint: Keraslint, folder: Path) -> None:
    (folder / "n.ipynb").write_text(notebook(189))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "n.ipynb:cell 1:9:38: KL101" in keraslint(".", "-q", "--output-format", "concise").out
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_500_000
    (folder / "n.ipynb").write_text(notebook(200))
    assert "n.ipynb:1:1: over-budget: 209.7 MB" in keraslint(".", "-q", "--output-format", "concise").out


@pytest.mark.usefixtures("folder")
def test_showing_is_bounded_as_linting_is(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli.main(["show", "faulty.py"]) == 0
    shown = capsys.readouterr().out
    assert "1 compile call; known" in shown
    monkeypatch.setattr(weight, "LARGE", 10)
    assert cli.main(["show", "faulty.py"]) == 0
    assert capsys.readouterr().out == shown
    monkeypatch.setattr("keraslint.commands.show.Limits", lambda: Limits(0.01))
    (Path("slow.py")).write_text(START + "".join(f"model_{i} = keras.Sequential([layers.Dense(3)])\n" for i in range(3000)))
    assert cli.main(["show", "slow.py"]) == 1
    assert "over-budget: the file is not analysed: it takes more than 0.01 s" in capsys.readouterr().out


def test_confirming_refuses_what_is_heavy(
    keraslint: Keraslint, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    del keraslint
    monkeypatch.setattr(weight, "LARGE", 10)
    cli.main(["confirm", "faulty.py"])
    assert "over-budget: the file is not analysed" in "".join(capsys.readouterr())
