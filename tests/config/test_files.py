"""Which configuration file holds for a file, and which files there are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from support import FAULTY, Run

Found = Callable[..., list[str]]
Keraslint = Callable[..., Run]

IGNORE = 'ignore = ["KL101"]\n'
FAULT = ["faulty.py KL101"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".keraslint.toml", IGNORE),
        ("keraslint.toml", IGNORE),
        ("pyproject.toml", f"[tool.keraslint]\n{IGNORE}"),
        ("pyproject.toml", f"[tool]\nkeraslint.{IGNORE}"),
        ("pyproject.toml", '[project]\nname = "x"\n\n[tool."keraslint"]\n' + IGNORE),
    ],
)
def test_a_configuration_file_is_found(found: Found, folder: Path, name: str, text: str) -> None:
    assert found("faulty.py") == FAULT
    (folder / name).write_text(text)
    assert found("faulty.py") == []
    assert found("--isolated", "faulty.py") == FAULT


def test_the_hidden_file_goes_before_the_plain_one_and_both_before_the_project(found: Found, folder: Path) -> None:
    (folder / "pyproject.toml").write_text(f"[tool.keraslint]\n{IGNORE}")
    (folder / "keraslint.toml").write_text("ignore = []\n")
    assert found(".") == FAULT
    (folder / ".keraslint.toml").write_text(IGNORE)
    assert found(".") == []


def test_the_nearest_file_holds_and_nothing_is_merged_in_silence(found: Found, folder: Path) -> None:
    (folder / "keraslint.toml").write_text(IGNORE)
    (folder / "sub").mkdir()
    (folder / "sub" / "m.py").write_text(FAULTY)
    assert found(".") == []
    (folder / "sub" / "keraslint.toml").write_text('min-confidence = "medium"\n')
    assert found(".") == ["sub/m.py KL101"]


@pytest.mark.parametrize(
    "text", ['[project]\nname = "x"\n', '[project]\ndependencies = ["keraslint"]\n', "[tool.keraslint\nnot TOML"]
)
def test_a_project_file_without_the_section_is_passed_over(keraslint: Keraslint, found: Found, folder: Path, text: str) -> None:
    (folder / "keraslint.toml").write_text(IGNORE)
    (folder / "sub").mkdir()
    (folder / "sub" / "m.py").write_text(FAULTY)
    (folder / "sub" / "pyproject.toml").write_text(text)
    if "not TOML" in text:
        assert keraslint("sub").code == 2
    else:
        assert found("sub") == []


def test_a_file_for_everything(found: Found, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "other").mkdir()
    (folder / "other" / "k.toml").write_text(IGNORE)
    (folder / "keraslint.toml").write_text("ignore = []\n")
    assert found("--config", "other/k.toml", "faulty.py") == []
    monkeypatch.setenv("KERASLINT_CONFIG", "other/k.toml")
    assert found("faulty.py") == []


def test_a_file_that_is_not_there(keraslint: Keraslint) -> None:
    done = keraslint("--config", "no.toml", "faulty.py")
    assert (done.code, done.err) == (2, "error: cannot read the configuration file no.toml\n")
    assert keraslint("--config", "no.toml", "--isolated").code == 2


def test_excludes(keraslint: Keraslint, folder: Path) -> None:
    for name in ("old", "old/deep", "new", "venv"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "m.py").write_text("")

    def files(*arguments: str) -> list[str]:
        return sorted(keraslint("--show-files", *arguments).out.split())

    assert files() == ["faulty.py", "new/m.py", "old/deep/m.py", "old/m.py"]
    (folder / "keraslint.toml").write_text('extend-exclude = ["old"]\n')
    assert files() == ["faulty.py", "new/m.py"]
    assert files("old/m.py") == ["old/m.py"]
    assert files("--force-exclude", "old/m.py", "venv/m.py") == []
    (folder / "keraslint.toml").write_text('exclude = ["old/*.py", "new"]\n')
    assert files() == ["faulty.py", "old/deep/m.py", "venv/m.py"]
    (folder / "keraslint.toml").write_text('force-exclude = true\nextend-exclude = ["/old/deep/"]\n')
    assert files("old/deep/m.py", "old/m.py") == ["old/m.py"]
    assert files("--extend-exclude", "new,old") == ["faulty.py"]


def test_excludes_of_a_nested_file_hold_below_it_alone(keraslint: Keraslint, folder: Path) -> None:
    for name in ("a/x", "b/x"):
        (folder / name).mkdir(parents=True)
        (folder / name / "m.py").write_text("")
    (folder / "a" / "keraslint.toml").write_text('extend-exclude = ["x"]\n')
    assert keraslint("--show-files").out.split() == ["faulty.py", "b/x/m.py"]


def test_ignored_files_may_be_looked_at(keraslint: Keraslint, folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".gitignore").write_text("faulty.py\n")
    assert keraslint("--show-files").out == ""
    assert keraslint("--show-files", "--no-respect-gitignore").out == "faulty.py\n"
    (folder / "keraslint.toml").write_text("respect-gitignore = false\n")
    assert keraslint("--show-files").out == "faulty.py\n"
    assert keraslint("--show-files", "--respect-gitignore").out == ""


def test_a_marker_makes_a_file_worth_a_look(keraslint: Keraslint, folder: Path) -> None:
    (folder / "m.py").write_text("import acme.nn\ndef f(:\n")
    assert keraslint("m.py").code == 0
    (folder / "keraslint.toml").write_text('extra-markers = ["acme.nn"]\n')
    assert keraslint("m.py").code == 1
