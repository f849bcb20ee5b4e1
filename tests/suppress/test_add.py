"""Comments that are written for what is found: one run later nothing is found, and nothing but comments has changed."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from support import FAULTY, Run

Keraslint = Callable[..., Run]

LEGACY = "import keras\n\nmodel = keras.Sequential()\noptimizer = keras.optimizers.SGD(lr=0.1, decay=1e-6)\n"


def notebook(*cells: str) -> str:
    made = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": cell.splitlines(keepends=True)}
        for cell in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}, indent=1)


@pytest.mark.parametrize(
    ("flag", "comment"),
    [
        ("--add-ignore", "# keraslint: ignore[KL101]"),
        ("--add-ignore=on purpose", "# keraslint: ignore[KL101] on purpose"),
        ("--add-noqa", "# noqa: KL101"),
        ("--add-noqa=on purpose", "# noqa: KL101 on purpose"),
    ],
)
def test_a_comment_is_written_behind_the_statement(keraslint: Keraslint, flag: str, comment: str) -> None:
    Path("ruff.toml").write_text('lint.external = ["KL"]\n')
    Path("m.py").write_text(FAULTY)
    done = keraslint("check", flag, "m.py")
    assert (done.code, done.out, done.err) == (0, "Added 1 suppression comment.\n", "")
    assert Path("m.py").read_text() == FAULTY.replace("\n])\n", f"\n])  {comment}\n")
    assert keraslint("m.py").code == 0
    assert keraslint("check", flag, "m.py").out == "Added 0 suppression comments.\n"


@pytest.mark.parametrize(
    ("before", "flag", "after"),
    [
        ("", "--add-ignore", "  # keraslint: ignore[KL801]"),
        ("  # type: ignore", "--add-ignore", "  # type: ignore  # keraslint: ignore[KL801]"),
        ("  # keraslint: ignore[KL101] why", "--add-ignore", "  # keraslint: ignore[KL101, KL801] why"),
        ("  # noqa: F401", "--add-noqa", "  # noqa: F401, KL801"),
        ("  # noqa: F401", "--add-ignore", "  # noqa: F401  # keraslint: ignore[KL801]"),
        ("   ", "--add-ignore", "  # keraslint: ignore[KL801]"),
    ],
)
def test_what_is_there_already_stays(keraslint: Keraslint, before: str, flag: str, after: str) -> None:
    Path("m.py").write_text(LEGACY.replace("e-6)\n", f"e-6){before}\n"))
    keraslint("m.py", flag)
    assert Path("m.py").read_text() == LEGACY.replace("e-6)\n", f"e-6){after}\n")
    assert "KL801" not in keraslint("m.py", "--output-format", "concise").out


ODD = {
    "backslash": "import keras\noptimizer = \\\n    keras.optimizers.SGD(lr=0.1)\n",
    "string": 'import keras\noptimizer = keras.optimizers.SGD(lr=0.1, name="""a\n# b\n""")\n',
    "semicolon": "import keras; optimizer = keras.optimizers.SGD(lr=0.1)\n",
    "no line end": "import keras\noptimizer = keras.optimizers.SGD(lr=0.1)",
    "windows": "import keras\r\noptimizer = keras.optimizers.SGD(\r\n    lr=0.1,\r\n)\r\n",
    "block": "import keras\nif True:\n    optimizer = keras.optimizers.SGD(lr=0.1)\n",
    "not ASCII": 'import keras\nname = "é𐐀"; optimizer = keras.optimizers.SGD(lr=0.1)\n',
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_nothing_else_changes(keraslint: Keraslint, text: str) -> None:
    Path("m.py").write_bytes(text.encode())
    keraslint("m.py", "--add-ignore")
    after = Path("m.py").read_bytes().decode()
    assert after.count("  # keraslint: ignore[KL801]") == 1
    assert after.replace("  # keraslint: ignore[KL801]", "") == text
    assert ast.dump(ast.parse(after)) == ast.dump(ast.parse(text))
    assert keraslint("m.py").code == 0


def test_in_a_notebook(keraslint: Keraslint) -> None:
    first, second = "%matplotlib inline\nimport keras\n", "%time\noptimizer = keras.optimizers.SGD(\n    lr=0.1,\n)"
    Path("n.ipynb").write_text(notebook(first, second))
    assert keraslint("n.ipynb", "--add-ignore=old").out == "Added 1 suppression comment.\n"
    assert Path("n.ipynb").read_text() == notebook(first, f"{second}  # keraslint: ignore[KL801] old")
    assert keraslint("n.ipynb").code == 0


def test_what_cannot_be_parsed_is_told(keraslint: Keraslint) -> None:
    Path("m.py").write_text("import keras\ndef f(:\n")
    done = keraslint("m.py", "--add-ignore")
    assert (done.code, done.out) == (1, "Added 0 suppression comments.\n")
    assert done.err.startswith("m.py:2:7: invalid-syntax: ")


@pytest.mark.parametrize(
    ("name", "config", "hinted"),
    [
        ("ruff.toml", "", True),
        ("ruff.toml", 'lint.external = ["KL"]', False),
        ("ruff.toml", 'external = ["K"]', False),
        ("pyproject.toml", "[tool.ruff]\nline-length = 100", True),
        ("pyproject.toml", '[tool.ruff.lint]\nexternal = ["KL", "V"]', False),
    ],
)
def test_who_uses_ruff_is_told_what_it_does_to_the_comments(keraslint: Keraslint, name: str, config: str, hinted: bool) -> None:
    Path(name).write_text(f"{config}\n")
    Path("m.py").write_text(LEGACY.replace("e-6)\n", "e-6)  # noqa: KL801\nx = 1\n"))
    done = keraslint("m.py")
    assert done.code == 0
    assert ("hint: m.py has `# noqa` comments" in done.err) is hinted
    assert keraslint("m.py", "-q").err == ""
    Path("m.py").write_text(LEGACY.replace("e-6)\n", "e-6)  # keraslint: ignore[KL801]\n"))
    assert keraslint("m.py").err == ""


def test_the_nearest_configuration_of_ruff_counts(keraslint: Keraslint) -> None:
    Path("ruff.toml").write_text('lint.external = ["KL"]\n')
    Path("sub").mkdir()
    Path("sub/pyproject.toml").write_text('[project]\nname = "x"\n')
    Path("sub/m.py").write_text(LEGACY.replace("e-6)\n", "e-6)  # noqa: KL801\n"))
    assert keraslint("sub/m.py").err == ""
    Path("sub/.ruff.toml").write_text("line-length = 100\n")
    assert keraslint("sub/m.py").err.startswith("hint: ")
