from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from keraslint import pipeline
from support import CLEAN, FAULTY, Keraslint

WHERE = "faulty.py:9:"


def test_a_finding_ends_with_1(keraslint: Keraslint, faulty: Path) -> None:
    done = keraslint("check", faulty.name)
    assert done.code == 1
    assert "KL101" in done.out
    assert f"--> {WHERE}" in done.out
    assert done.err == ""


def test_a_bare_path_is_checked(keraslint: Keraslint, faulty: Path) -> None:
    assert keraslint(faulty.name).out == keraslint("check", faulty.name).out


def test_without_a_path_the_current_folder_is_checked(keraslint: Keraslint, faulty: Path) -> None:
    del faulty
    assert keraslint().code == 1
    assert keraslint("check").code == 1


def test_a_command_name_is_a_command_and_a_path_can_be_told_apart(keraslint: Keraslint, folder: Path) -> None:
    (folder / "rule").mkdir()
    (folder / "rule" / "faulty.py").write_text(FAULTY)
    assert keraslint("rule").code == 2
    assert keraslint("./rule").code == 1
    assert keraslint("check", "rule").code == 1


def test_a_clean_file_ends_with_0(keraslint: Keraslint, folder: Path) -> None:
    (folder / "clean.py").write_text(CLEAN)
    done = keraslint("clean.py")
    assert (done.code, done.out, done.err) == (0, "All checks passed!\n", "")


@pytest.mark.parametrize("shape", ["full", "concise", "json"])
def test_what_is_said_of_an_irrelevant_file_is_what_is_said_of_a_clean_one(
    keraslint: Keraslint, folder: Path, shape: str
) -> None:
    (folder / "clean.py").write_text(CLEAN)
    (folder / "other.py").write_text("import torch\n")
    for options in ([], ["-q"], ["--statistics"], ["-o", "report.txt"]):
        outputs = []
        for name in ("clean.py", "other.py"):
            done = keraslint(name, "--output-format", shape, *options)
            report = folder / "report.txt"
            outputs.append((done.code, done.out, done.err, report.read_text() if report.exists() else None))
        assert outputs[0] == outputs[1], options


def test_nothing_to_lint_is_said_on_standard_error(keraslint: Keraslint, folder: Path) -> None:
    (folder / "empty").mkdir()
    done = keraslint("empty")
    assert (done.code, done.out) == (0, "All checks passed!\n")
    assert done.err == "warning: no Python files found under the given paths\n"
    assert keraslint("empty", "-q").err == ""


def test_concise(keraslint: Keraslint, faulty: Path) -> None:
    first, *rest = keraslint(faulty.name, "--output-format", "concise").out.splitlines()
    assert first.startswith(f"{WHERE}")
    assert " KL101 " in first
    assert rest[0] == "Found 1 error."


def test_json(keraslint: Keraslint, faulty: Path) -> None:
    (finding,) = json.loads(keraslint(faulty.name, "--output-format", "json").out)
    assert set(finding) == {
        "category", "cell", "code", "confidence", "end_location", "filename", "fix", "location", "message", "name", "noqa_row",
        "notes", "related", "setup", "severity", "url",
    }  # fmt: skip
    assert finding["code"] == "KL101"
    assert finding["name"] == "softmax-on-single-unit"
    assert finding["filename"] == str(faulty)
    assert finding["location"]["row"] == 9
    assert finding["noqa_row"] == 10


def test_quiet_leaves_out_the_summary_and_silent_everything(keraslint: Keraslint, faulty: Path) -> None:
    quiet = keraslint(faulty.name, "-q")
    assert quiet.code == 1
    assert "KL101" in quiet.out
    assert "Found" not in quiet.out
    silent = keraslint(faulty.name, "-s")
    assert (silent.code, silent.out, silent.err) == (1, "", "")


def test_exit_zero(keraslint: Keraslint, faulty: Path) -> None:
    done = keraslint(faulty.name, "--exit-zero")
    assert done.code == 0
    assert "KL101" in done.out


def test_statistics(keraslint: Keraslint, faulty: Path) -> None:
    assert keraslint(faulty.name, "--statistics").out.startswith("1\tKL101\t[ ] softmax-on-single-unit\nFound 1 error.\n")
    (row,) = json.loads(keraslint(faulty.name, "--statistics", "--output-format", "json", "--unsafe-fixes").out)
    assert row == {"code": "KL101", "name": "softmax-on-single-unit", "count": 1, "fixable": True, "fixable_count": 1}


def test_output_file(keraslint: Keraslint, faulty: Path, folder: Path) -> None:
    done = keraslint(faulty.name, "--output-file", "report.txt")
    assert (done.code, done.out) == (1, "")
    assert "KL101" in (folder / "report.txt").read_text()
    broken = keraslint(faulty.name, "-o", "no/such/folder.txt")
    assert broken.code == 2
    assert broken.err == "error: cannot write no/such/folder.txt: No such file or directory\n"


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--select", "KL101"], True),
        (["--select", "KL2"], False),
        (["--select", "KL2,softmax-on-single-unit"], True),
        (["--select", "KL2", "--select", "KL1"], True),
        (["--ignore", "KL101"], False),
        (["--select", "KL2", "--extend-select", "KL101"], True),
        (["--min-severity", "error"], True),
        (["--min-confidence", "high"], True),
    ],
)
def test_selection(keraslint: Keraslint, faulty: Path, options: list[str], found: bool) -> None:
    done = keraslint(faulty.name, *options)
    assert ("KL101" in done.out) is found
    assert done.code == int(found)


def test_an_unknown_selector_ends_with_2_whatever_there_is_to_lint(keraslint: Keraslint, folder: Path) -> None:
    (folder / "other.py").write_text("import torch\n")
    done = keraslint("other.py", "--select", "unscaled-inputs")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: unknown rule selector `unscaled-inputs`; did you mean `unscaled-input`?\n"


@pytest.mark.parametrize(
    "arguments", [["--sel", "KL101"], ["--output-format", "xml"], ["--no-such-option"], ["version", "--verbose"]]
)
def test_a_wrong_command_line_ends_with_2(keraslint: Keraslint, arguments: list[str]) -> None:
    done = keraslint(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert "error" in done.err


@pytest.mark.parametrize(
    "arguments", [["--help"], ["check", "--help"], ["rule", "-h"], ["show", "-h"], ["version"], ["--version"]]
)
def test_help_and_version_end_with_0(keraslint: Keraslint, arguments: list[str]) -> None:
    done = keraslint(*arguments)
    assert done.code == 0
    assert "keraslint" in done.out


def test_options_may_stand_between_paths(keraslint: Keraslint, folder: Path) -> None:
    for name in ("a.py", "b.py"):
        (folder / name).write_text(FAULTY)
    done = keraslint("check", "a.py", "--output-format", "concise", "b.py", "--exit-zero")
    assert "a.py:9" in done.out
    assert "b.py:9" in done.out


def test_files_are_reported_in_the_order_of_their_paths(keraslint: Keraslint, folder: Path) -> None:
    for name in ("b.py", "a.py", "c.py"):
        (folder / name).write_text(FAULTY)
    lines = keraslint("c.py", "a.py", "b.py", "--output-format", "concise", "-q").out.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["a.py", "b.py", "c.py"]


def test_a_comment_silences(keraslint: Keraslint, faulty: Path) -> None:
    faulty.write_text(FAULTY.replace('activation="softmax"),', 'activation="softmax"),  # keraslint: ignore[KL101] on purpose'))
    assert keraslint(faulty.name).code == 0
    faulty.write_text(FAULTY.replace("\n])", "\n])  # noqa: KL101"))
    assert keraslint(faulty.name).code == 0


def test_standard_input(keraslint: Keraslint) -> None:
    done = keraslint("-", "--output-format", "concise", stdin=FAULTY.encode())
    assert done.code == 1
    assert done.out.startswith("-:9:")
    named = keraslint("-", "--stdin-filename", "src/m.py", "--output-format", "concise", stdin=FAULTY.encode())
    assert named.out.startswith("src/m.py:9:")
    assert keraslint("-", stdin=b"").code == 0


def test_colour_is_a_matter_of_the_terminal(keraslint: Keraslint, faulty: Path) -> None:
    assert "\x1b[" not in keraslint(faulty.name).out
    assert "\x1b[" in keraslint(faulty.name, "--color", "always").out


def test_force_exclude(keraslint: Keraslint, folder: Path) -> None:
    (folder / "venv").mkdir()
    (folder / "venv" / "a.py").write_text(FAULTY)
    assert keraslint("venv/a.py").code == 1
    assert keraslint("venv/a.py", "--force-exclude").code == 0


def test_a_fault_of_keraslint_itself_is_told_without_a_traceback(keraslint: Keraslint, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("oh")

    monkeypatch.setattr(pipeline, "run", fail)
    done = keraslint("check")
    assert done.code == 2
    assert done.err.startswith("error: keraslint failed, which is a bug: RuntimeError: oh at ")
    assert len(done.err.splitlines()) == 1


def test_an_interruption_ends_the_run_quietly(keraslint: Keraslint, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "run", interrupt)
    done = keraslint("check")
    assert (done.code, done.out, done.err) == (130, "", "")


def test_a_path_that_looks_like_an_option(keraslint: Keraslint, folder: Path) -> None:
    (folder / "--fix").write_text(FAULTY)
    assert keraslint("./--fix").code == 1
    assert keraslint("check", "-q", "--", "--fix").code == 1


def test_a_reader_that_goes_away_ends_the_run_quietly(folder: Path) -> None:
    (folder / "many.py").write_text(FAULTY)
    for number in range(400):
        (folder / f"m{number}.py").write_text("import keras\ndef f(:\n")
    command = f"{sys.executable} -m keraslint . --output-format concise | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1
