"""A survey from its inputs to its tables: the same whoever does the work, whatever happens on the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from surveys import PATHS, Survey, everything, table, write

from keraslint.scale.store import Store
from support import FAULTY

pytest.importorskip("pyarrow", reason="Arrow is not installed")

DEADLY = FAULTY.replace('"adam"', "keras.optimizers.Adam(0.666)")
SLOW = FAULTY.replace('"adam"', "keras.optimizers.Adam(0.555)")


def test_a_survey_of_a_folder(survey: Survey, sources: Path, tmp_path: Path) -> None:
    done = survey(sources, "--out", "out", "--engine", "serial")
    assert (done.code, done.err) == (0, "")
    assert done.out == (tmp_path / "out" / "summary.txt").read_text()
    assert done.out.startswith("9 files read (0.0 MB), 8 have to do with Keras, 6 of these differ, 4 linted\n")
    files = {(row["repository"], row["path"]): row for row in table(tmp_path / "out", "files")}
    assert sorted(files) == [
        ("company", "loose.py"), ("company/one", "clean.py"), ("company/one", "examples/copy.py"), ("company/one", "faulty.py"),
        ("company/two", "book.ipynb"), ("company/two", "broken.py"), ("company/two", "deep/copy.py"), ("company/two", "latin.py"),
    ]  # fmt: skip
    copies = [files["company/one", "examples/copy.py"], files["company/one", "faulty.py"], files["company/two", "deep/copy.py"]]
    assert len({row["content"] for row in copies}) == 1
    assert sum(not row["duplicate"] for row in copies) == 1
    assert files["company/one", "examples/copy.py"]["form"] == "example"
    assert files["company/two", "book.ipynb"]["form"] == "notebook"
    findings = table(tmp_path / "out", "findings")
    softmax = [row for row in findings if row["code"] == "KL101"]
    assert [(row["line"], row["cell"], row["severity"]) for row in softmax if row["cell"] is None] == [(9, None, "error")]
    assert len(softmax) == 2
    setups = table(tmp_path / "out", "setups")
    assert {row["optimizer"] for row in setups} == {"Adam"}
    assert json.loads(setups[0]["facts"])["framework"] == "keras3"
    errors = {row["path"]: row["kind"] for row in table(tmp_path / "out", "errors")}
    assert errors == {"broken.py": "invalid-syntax", "latin.py": "io-error"}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "errors.parquet", "files.parquet", "findings.parquet", "manifest.json", "setups.parquet", "summary.json", "summary.txt"
    ]  # fmt: skip


def test_the_summary_counts_files_and_repositories(survey: Survey, sources: Path) -> None:
    summary = json.loads(survey(sources, "--out", "out", "--output-format", "json").out)
    (softmax,) = (rule for rule in summary["rules"] if rule["code"] == "KL101")
    assert softmax == {
        "code": "KL101", "name": "softmax-on-single-unit", "severity": "error", "findings": 2, "distinct_files": 2, "files": 4,
        "repositories": 2,
    }  # fmt: skip
    assert summary["coverage"]["compile_calls"] == 4
    assert [(kind["kind"], kind["repositories"]) for kind in summary["repository_kinds"]] == [("module", 3)]
    assert [(one["kind"], one["count"]) for one in summary["errors"]] == [("invalid-syntax", 1), ("io-error", 1)]


def test_a_file_is_judged_by_itself_and_by_the_settings_of_the_run(survey: Survey, sources: Path, tmp_path: Path) -> None:
    (sources / "one" / "keraslint.toml").write_text('ignore = ["ALL"]\n')
    write(sources, {"one/main.py": "from faulty import model\nmodel.fit([1], [2])\n", "one/requirements.txt": "keras<3"})
    survey(sources, "--out", "out", "--engine", "serial", "--select", "KL101,KL801")
    assert {row["code"] for row in table(tmp_path / "out", "findings")} == {"KL101"}


def test_it_goes_on_with_what_it_began_with(survey: Survey, sources: Path, tmp_path: Path) -> None:
    begun = survey(sources, "--out", "out")
    (sources / "new.py").write_text(FAULTY + "\n")
    assert survey(sources, "--out", "out").out == begun.out
    refused = survey(sources, "--out", "out", "--select", "KL1")
    assert (refused.code, refused.err) == (
        2, "error: out holds a survey with other options; name another folder, or begin anew with `--restart`\n"
    )  # fmt: skip
    assert survey(sources, "--out", "out", "--restart").out.startswith("10 files read")
    assert len(table(tmp_path / "out", "files")) == 9


@pytest.mark.slow
def test_a_process_that_dies_over_a_file_costs_that_file(survey: Survey, tmp_path: Path) -> None:
    files = {f"{name}.py": FAULTY + f"# {name}\n" for name in "abcdef"}
    write(tmp_path / "all", {**files, "deadly.py": DEADLY, "slow.py": SLOW})
    done = survey("all", "--out", "out", "--plugin", "deadly_rules", "--workers", "2")
    assert done.code == 0
    assert "8 of these differ, 7 linted" in done.out
    assert [(row["path"], row["kind"], row["message"]) for row in table(tmp_path / "out", "errors")] == [
        ("deadly.py", "io-error", "the process that linted it was lost: its process was killed by signal 9")
    ]
    assert len({row["content"] for row in table(tmp_path / "out", "findings")}) == 7


@pytest.mark.slow
def test_a_survey_that_is_killed_goes_on_and_counts_nothing_twice(survey: Survey, tmp_path: Path) -> None:
    write(tmp_path / "all", {f"{number:03}.py": SLOW + f"# {number % 130}\n" for number in range(140)})
    arguments = ["all", "--out", "killed", "--plugin", "deadly_rules", "--engine", "local", "--workers", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "keraslint", "survey", *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": PATHS},
        start_new_session=True,
    )
    linted = tmp_path / "killed" / "parts" / "linted"
    while process.poll() is None and not list(linted.glob("*/*.json")):
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "killed" / "findings.parquet").exists()
    done = {path: path.stat().st_mtime_ns for path in linted.glob("*/*.json")}
    assert done
    arguments[2] = "whole"
    assert survey(*arguments).code == 0
    arguments[2] = "killed"
    assert survey(*arguments).code == 0
    assert everything(tmp_path / "killed") == everything(tmp_path / "whole")
    assert len(table(tmp_path / "killed", "files")) == 140
    contents = [row["content"] for row in table(tmp_path / "killed", "findings") if row["code"] == "KL101"]
    assert len(contents) == len(set(contents)) == 130


def test_two_surveys_do_not_write_to_one_folder(survey: Survey, sources: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "out")
    store.begin({}, anew=False)
    refused = survey(sources, "--out", "out")
    store.end()
    assert (refused.code, refused.err) == (2, "error: out is being written to by another survey\n")
