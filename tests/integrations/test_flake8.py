"""The plugin for flake8: codes through ``--select KL``, columns, ``# noqa``."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from keraslint.flake8 import Plugin
from support import CLEAN, FAULTY

ROOT = Path(__file__).parents[2]


def rows(text: str, name: str = "m.py") -> list[tuple[int, int, str]]:
    lines = text.splitlines(keepends=True)
    return [(row, column, message.split()[0]) for row, column, message, _ in Plugin(None, name, lines).run()]


def test_what_flake8_gets() -> None:
    assert rows(FAULTY) == [(9, 37, "KL101")]
    assert rows(CLEAN) == rows("import os\n") == []
    assert rows(f"\ufeff{FAULTY}".replace("\ufeff", "")) == rows(FAULTY)


def test_the_configuration_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "keraslint.toml").write_text('ignore = ["KL101"]\n')
    assert rows(FAULTY) == []
    (tmp_path / "keraslint.toml").write_text("nonsense = 1\n")
    with pytest.raises(SystemExit, match="unknown key `nonsense`"):
        rows(FAULTY)


def test_flake8_finds_the_plugin_when_both_are_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["flake8.extension"] == {"KL": "keraslint.flake8:Plugin"}
    assert project["optional-dependencies"]["flake8"] == ["flake8>=6.0"]


@pytest.mark.slow
@pytest.mark.network
def test_a_real_run(tmp_path: Path) -> None:
    target = tmp_path / "packages"
    command = [sys.executable, "-m", "pip", "install", "-q", "--target", str(target), "flake8>=6.0"]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("no package index can be reached")
    (tmp_path / "m.py").write_text(FAULTY)
    (tmp_path / "quiet.py").write_text(FAULTY.replace('"softmax"),', '"softmax"),  # noqa: KL101'))
    if not entry_points(group="flake8.extension", name="KL"):  # keraslint runs from its sources, so flake8 has to be told
        (tmp_path / ".flake8").write_text("[flake8:local-plugins]\nextension =\n    KL = keraslint.flake8:Plugin\n")
    paths = os.pathsep.join(map(str, (target, ROOT / "src", ROOT / "rules")))
    done = subprocess.run(
        [sys.executable, "-m", "flake8", "--select", "KL", "m.py", "quiet.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("m.py:9:38: KL101 "), done.stderr
    assert len(done.stdout.splitlines()) == 1
