"""What is wrong in a configuration ends with 2, the line and what may have been meant."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support import Run

Keraslint = Callable[..., Run]

MISTAKES = {
    'selct = ["KL1"]': "keraslint.toml:2: unknown key `selct`; did you mean `select`?",
    'select = "KL1"': "keraslint.toml:2: `select` has to be a list of rule selectors",
    'select = ["KL2", "KL1011"]': "keraslint.toml:2: unknown rule selector `KL1011`; did you mean `KL101`?",
    'select = [\n  "KL2",\n  "lossy",\n]': "keraslint.toml:4: unknown rule selector `lossy`; did you mean `loss`?",
    'min-severity = "warnin"': 'keraslint.toml:2: `min-severity` has to be "error", "warning" or "info"; did you mean `warning`?',
    '[severity]\nKL1 = "fatal"': 'keraslint.toml:3: `severity` has to be a table of rule selectors with one of "error"',
    '[severity]\nKL1 = "info"\nsoftmax-on-single = "info"': (
        "keraslint.toml:4: unknown rule selector `softmax-on-single`; did you mean `softmax-on-single-unit`?"
    ),
    '[per-file-ignores]\n"a.py" = ["KL999"]': "keraslint.toml:3: unknown rule selector `KL999`",
    'required-version = "new"': "keraslint.toml:2: `required-version` has to be a version or bounds on one",
    'keras-version = ">=4,<3"': "keraslint.toml:2: '>=4,<3' allows no version",
    "fix = 1": "keraslint.toml:2: `fix` has to be true or false",
    'extend = "no.toml"': "keraslint.toml:2: cannot read no.toml: No such file or directory",
    'extend = "keraslint.toml"': "keraslint.toml:2: this file extends itself",
    "fix = tru": "keraslint.toml:2: this is not TOML:",
    'plugins = ["no_such_pack_of_rules"]': "keraslint.toml:2: the rule pack no_such_pack_of_rules is not installed as one",
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.items())
def test_a_mistake_is_pointed_at(keraslint: Keraslint, folder: Path, text: str, message: str) -> None:
    (folder / "keraslint.toml").write_text(f"# ours\n{text}\n")
    done = keraslint("faulty.py")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: {message}")


def test_the_line_is_shown(keraslint: Keraslint, folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[project]\nname = "x"\n\n[tool.keraslint]\nselect = ["KL2", "KL1011"]\n')
    assert (
        keraslint("faulty.py").err
        == inspect.cleandoc("""
        error: pyproject.toml:5: unknown rule selector `KL1011`; did you mean `KL101`?
          |
        5 | select = ["KL2", "KL1011"]
          |                   ^^^^^^
        """)
        + "\n"
    )


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("selct = []", "--config: unknown key `selct`; did you mean `select`?"),
        ("fix = 3", "--config: `fix` has to be true or false"),
        ("fix = ", "--config:1: this is not TOML"),
    ],
)
def test_a_mistake_on_the_command_line(keraslint: Keraslint, value: str, message: str) -> None:
    done = keraslint("faulty.py", "--config", value)
    assert done.code == 2
    assert done.err.startswith(f"error: {message}")


def test_what_is_not_utf8_is_refused(keraslint: Keraslint, folder: Path) -> None:
    (folder / "keraslint.toml").write_bytes(b"# \xff\n")
    assert keraslint("faulty.py").err == "error: keraslint.toml is not UTF-8\n"


def test_a_configuration_cannot_have_code_of_the_linted_project_run(keraslint: Keraslint, folder: Path) -> None:
    (folder / "acme_local_rules").mkdir()
    (folder / "acme_local_rules" / "__init__.py").write_text("import pathlib\npathlib.Path('ran').touch()\n")
    (folder / "keraslint.toml").write_text('plugins = ["acme_local_rules"]\n')
    done = keraslint("faulty.py")
    assert done.code == 2
    assert not (folder / "ran").exists()


@pytest.mark.parametrize("name", ["antigravity", "this", "idlelib.idle", "json", "pip.__main__"])
def test_a_configuration_cannot_have_just_any_module_imported(keraslint: Keraslint, folder: Path, name: str) -> None:
    before = set(sys.modules)
    (folder / "keraslint.toml").write_text(f'plugins = ["{name}"]\n')
    done = keraslint("faulty.py")
    assert done.code == 2
    assert done.err.startswith(f"error: keraslint.toml:1: the rule pack {name} is not installed as one: no distribution has")
    assert name not in set(sys.modules) - before


@pytest.mark.parametrize(("place", "allowed"), [("elsewhere", True), ("inside", False)])
def test_a_distribution_says_that_it_is_a_pack(
    keraslint: Keraslint,
    folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    allowed: bool,
) -> None:
    installed = folder / "lib" if place == "inside" else tmp_path_factory.mktemp("lib")
    metadata = installed / "acme-1.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[keraslint.packs]\nacme_installed_rules = acme_installed_rules\n")
    monkeypatch.syspath_prepend(str(installed))
    (folder / "keraslint.toml").write_text('plugins = ["acme_installed_rules"]\n')
    done = keraslint("faulty.py")
    assert ("is not installed as one" in done.err) != allowed
    assert ("acme_installed_rules cannot be imported" in done.err) == allowed
