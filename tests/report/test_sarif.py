"""SARIF: what GitHub requires, and what the validator of Microsoft says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from keraslint.report.linehash import line_hashes
from support import Run

Lint = Callable[..., Run]


@pytest.fixture
def log(report: Lint) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(report("--output-format", "sarif").out)
    return made


def strings(value: object) -> list[str]:
    """Return all strings in a JSON value."""
    match value:
        case dict():
            return [text for item in value.values() for text in strings(item)]
        case list():
            return [text for item in value for text in strings(item)]
        case str():
            return [value]
        case _:
            return []


def test_what_github_requires_is_there(log: dict[str, Any], project: Path) -> None:
    assert (log["version"], log["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for rule in rules:
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
        assert "security-severity" not in rule["properties"]
    assert len(run["results"]) == 3
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        (place,) = result["locations"]
        path = place["physicalLocation"]["artifactLocation"]["uri"]
        line = place["physicalLocation"]["region"]["startLine"]
        expected = line_hashes((project / path).read_text(encoding="utf-8"))[line - 1]
        assert result["partialFingerprints"]["primaryLocationLineHash"] == expected
    assert "" not in strings(log)


def test_places(log: dict[str, Any], project: Path) -> None:
    results = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: result for result in log["runs"][0]["results"]
    }
    assert results.keys() == {"src/m.py", "n.ipynb", "broken.py"}
    region = results["src/m.py"]["locations"][0]["physicalLocation"]["region"]
    assert region == {
        "startLine": 10,
        "startColumn": 45,
        "endLine": 10,
        "endColumn": 54,
        "snippet": {"text": '"softmax"'},
    }
    (change,) = results["src/m.py"]["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "src/m.py", "uriBaseId": "%SRCROOT%"}
    assert change["replacements"][0]["insertedContent"] == {"text": '"sigmoid"'}
    place = results["n.ipynb"]["locations"][0]
    line = place["physicalLocation"]["region"]["startLine"]
    assert "softmax" in (project / "n.ipynb").read_text().splitlines()[line - 1]
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "cell 2, line 9"
    assert "(cell 2, line 9)" in results["n.ipynb"]["message"]["text"]
    assert results["broken.py"]["ruleId"] == "invalid-syntax"
    assert log["runs"][0]["originalUriBaseIds"]["%SRCROOT%"]["uri"] == f"{project.resolve().as_uri()}/"


def test_a_path_with_odd_characters_is_an_uri(report: Lint, project: Path) -> None:
    (project / "a b%é.py").write_text("import keras\ndef f(:\n")
    made = json.loads(report("a b%é.py", "--output-format", "sarif").out)
    place = made["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b%25%C3%A9.py"


@pytest.mark.slow
@pytest.mark.network
def test_the_validator_of_microsoft_has_nothing_against_it(report: Lint, tmp_path_factory: pytest.TempPathFactory) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    folder = Path(os.environ.get("KERASLINT_SARIF_VALIDATOR") or tmp_path_factory.mktemp("validator"))
    tool = folder / "node_modules" / "@microsoft" / "sarif-multitool-linux" / "Sarif.Multitool"
    if not tool.exists():
        command = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), "@microsoft/sarif-multitool@5.7.0"]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            pytest.skip("the package index cannot be reached")
    for name in ("k.sarif", "control.sarif"):
        report("--output-format", f"sarif={folder / name}")
    control = json.loads((folder / "control.sarif").read_text())
    del control["runs"][0]["results"][0]["locations"]
    (folder / "control.sarif").write_text(json.dumps(control))
    assert complaints(tool, folder / "k.sarif") == []
    assert complaints(tool, folder / "control.sarif") != []


def complaints(tool: Path, log: Path) -> list[str]:
    """Return the errors and warnings that the validator has; its exit code says nothing."""
    out = log.with_suffix(".validated")
    command = [str(tool), "validate", str(log), "--rule-kind", "Sarif;Gh", "--output", str(out), "--log", "ForceOverwrite"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert out.exists(), done.stdout + done.stderr
    results = json.loads(out.read_text(encoding="utf-8-sig"))["runs"][0]["results"]
    return [f"{one['ruleId']} {one.get('message')}" for one in results if one.get("level", "warning") in {"error", "warning"}]
