"""Whatever a file is like, there is one clear diagnostic with its place, and the other files are linted."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from keraslint import analysis, atomic, engine, pipeline
from keraslint.findings import Severity
from keraslint.fix import lower
from keraslint.rules import Meta, Rule
from support import CLEAN, FAULTY, Keraslint


@pytest.fixture
def lint(keraslint: Keraslint, folder: Path) -> Callable[[bytes], tuple[int, list[str]]]:
    """Lint a file with that content beside one with a finding; returns the exit code and what is said of the file."""

    def run(content: bytes) -> tuple[int, list[str]]:
        (folder / "bad.py").write_bytes(content)
        (folder / "faulty.py").write_text(FAULTY)
        done = keraslint(".", "--output-format", "concise", "-q")
        assert "faulty.py:9:" in done.out, "the other file is linted"
        assert "Traceback" not in done.out + done.err
        return done.code, [line for line in done.out.splitlines() if line.startswith("bad.py:")]

    return run


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"import keras\ndef f(:\n", "bad.py:2:7: invalid-syntax: "),
        (b"import keras\nprint 'x'\n", "bad.py:2:1: invalid-syntax: Missing parentheses in call to 'print'"),
        (b"import keras\nx = (\n", "bad.py:2:5: invalid-syntax: '(' was never closed"),
        (b"import keras\nif x:\n    y\n  z\n", "bad.py:4:4: invalid-syntax: unindent does not match"),
        (b"import keras\nx = '\xe9t\xe9'\n", "bad.py:2:6: io-error: byte 0xe9 is not UTF-8"),
        (b"# -*- coding: klingon -*-\nimport keras\n", "bad.py:1:1: io-error: unknown encoding: klingon"),
        (b"# -*- coding: hex -*-\nimport keras\n", "bad.py:1:1: io-error: cannot decode the file as hex"),
        (b"\xef\xbb\xbf# -*- coding: latin-1 -*-\nimport keras\n", "bad.py:1:1: io-error: encoding problem: utf-8"),
        (b"import keras\nx = '\0'\n", "bad.py:2:6: io-error: the file has a NUL character"),
        ("import keras\n".encode("utf-16"), "bad.py:1:1: io-error: the file is encoded as UTF-16"),
    ],
)
def test_content_that_is_not_python(lint: Callable[[bytes], tuple[int, list[str]]], content: bytes, said: str) -> None:
    code, lines = lint(content)
    assert code == 1
    assert len(lines) == 1
    assert lines[0].startswith(said)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"# keras\n",
        b"\xef\xbb\xbf" + CLEAN.encode(),
        CLEAN.replace("\n", "\r\n").encode(),
        CLEAN.replace("\n", "\r").encode(),
        b"# -*- coding: latin-1 -*-\nimport keras\nx = '\xe9'\n",
        b"import keras\nif True:\n\tx = 1\n        y = 2\n",
        b"import keras\nx = 1",
        b"import keras\n\x0cx = 1\n",
        ("import keras\nx = " + " + ".join(["1"] * 1000) + "\n").encode(),
        ("import keras\nx = " + "[" * 80 + "]" * 80 + "\n").encode(),
    ],
)
def test_content_that_is_odd_but_python(lint: Callable[[bytes], tuple[int, list[str]]], content: bytes) -> None:
    assert lint(content) == (1, [])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_places_do_not_depend_on_line_ends_and_marks(keraslint: Keraslint, folder: Path, end: str, mark: bytes) -> None:
    (folder / "m.py").write_bytes(mark + FAULTY.replace("\n", end).encode())
    (finding,) = json.loads(keraslint("m.py", "--output-format", "json").out)
    assert finding["location"]["row"] == 9


def test_a_finding_in_a_file_with_a_deep_tree(keraslint: Keraslint, folder: Path) -> None:
    (folder / "m.py").write_text(FAULTY + "total = " + " + ".join(["1"] * 1500) + "\n")
    done = keraslint("m.py", "--output-format", "concise", "-q")
    assert (done.code, done.out[:7]) == (1, "m.py:9:")


def test_many_brackets_in_a_text_are_no_nesting(lint: Callable[[bytes], tuple[int, list[str]]]) -> None:
    assert lint(b"import keras\n# " + b":( " * 5000 + b"\nx = '" + b"[" * 5000 + b"'\n") == (1, [])


def test_code_that_nests_too_deeply(lint: Callable[[bytes], tuple[int, list[str]]]) -> None:
    code, lines = lint(("import keras\nx = " + "(" * 5000 + "1" + ")" * 5000 + "\n").encode())
    assert code == 1
    assert len(lines) == 1
    assert "invalid-syntax" in lines[0]


def test_a_path_that_does_not_exist(keraslint: Keraslint, faulty: Path) -> None:
    done = keraslint("missing.py", faulty.name, "--output-format", "concise", "-q")
    assert done.code == 1
    assert done.out.splitlines()[1] == "missing.py:1:1: io-error: No such file or directory"
    assert keraslint("missing.py", "--exit-zero").code == 0


def test_a_path_with_a_nul_character(keraslint: Keraslint) -> None:
    done = keraslint("a\0b.py", "--output-format", "concise", "-q")
    assert done.code == 1
    assert done.out == "a\\x00b.py:1:1: io-error: embedded null byte\n"


def test_a_file_that_may_not_be_read(keraslint: Keraslint, faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def refuse(path: str, *arguments: int) -> int:
        if path == "secret.py":
            raise PermissionError(13, "Permission denied", path)
        return opened(path, *arguments)

    monkeypatch.setattr(pipeline.os, "open", refuse)
    done = keraslint("secret.py", faulty.name, "--output-format", "concise", "-q")
    assert done.code == 1
    assert "secret.py:1:1: io-error: Permission denied\n" in done.out


def test_a_folder_that_may_not_be_read(keraslint: Keraslint, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "bad").mkdir()
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path == "bad":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    done = keraslint("bad", "--output-format", "concise", "-q")
    assert (done.code, done.out) == (1, "bad:1:1: io-error: Permission denied\n")


@pytest.mark.parametrize("name", ["with space.py", "ünïcödé.py", "new\nline.py", os.fsdecode(b"\xff.py")])
def test_odd_names(keraslint: Keraslint, folder: Path, name: str) -> None:
    (folder / name).write_text(FAULTY)
    done = keraslint(".", "--output-format", "concise", "-q")
    assert done.code == 1
    assert len(done.out.splitlines()) == 1
    assert json.loads(keraslint(".", "--output-format", "json").out)[0]["filename"] == str(folder / name)


def test_a_notebook_that_is_none(keraslint: Keraslint, folder: Path) -> None:
    (folder / "n.ipynb").write_text('{"keras": ')
    done = keraslint(".", "--output-format", "concise", "-q")
    assert done.code == 1
    assert done.out.startswith("n.ipynb:1:11: io-error: ")


def crashing(_: object) -> object:
    raise KeyError("units")


def test_a_rule_that_crashes_is_named_with_the_file_and_the_others_run(
    keraslint: Keraslint, faulty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Rule("broken-rule", Meta("KL999", Severity.ERROR, "correctness", "0.1"), crashing, "pack.loss.broken_rule")  # type: ignore[arg-type]
    known = engine.rules.load()
    monkeypatch.setattr(engine.rules, "load", lambda _: (*known, broken))
    done = keraslint(faulty.name, "--output-format", "concise")
    assert done.code == 2
    crash, finding, *_ = done.out.splitlines()
    assert crash.startswith(f"{faulty.name}:1:1: internal-error: the rule KL999 broken-rule crashed on this file")
    assert "KeyError: 'units'" in crash
    assert "test_bad_input.py:" in crash
    assert "KL101" in finding
    assert keraslint(faulty.name, "--exit-zero").code == 2


def test_an_analysis_that_crashes(keraslint: Keraslint, faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(analysis, "interpret", fail)
    for command in ("check", "show"):
        done = keraslint(command, faulty.name)
        assert done.code == 2
        assert "internal-error" in done.out
        assert "the analysis crashed on this file, which is a bug: RuntimeError at " in done.out


def test_a_fix_that_crashes_leaves_the_finding(keraslint: Keraslint, faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(lower, "lowered", fail)
    done = keraslint(faulty.name, "--output-format", "concise", "--fix", "--unsafe-fixes")
    assert done.code == 2
    assert "internal-error: the fix of KL101 softmax-on-single-unit crashed" in done.out
    assert f"{faulty.name}:9:" in done.out
    assert faulty.read_text() == FAULTY


def test_a_pack_that_cannot_be_loaded(keraslint: Keraslint, faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise engine.rules.PackError("acme_rules cannot be imported: no such module")

    monkeypatch.setattr(engine.rules, "load", fail)
    done = keraslint(faulty.name)
    assert (done.code, done.err) == (2, "error: acme_rules cannot be imported: no such module\n")


def test_a_file_that_cannot_be_written(keraslint: Keraslint, faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str, data: bytes) -> None:
        raise OSError(28, "No space left on device", path, len(data))

    monkeypatch.setattr(atomic, "write", refuse)
    done = keraslint(faulty.name, "--output-format", "concise", "--fix", "--unsafe-fixes")
    assert done.code == 1
    assert "io-error: the fixed file cannot be written: No space left on device" in done.out
    assert "KL101" in done.out
    assert "fixed," not in done.out
