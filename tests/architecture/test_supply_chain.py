"""What development uses is pinned, and two builds of the wheel are the same."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def required() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return {normal(re.split(r"[\[<>=!~; ]", one, maxsplit=1)[0]) for one in wanted}


def test_everything_that_development_needs_is_pinned() -> None:
    pinned = {normal(found[1]) for found in PINNED.finditer(LOCK)}
    assert required() - pinned == set()


def test_every_line_is_a_pin() -> None:
    lines = [line for line in LOCK.splitlines() if not line.startswith("#")]
    assert len(lines) > 50
    assert [line for line in lines if not PINNED.fullmatch(line)] == []


def test_the_lock_names_no_place_but_the_index_of_everybody() -> None:
    assert "://" not in LOCK
    assert " @ " not in LOCK


def test_versions_that_are_exact_are_those_of_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    exact = dict(one.split("==") for one in project["optional-dependencies"]["dev"] if "==" in one)
    pinned = dict(found.groups() for found in PINNED.finditer(LOCK))
    assert exact == {name: pinned[name] for name in exact}


def test_the_threat_model_names_tests_that_are_there() -> None:
    named = re.findall(r"`((?:tests|tools)/[\w/.]+)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    assert len(named) > 8
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.slow
@pytest.mark.network
def test_two_builds_give_the_same_wheel() -> None:
    done = subprocess.run(
        [str(ROOT / "tools" / "reproducible.sh")],
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and "differ" not in done.stderr:
        pytest.skip("no package index is to be reached")
    assert done.stdout.startswith("two builds give the same wheel: "), done.stderr
