from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from keraslint import atomic
from support import CLEAN, FAULTY, Keraslint

UNSAFE = ("--fix", "--unsafe-fixes")


def test_an_unsafe_fix_waits_to_be_asked_for(keraslint: Keraslint, faulty: Path) -> None:
    done = keraslint(faulty.name, "--fix")
    assert done.code == 1
    assert faulty.read_text() == FAULTY
    assert "1 unsafe fix available with `--fix --unsafe-fixes`." in done.out


def test_fixing_repairs_the_file_and_ends_with_0(keraslint: Keraslint, faulty: Path) -> None:
    done = keraslint(faulty.name, *UNSAFE)
    assert (done.code, done.out) == (0, "Found 1 error (1 fixed, 0 remaining).\n")
    assert faulty.read_text() == CLEAN


def test_fixing_twice_is_fixing_once(keraslint: Keraslint, faulty: Path) -> None:
    keraslint(faulty.name, *UNSAFE)
    once = faulty.stat()
    assert keraslint(faulty.name, *UNSAFE).out == "All checks passed!\n"
    assert faulty.stat().st_mtime_ns == once.st_mtime_ns


def test_diff_shows_and_changes_nothing(keraslint: Keraslint, faulty: Path) -> None:
    done = keraslint(faulty.name, "--diff", "--unsafe-fixes")
    assert done.code == 1
    assert faulty.read_text() == FAULTY
    assert done.out.startswith("--- faulty.py\n+++ faulty.py\n@@ ")
    assert '-    keras.layers.Dense(1, activation="softmax"),\n' in done.out
    assert '+    keras.layers.Dense(1, activation="sigmoid"),\n' in done.out
    assert done.err == "Would fix 1 error.\n"


def test_diff_without_anything_to_fix_ends_with_0(keraslint: Keraslint, faulty: Path) -> None:
    done = keraslint(faulty.name, "--diff")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_standard_input_is_fixed_to_standard_output(keraslint: Keraslint) -> None:
    done = keraslint("-", *UNSAFE, stdin=FAULTY.encode())
    assert (done.code, done.out) == (0, CLEAN)
    assert done.err == "Found 1 error (1 fixed, 0 remaining).\n"


@pytest.mark.parametrize("content", [b"import torch\n", b"import keras\ndef f(:\n", b"keras \xff\n", b""])
def test_standard_input_that_cannot_be_fixed_comes_out_as_it_is(folder: Path, content: bytes) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "keraslint", "-", "--fix"], cwd=folder, input=content, capture_output=True, check=False
    )
    assert done.stdout == content


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_mark_and_line_ends_stay(keraslint: Keraslint, faulty: Path, encoding: str, end: str) -> None:
    cookie = "# -*- coding: latin-1 -*-\n" if encoding == "latin-1" else ""
    before, after = ((cookie + text + "# é\n").replace("\n", end).encode(encoding) for text in (FAULTY, CLEAN))
    faulty.write_bytes(before)
    assert keraslint(faulty.name, *UNSAFE).code == 0
    assert faulty.read_bytes() == after


def test_permissions_and_links_stay(keraslint: Keraslint, faulty: Path, folder: Path) -> None:
    faulty.chmod(0o751)
    (folder / "link.py").symlink_to(faulty)
    assert keraslint("link.py", *UNSAFE).code == 0
    assert stat.S_IMODE(faulty.stat().st_mode) == 0o751
    assert (folder / "link.py").is_symlink()
    assert faulty.read_text() == CLEAN
    assert {path.name for path in folder.iterdir()} == {"faulty.py", "link.py"}


def test_a_file_that_may_not_be_written_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "m.py"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError):
        atomic.write("m.py", b"new")
    assert path.read_bytes() == b"old"


def test_a_write_that_fails_half_way_leaves_the_old_content(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "m.py"
    path.write_bytes(b"old")

    def fail(self: Path, target: Path) -> None:
        raise OSError(5, "Input/output error", str(self), str(target))

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="Input/output"):
        atomic.write("m.py", b"new")
    assert path.read_bytes() == b"old"
    assert list(folder.iterdir()) == [path]


def test_a_new_file_has_the_permissions_of_any_other(folder: Path) -> None:
    (folder / "usual").touch()
    atomic.write("new", b"content")
    assert (folder / "new").read_bytes() == b"content"
    assert stat.S_IMODE((folder / "new").stat().st_mode) == stat.S_IMODE((folder / "usual").stat().st_mode)


LEGACY = "import keras\n\noptimizer = keras.optimizers.SGD(lr=0.1)\n"


def test_fix_only_reports_nothing_of_what_is_left(keraslint: Keraslint, folder: Path) -> None:
    (folder / "m.py").write_text(FAULTY + LEGACY)
    done = keraslint("m.py", "--fix-only")
    assert (done.code, done.out, done.err) == (0, "Fixed 1 error.\n", "")
    assert "learning_rate=0.1" in (folder / "m.py").read_text()
    assert keraslint("m.py", "--fix-only").code == 0
    assert keraslint("m.py", "--fix").code == 1
    (folder / "broken.py").write_text("import keras\ndef f(:\n")
    assert keraslint("broken.py", "--fix-only").code == 1


def test_what_was_fixed_is_listed_as_ruff_lists_it(keraslint: Keraslint, folder: Path) -> None:
    (folder / "m.py").write_text(LEGACY + LEGACY)
    (folder / "n.py").write_text(LEGACY)
    would = keraslint(".", "--diff", "--show-fixes")
    assert "- m.py:\n    2 \u00d7 KL801 (optimizer-legacy-kwarg)\n- n.py:\n    1 \u00d7 KL801" in would.err
    assert would.err.startswith("Would fix 3 errors:\n")
    done = keraslint(".", "--fix", "--show-fixes")
    assert done.code == 0
    assert done.out == (
        "Fixed 3 errors:\n"
        "- m.py:\n    2 \u00d7 KL801 (optimizer-legacy-kwarg)\n"
        "- n.py:\n    1 \u00d7 KL801 (optimizer-legacy-kwarg)\n\n"
        "Found 3 errors (3 fixed, 0 remaining).\n"
    )


def test_a_run_that_fixed_something_can_be_made_to_fail(keraslint: Keraslint, folder: Path) -> None:
    (folder / "m.py").write_text(LEGACY)
    assert keraslint("m.py", "--fix", "--exit-non-zero-on-fix").code == 1
    assert keraslint("m.py", "--fix", "--exit-non-zero-on-fix").code == 0


def test_which_rules_may_fix(keraslint: Keraslint, folder: Path) -> None:
    for arguments, fixed in ((["--unfixable", "KL801"], False), (["--fixable", "KL1"], False), (["--fixable", "KL1,KL8"], True)):
        (folder / "m.py").write_text(LEGACY)
        keraslint("m.py", "--fix", *arguments)
        assert ("learning_rate" in (folder / "m.py").read_text()) is fixed
