"""Results are remembered: what is reported stays the same, and what cannot have changed is not looked at again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from keraslint import work
from keraslint.cache.store import FILE, FOLDER
from support import FAULTY, Keraslint

Age = Callable[[], None]
Looked = list[str]

CLEAN = "import keras\n\nmodel = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1, activation='sigmoid')])\n"

USING = """\
import keras
from builder import build

model = build()
model.compile("adam", "categorical_crossentropy")
"""

BUILDER = """\
import keras

def build():
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense({0}, activation="softmax")])
"""


@pytest.fixture
def age(folder: Path) -> Age:
    """Let all files be some seconds old, as files are that somebody has not just saved; an age of their own for each call."""
    calls = iter(range(100))

    def put() -> None:
        back = 1_000_000_000_123 + next(calls)
        for path in (folder, *folder.rglob("*")):
            if FOLDER not in path.parts:
                os.utime(path, ns=(back, back))

    return put


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> Looked:
    """The files that are linted, as they are."""
    found: Looked = []
    plain = work.Work._one

    def one(self: work.Work, job: work.Job) -> Any:
        found.append(job.path)
        return plain(self, job)

    monkeypatch.setattr(work.Work, "_one", one)
    return found


def stored(folder: Path) -> Any:
    """Return what is kept."""
    return json.loads((folder / FOLDER / FILE).read_text())


@pytest.mark.parametrize("form", ["full", "concise", "json", "sarif", "gitlab", "junit", "github", "rdjson"])
def test_a_second_run_says_the_same_and_looks_at_nothing(
    keraslint: Keraslint, folder: Path, age: Age, looked: Looked, form: str
) -> None:
    (folder / "faulty.py").write_text(FAULTY)
    (folder / "clean.py").write_text(CLEAN)
    (folder / "other.py").write_text("import os\n")
    cells = [{"cell_type": "code", "source": FAULTY, "metadata": {}, "outputs": [], "execution_count": None}]
    (folder / "book.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1))
    age()
    plain = keraslint(".", "--output-format", form, "--no-cache")
    assert not (folder / FOLDER).exists()
    first = keraslint(".", "--output-format", form)
    assert first == plain
    assert sorted(set(looked)) == ["book.ipynb", "clean.py", "faulty.py"]
    looked.clear()
    assert keraslint(".", "--output-format", form) == plain
    assert looked == []


def test_only_what_changed_is_looked_at_again(keraslint: Keraslint, folder: Path, age: Age, looked: Looked) -> None:
    for name in ("a.py", "b.py"):
        (folder / name).write_text(FAULTY)
    age()
    keraslint(".")
    looked.clear()
    (folder / "b.py").write_text(CLEAN)
    assert keraslint(".", "--output-format", "concise").out.count("KL101") == 1
    assert looked == ["b.py"]


def test_a_file_that_was_saved_just_now_may_change_unseen_and_is_not_kept(keraslint: Keraslint, folder: Path) -> None:
    later = 2_000_000_000_000_000_001
    (folder / "faulty.py").write_text(FAULTY)
    os.utime(folder / "faulty.py", ns=(later, later))
    keraslint(".")
    assert not (folder / FOLDER).exists()


def test_an_imported_file_that_changes_counts(keraslint: Keraslint, folder: Path, age: Age, looked: Looked) -> None:
    (folder / "use.py").write_text(USING)
    (folder / "builder.py").write_text(BUILDER.format(3))
    age()
    assert keraslint(".").code == 0
    looked.clear()
    assert keraslint(".").code == 0
    assert looked == []
    (folder / "builder.py").write_text(BUILDER.format(1))
    assert "KL101" in keraslint(".").out
    assert sorted(looked) == ["builder.py", "use.py"]


def test_an_imported_file_that_appears_counts(keraslint: Keraslint, folder: Path, age: Age) -> None:
    (folder / "use.py").write_text(USING)
    age()
    assert keraslint("use.py").code == 0
    (folder / "builder.py").write_text(BUILDER.format(1))
    assert "KL101" in keraslint("use.py").out


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("--ignore", "KL101"), ()),
        (("--min-severity", "error"), ("--ignore-noqa",)),
        (("--isolated",), ("--config", "ignore=['KL101']")),
    ],
)
def test_other_options_are_other_circumstances(
    keraslint: Keraslint, folder: Path, age: Age, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    (folder / "faulty.py").write_text(FAULTY + "# keraslint: file-ignore[KL1]\n" * ("--ignore-noqa" in after))
    age()
    wanted = [keraslint(".", "--no-cache", *options) for options in (before, after, before)]
    assert [keraslint(".", *options) for options in (before, after, before)] == wanted
    assert wanted[0] != wanted[1]


def test_a_configuration_and_a_requirement_that_change_count(keraslint: Keraslint, folder: Path, age: Age) -> None:
    (folder / "legacy.py").write_text("from keras.optimizers import SGD\n\noptimizer = SGD(lr=0.1)\n")
    age()
    assert keraslint(".").code == 1
    (folder / "keraslint.toml").write_text('ignore = ["KL8"]\n')
    assert keraslint(".").code == 0
    (folder / "keraslint.toml").write_text('ignore = ["KL1"]\n')
    assert keraslint(".").code == 1
    (folder / "requirements.txt").write_text("keras==2.1\n")
    assert keraslint(".") == keraslint(".", "--no-cache")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '{"format": 1}',
        '{"format": 1, "version": "0", "circumstances": [], "files": {}}',
        "[" * 100_000,
        '{"files": {"\\ud800": 1}}',
    ],
)
def test_what_is_damaged_or_foreign_is_not_used(keraslint: Keraslint, folder: Path, age: Age, content: str) -> None:
    (folder / "faulty.py").write_text(FAULTY)
    age()
    plain = keraslint(".", "--no-cache")
    keraslint(".")
    (folder / FOLDER / FILE).write_text(content)
    assert keraslint(".") == plain
    assert len(stored(folder)["files"]) == 1


@pytest.mark.parametrize(
    "entry", [None, 3, [], [[1, 2]], [[1, 2], 0, 3, 4], [[1, 2], -1, {}, {}], "text", [[1, 2], 0, {}, {"findings": 5}]]
)
def test_an_entry_that_is_none_is_not_used(keraslint: Keraslint, folder: Path, age: Age, entry: Any) -> None:
    (folder / "faulty.py").write_text(FAULTY)
    age()
    plain = keraslint(".", "--no-cache")
    keraslint(".")
    kept = stored(folder)
    [(path, known)] = kept["files"].items()
    kept["files"][path] = [known[0], *entry[1:]] if isinstance(entry, list) and entry and entry[1:2] != [-1] else entry
    (folder / FOLDER / FILE).write_text(json.dumps(kept))
    assert keraslint(".") == plain


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nobody can be kept from writing here")
def test_a_folder_that_cannot_be_written_is_said_once(keraslint: Keraslint, folder: Path, age: Age) -> None:
    (folder / "faulty.py").write_text(FAULTY)
    age()
    folder.chmod(0o555)
    try:
        done = keraslint(".")
    finally:
        folder.chmod(0o755)
    assert done.err.count("cannot be kept for the next run") == 1
    assert "KL101" in done.out


def test_a_file_in_the_place_of_the_folder_is_said_once(keraslint: Keraslint, folder: Path, age: Age) -> None:
    (folder / "faulty.py").write_text(FAULTY)
    (folder / FOLDER).write_text("in the way")
    age()
    done = keraslint(".")
    assert done.err.count("cannot be kept for the next run") == 1
    assert "KL101" in done.out


def test_the_folder_is_left_to_nobody_else(keraslint: Keraslint, folder: Path, age: Age) -> None:
    (folder / "faulty.py").write_text(FAULTY)
    age()
    keraslint(".")
    assert (folder / FOLDER / ".gitignore").read_text() == "*\n"
    assert sorted(path.name for path in (folder / FOLDER).iterdir()) == [".gitignore", "CACHEDIR.TAG", FILE]


def test_fixing_neither_uses_nor_keeps_anything(keraslint: Keraslint, folder: Path, age: Age, looked: Looked) -> None:
    (folder / "legacy.py").write_text("from keras.optimizers import SGD\n\noptimizer = SGD(lr=0.1)\n")
    age()
    keraslint(".")
    looked.clear()
    assert keraslint(".", "--fix").code == 0
    assert looked == ["legacy.py"]
    assert "learning_rate" in (folder / "legacy.py").read_text()


def test_many_files_are_linted_by_several_processes_with_the_same_result(keraslint: Keraslint, folder: Path, age: Age) -> None:
    for number in range(12):
        (folder / f"m{number}.py").write_text(FAULTY if number % 3 else CLEAN)
        (folder / f"use{number}.py").write_text(USING)
    (folder / "builder.py").write_text(BUILDER.format(1).replace("keras.layers", "keras.layers"))
    (folder / "broken.py").write_text("import keras\n(\n")
    age()
    together = keraslint(".", "--output-format", "json", "--no-cache")
    alone = [keraslint(path.name, "--output-format", "json", "--no-cache") for path in sorted(folder.glob("*.py"))]
    apart = {(item["filename"], item["code"] or item["name"]) for done in alone for item in json.loads(done.out)}
    assert {(item["filename"], item["code"] or item["name"]) for item in json.loads(together.out)} <= apart
    assert keraslint(".", "--output-format", "json") == together
    assert keraslint(".", "--output-format", "json") == together


def test_cleaning_removes_what_is_kept_and_nothing_else(keraslint: Keraslint, folder: Path, age: Age) -> None:
    (folder / "faulty.py").write_text(FAULTY)
    age()
    assert keraslint("clean").out == "Nothing is kept here.\n"
    keraslint(".")
    assert keraslint("clean").out == f"Removed {folder / FOLDER}\n"
    assert [path.name for path in folder.iterdir()] == ["faulty.py"]
    (folder / FOLDER).mkdir()
    done = keraslint("clean")
    assert (done.code, (folder / FOLDER).is_dir()) == (2, True)
    assert "was not made by keraslint" in done.err


def test_the_user_says_where_results_are_kept(
    keraslint: Keraslint, folder: Path, age: Age, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (folder / "m.py").write_text(FAULTY)
    age()
    keraslint("--cache-dir", str(elsewhere / "one"), ".")
    monkeypatch.setenv("KERASLINT_CACHE_DIR", str(elsewhere / "two"))
    keraslint(".")
    monkeypatch.setenv("KERASLINT_NO_CACHE", "1")
    monkeypatch.setenv("KERASLINT_CACHE_DIR", str(elsewhere / "three"))
    keraslint(".")
    assert sorted(path.name for path in elsewhere.iterdir()) == ["one", "two"]
    assert not (folder / FOLDER).exists()
    assert keraslint("clean", "--cache-dir", str(elsewhere / "one")).out == f"Removed {elsewhere / 'one'}\n"
