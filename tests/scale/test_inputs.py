"""What a survey reads: each kind of input gives the documents that are in it, each once, however it is cut."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from surveys import ROWS, Survey, gzipped, parquet, table, write

from keraslint.scale.inputs import JSON_LINES, Columns, Document, Slice, read, rows
from keraslint.scale.inputs.resolve import Wanted, slices
from support import CLEAN, FAULTY

pytest.importorskip("pyarrow", reason="Arrow is not installed")


def lines(values: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


def documents(name: Path | str, form: str = "auto", columns: Columns | None = None) -> list[Document]:
    """Return all documents of an input."""
    wanted = Wanted((str(name),), form, columns or Columns(), Path("clones"))
    return [document for part in slices(wanted) for document in read(Slice.from_json(json.loads(json.dumps(part.as_json()))))]


def said(found: list[Document]) -> list[tuple[str, str, bytes | str]]:
    return [(document.repository, document.path, document.content) for document in found]


EXPECTED = [(row["max_stars_repo_name"], row["max_stars_repo_path"], row["content"].encode()) for row in ROWS]


@pytest.mark.parametrize("group", [1, 2, 10])
def test_parquet(tmp_path: Path, group: int, monkeypatch: pytest.MonkeyPatch) -> None:
    path = parquet(tmp_path / "train.parquet", ROWS, group)
    assert said(documents(path)) == EXPECTED
    monkeypatch.setattr(rows, "ROWS", 2)
    assert said(documents(path)) == EXPECTED
    assert said(documents(f"file://{path}")) == EXPECTED


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.ndjson", "rows.jsonl.gz", "rows.json.gz"])
def test_json_lines(tmp_path: Path, name: str) -> None:
    text = lines(ROWS)
    (tmp_path / name).write_bytes(gzipped(text) if name.endswith(".gz") else text.encode())
    assert said(documents(tmp_path / name)) == EXPECTED


def test_shards_in_folders_are_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "data" / "python").mkdir(parents=True)
    parquet(tmp_path / "data" / "python" / "train-00001.parquet", ROWS[2:])
    parquet(tmp_path / "data" / "python" / "train-00000.parquet", ROWS[:2])
    (tmp_path / "data" / "README.md").write_text("about")
    assert said(documents(tmp_path / "data")) == EXPECTED
    assert said(documents(f"file://{tmp_path}/data")) == EXPECTED


def test_a_store_may_hold_sources_too(tmp_path: Path) -> None:
    write(tmp_path / "bucket", {"a/x.py": FAULTY, "node_modules/y.py": FAULTY, "z.txt": ""})
    assert said(documents(f"file://{tmp_path}/bucket")) == [("bucket", "a/x.py", FAULTY.encode())]


@given(
    texts=st.lists(st.text(max_size=12), min_size=1, max_size=15),
    size=st.integers(1, 60),
    blank=st.booleans(),
    ended=st.booleans(),
)
def test_each_line_is_in_one_range_of_bytes(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], size: int, blank: bool, ended: bool
) -> None:
    path = tmp_path_factory.mktemp("lines") / "rows.jsonl"
    whole = ("\n\n" if blank else "\n").join(json.dumps({"content": text}) for text in texts) + ("\n" if ended else "")
    path.write_text(whole)
    parts = [
        Slice(number, JSON_LINES, str(path), (start, start + size), "", ("content", "", ""))
        for number, start in enumerate(range(0, path.stat().st_size, size))
    ]
    assert [document.content for part in parts for document in read(part)] == [text.encode() for text in texts]


def test_columns_can_be_named(tmp_path: Path, survey: Survey) -> None:
    named = [{"body": FAULTY, "at": "x.py", "of": "r"}, {"body": None, "at": "y.py", "of": "r"}]
    (tmp_path / "rows.data").write_text(lines(named))
    columns = ("--content-column", "body", "--path-column", "at", "--repository-column", "of")
    assert survey("rows.data", "--input-format", "jsonl", *columns, "--out", "out", "--engine", "serial").code == 0
    assert [(row["repository"], row["path"]) for row in table(tmp_path / "out", "files")] == [("r", "x.py")]
    assert [(row["path"], row["message"]) for row in table(tmp_path / "out", "errors")] == [
        ("y.py", "the column body of the row holds no text")
    ]


def test_rows_that_are_none_are_told_and_the_others_read(tmp_path: Path, survey: Survey) -> None:
    (tmp_path / "rows.jsonl").write_text(
        json.dumps({"content": FAULTY}) + '\n{"content": \n[1]\n' + json.dumps({"code": 1}) + "\n"
    )
    done = survey("rows.jsonl", "--out", "out", "--engine", "serial")
    assert "1 of these differ, 1 linted" in done.out
    assert [row["path"] for row in table(tmp_path / "out", "errors")] == ["row 1", "row 2", "row 3"]


def git(folder: Path, *arguments: str) -> str:
    ours = ["-c", "user.name=n", "-c", "user.email=e@x"]
    return subprocess.run(
        ["git", "-C", str(folder), *ours, *arguments], check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with two states, whose work tree has something else again."""
    folder = write(tmp_path / "models", {"a.py": CLEAN, "b/c.py": FAULTY, "n.txt": "keras"})
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    git(folder, "tag", "v1")
    (folder / "a.py").write_text(FAULTY + "# second\n")
    (folder / "link.py").symlink_to("/etc/passwd")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "second")
    (folder / "a.py").write_text("import keras  # not committed\n")
    return folder


def test_a_revision_of_a_repository(repository: Path) -> None:
    assert said(documents(f"{repository}@v1")) == [("models", "a.py", CLEAN.encode()), ("models", "b/c.py", FAULTY.encode())]


def test_a_bare_repository_and_one_that_is_cloned(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "clone", "-q", "--bare", str(repository), "bare.git")
    newest = [("a.py", (FAULTY + "# second\n").encode()), ("b/c.py", FAULTY.encode())]
    assert said(documents(tmp_path / "bare.git")) == [("bare.git", *one) for one in newest]
    address = f"git+file://{repository}"
    assert said(documents(address)) == [(address, *one) for one in newest]


def test_a_folder_is_read_as_it_lies_there(repository: Path) -> None:
    found = said(documents(repository))
    assert ("models", "a.py", b"import keras  # not committed\n") in found
    assert [path for _, path, _ in found] == ["a.py", "link.py", "b/c.py"]
