"""The rule pack in ``examples/rule_pack``: tested with the public harness, and built, installed and used as its own wheel."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from keraslint import testing
from keraslint.rules import DEFAULT_PACKS, Rule, load

ROOT = Path(__file__).parents[2]
PACK = ROOT / "examples" / "rule_pack"
PROGRAM = """\
import keras

model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile(loss="binary_crossentropy")
"""


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Rule, ...]]:
    """The rules of the pack beside the built-in ones."""
    monkeypatch.syspath_prepend(str(PACK))
    yield load((*DEFAULT_PACKS, "acme_rules"))
    for name in [name for name in sys.modules if name.partition(".")[0] == "acme_rules"]:
        del sys.modules[name]


def test_the_harness_for_packs_has_nothing_against_it(rules: tuple[Rule, ...]) -> None:
    (rule,) = (rule for rule in rules if rule.code == "ACM101")
    assert (rule.name, rule.family, rule.url) == ("metrics-missing", "house", "https://acme.example/rules/metrics-missing")
    testing.check_documentation(rule)
    testing.check_examples(rule, rules)
    testing.check_fixes(rule, rules)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the pack, to be worked on."""
    shutil.copytree(PACK, tmp_path / "pack", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "pack"


def test_authors_test_their_rules_with_a_command(checkout: Path) -> None:
    done = keraslint(checkout, "test-rules", "acme_rules", path=checkout)
    assert (done.returncode, done.stdout) == (
        0, "ok   ACM101 metrics-missing: 1 example, 3 cases\n1 rule passed.\n"
    ), done.stderr  # fmt: skip
    one = keraslint(checkout, "test-rules", "acme_rules.house.metrics_missing", "--cases", "acme_rules", path=checkout)
    assert one.stdout.startswith("ok   ACM101 metrics-missing: 1 example, 0 cases\n")


@pytest.mark.parametrize(
    ("before", "after", "complaints"),
    [
        ("## Keras behaviour\n", "", ["     documentation\n", "Keras behaviour"]),
        ("if setup.compile.metrics == ():", "if False:", ["     examples\n", "metrics-missing.md:5 (Nobody asked for metrics)"]),
        ("setup.compile.metrics == ()", "setup.compile.metriks", ["crashed on", "AttributeError"]),
    ],
)
def test_authors_are_told_what_is_not_as_promised(checkout: Path, before: str, after: str, complaints: list[str]) -> None:
    module = checkout / "acme_rules" / "house" / "metrics_missing.py"
    text = module.read_text()
    assert before in text
    module.write_text(text.replace(before, after))
    done = keraslint(checkout, "test-rules", "acme_rules", path=checkout)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("FAIL ACM101 metrics-missing: ")
    assert done.stdout.endswith("0 rules passed, 1 failed.\n")
    assert [words for words in complaints if words not in done.stdout] == []


def test_the_rules_of_a_pack_are_explained(checkout: Path) -> None:
    assert "ACM101" in keraslint(checkout, "rule", "--plugin", "acme_rules", "metrics-missing", path=checkout).stdout
    assert keraslint(checkout, "rule", "metrics-missing", path=checkout).stderr.startswith("error: unknown rule")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "name the rule pack to test"),
        (["no_such_pack"], "no_such_pack cannot be imported: ModuleNotFoundError"),
        (["json"], "json.decoder is not a rule"),
        (["acme_rules", "--cases", "nowhere"], "there is no folder nowhere"),
        (["acme_rules", "--case", "tests"], "unknown option `--case`; did you mean `--cases`?"),
    ],
)
def test_what_cannot_be_tested(checkout: Path, arguments: list[str], complaint: str) -> None:
    done = keraslint(checkout, "test-rules", *arguments, path=checkout)
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {complaint}")


def keraslint(folder: Path, *arguments: str, path: Path) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join(map(str, (path, ROOT / "src", ROOT / "rules")))
    return subprocess.run(
        [sys.executable, "-m", "keraslint", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.network
def test_the_pack_works_from_its_own_wheel(tmp_path: Path) -> None:
    wheels, installed, project = (tmp_path / name for name in ("wheels", "site-packages", "project"))
    pip = [sys.executable, "-m", "pip"]
    built = subprocess.run(
        [*pip, "wheel", "-q", "--no-deps", "-w", str(wheels), str(PACK)], capture_output=True, text=True, check=False
    )
    if built.returncode != 0:
        pytest.skip("no package index can be reached")
    (wheel,) = wheels.glob("acme_rules-1.0.0-*.whl")
    subprocess.run([*pip, "install", "-q", "--no-deps", "--target", str(installed), str(wheel)], check=True)
    project.mkdir()
    (project / "m.py").write_text(PROGRAM)
    (project / "keraslint.toml").write_text('plugins = ["acme_rules"]\n')

    done = keraslint(project, "check", "--output-format", "json", "m.py", path=installed)
    assert [(row["code"], row["name"]) for row in json.loads(done.stdout)] == [("ACM101", "metrics-missing")], done.stderr
    assert keraslint(project, "rule", "acm101", path=installed).stdout.startswith("ACM101 metrics-missing\n")
    assert keraslint(project, "check", "--ignore", "ACM", "m.py", path=installed).returncode == 0
    assert keraslint(project, "check", "--isolated", "m.py", path=installed).returncode == 0
    assert keraslint(project, "check", "--isolated", "--plugin", "acme_rules", "m.py", path=installed).returncode == 1
    (project / "m.py").write_text(PROGRAM.replace('entropy")', 'entropy")  # keraslint: ignore[metrics-missing]'))
    assert keraslint(project, "check", "m.py", path=installed).returncode == 0
    assert keraslint(project, "check", "--isolated", "m.py", path=installed).returncode == 1  # nobody knows the name there
