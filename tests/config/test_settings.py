"""What holds for a file: defaults, preset, files that extend each other, the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from keraslint import rules
from support import FAULTY, Run

Found = Callable[..., list[str]]
Keraslint = Callable[..., Run]

FAULT = ["faulty.py KL101"]


def put(folder: Path, text: str, name: str = "keraslint.toml") -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ('select = ["KL8"]', False),
        ('select = ["KL8"]\nextend-select = ["softmax-on-single-unit"]', True),
        ('select = ["loss"]\nignore = ["KL1"]', False),
        ('select = ["KL101"]\nignore = ["KL1"]', True),
        ('ignore = ["correctness"]', False),
        ('extend-ignore = ["core"]', False),
        ('preset = "core"', True),
        ('preset = "migration"', False),
        ('preset = "migration"\nselect = ["KL101"]', True),
        ('preset = "leakage"', False),
        ('min-severity = "error"', True),
        ('severity = { KL101 = "info" }\nmin-severity = "warning"', False),
        ('severity = { KL1 = "info", KL101 = "error" }\nmin-severity = "error"', True),
        ('per-file-ignores = { "faulty.py" = ["KL101"] }', False),
        ('per-file-ignores = { "*.py" = ["KL1"] }', False),
        ('per-file-ignores = { "sub/**" = ["KL1"] }', True),
        ('per-file-ignores = { "!faulty.py" = ["KL1"] }', True),
        ('per-file-ignores = { "!sub/**" = ["KL1"] }', False),
        ('per-file-ignores = {}\nextend-per-file-ignores = { "faulty.py" = ["loss"] }', False),
    ],
)
def test_what_a_file_says_holds(found: Found, folder: Path, text: str, is_found: bool) -> None:
    put(folder, text)
    assert found("faulty.py") == (FAULT if is_found else [])


@pytest.mark.parametrize(
    ("text", "arguments", "is_found"),
    [
        ('select = ["KL8"]', ["--select", "KL101"], True),
        ('ignore = ["KL101"]', ["--select", "KL1"], True),
        ('ignore = ["KL101"]', ["--extend-select", "KL101"], True),
        ('select = ["KL101"]', ["--ignore", "KL1"], False),
        ('select = ["KL101"]', ["--select", "KL8"], False),
        ('min-confidence = "high"', ["--config", 'ignore = ["KL101"]'], False),
        ('extend-ignore = ["KL101"]', ["--config", "extend-ignore = []"], True),
        ('preset = "migration"', ["--preset", "default"], True),
    ],
)
def test_the_command_line_has_the_last_word(found: Found, folder: Path, text: str, arguments: list[str], is_found: bool) -> None:
    put(folder, text)
    assert found("faulty.py", *arguments) == (FAULT if is_found else [])


@pytest.mark.parametrize(
    ("outer", "inner", "is_found"),
    [
        ('ignore = ["KL101"]', 'select = ["KL1"]', False),  # a child's `select` does not drop the parent's `ignore`
        ('ignore = ["KL101"]', 'select = ["KL1"]\nignore = []', True),
        ('ignore = ["KL101"]', 'ignore = ["KL8"]', True),
        ('extend-ignore = ["KL101"]', 'extend-ignore = ["KL8"]', False),
        ('select = ["KL8"]', 'extend-select = ["KL101"]', True),
        ('severity = { KL101 = "info" }', 'severity = { KL8 = "error" }\nmin-severity = "warning"', False),
        ('extend-per-file-ignores = { "sub/*.py" = ["KL1"] }', 'extend-per-file-ignores = { "x.py" = ["KL1"] }', False),
    ],
)
def test_a_file_extends_another(found: Found, folder: Path, outer: str, inner: str, is_found: bool) -> None:
    put(folder, outer)
    put(folder, f'extend = "../keraslint.toml"\n{inner}\n', "sub/keraslint.toml")
    put(folder, FAULTY, "sub/m.py")
    assert found("sub") == (["sub/m.py KL101"] if is_found else [])


def test_patterns_are_relative_to_the_file_in_which_they_stand(found: Found, folder: Path) -> None:
    put(folder, 'per-file-ignores = { "sub/m.py" = ["KL1"] }\n', "conf/base.toml")
    put(folder, 'extend = "conf/base.toml"\n')
    put(folder, FAULTY, "sub/m.py")
    assert found("sub") == ["sub/m.py KL101"]
    put(folder, 'per-file-ignores = { "../sub/m.py" = ["KL1"] }\n', "conf/base.toml")
    put(folder, 'extend = "conf/base.toml"\nextend-per-file-ignores = { "sub/m.py" = ["KL1"] }\n')
    assert found("sub") == []


def test_exit_codes_depend_on_severity(keraslint: Keraslint, folder: Path) -> None:
    assert keraslint("faulty.py", "--fail-on", "error").code == 1
    assert keraslint("faulty.py", "--fail-on", "never").code == 0
    put(folder, 'severity = { KL101 = "warning" }\nfail-on = "error"\n')
    done = keraslint("faulty.py")
    assert done.code == 0
    assert "warning[KL101 " in done.out
    put(folder, 'severity = { KL101 = "info" }\n')
    assert keraslint("faulty.py").code == 0
    assert keraslint("faulty.py", "--fail-on", "info").code == 1


def test_teaching_material_is_judged_less_strictly(found: Found, folder: Path) -> None:
    (rule,) = (rule for rule in rules.load() if rule.code == "KL614")
    for name in ("few.py", "tutorials/few.py"):
        put(folder, rule.documentation.examples[0].bad, name)
    both = ["few.py KL614", "tutorials/few.py KL614"]
    assert found(".", "--select", "KL614") == both
    put(folder, 'relaxed-files = ["tutorials/**"]\n')
    assert found(".", "--select", "KL614") == both[:1]


def test_the_version_of_keras_may_be_stated(found: Found, folder: Path) -> None:
    put(folder, "import keras\nkeras.optimizers.SGD(lr=0.1)\n", "m.py")
    assert found("m.py") == ["m.py KL801"]
    put(folder, 'keras-version = "1.2"\n')
    assert found("m.py") == []
    assert found("m.py", "--keras-version", ">=3") == ["m.py KL801"]


def test_output_format_and_fixes(keraslint: Keraslint, folder: Path) -> None:
    put(folder, 'output-format = "json"\nunsafe-fixes = true\n')
    assert json.loads(keraslint("faulty.py").out)[0]["code"] == "KL101"
    put(folder, "import torch\n", "other.py")
    assert keraslint("other.py").out == "[]\n"
    assert keraslint("other.py", "--output-format", "full").out == "All checks passed!\n"
    put(folder, "fix = true\nunsafe-fixes = true\n")
    assert keraslint("faulty.py").code == 0
    assert "sigmoid" in (folder / "faulty.py").read_text()


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("", False),
        ('extend-safe-fixes = ["KL101"]', True),
        ('extend-safe-fixes = ["KL1"]\nunfixable = ["KL101"]', False),
        ('extend-safe-fixes = ["KL1"]\nfixable = ["KL8"]', False),
        ('extend-safe-fixes = ["KL1"]\nfixable = ["KL8"]\nextend-fixable = ["KL101"]', True),
        ('extend-safe-fixes = ["KL1"]\nextend-unsafe-fixes = ["KL101"]', False),
    ],
)
def test_which_fixes_are_applied(keraslint: Keraslint, folder: Path, text: str, fixed: bool) -> None:
    put(folder, text)
    keraslint("faulty.py", "--fix")
    assert ("sigmoid" in (folder / "faulty.py").read_text()) is fixed


@pytest.mark.parametrize(
    ("required", "fits"),
    [
        ("==0.1.0", True),
        (">=0.1,<0.3", True),
        ("~=0.1.0", True),
        ("0.1.*", True),
        ("==0.2.*", False),
        (">=9", False),
        (">=" + "9" * 5000, False),
        ("!=0.1", False),
    ],
)
def test_a_required_version(keraslint: Keraslint, folder: Path, required: str, fits: bool) -> None:
    put(folder, f'required-version = "{required}"\n')
    done = keraslint("faulty.py")
    assert done.code == (1 if fits else 2)
    assert ("error: keraslint.toml:1: this is keraslint 0.1.0" in done.err) is not fits


def test_the_strict_preset_runs_everything(found: Found, folder: Path) -> None:
    put(folder, 'preset = "strict"\n')
    assert set(FAULT) < set(found("faulty.py"))
