"""Whatever is wrong with what a survey is asked for is told in one line, and nothing is left behind that looks like a result."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from surveys import ROWS, Survey, parquet, table, write

from support import FAULTY

pytest.importorskip("pyarrow", reason="Arrow is not installed")


def line(survey: Survey, *arguments: str | Path) -> str:
    """Return the one line that is said."""
    done = survey(*arguments, "--out", "out", "--engine", "serial")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")
    assert done.err.count("\n") == 1
    assert not Path("out", "findings.parquet").exists()
    return done.err.removeprefix("error: ").removesuffix("\n")


def test_nothing_to_read(survey: Survey, tmp_path: Path) -> None:
    assert line(survey) == "there is nothing to survey; name a folder, a repository or a data set"
    assert line(survey, "missing") == "missing: there is no such file or folder"
    (tmp_path / "empty").mkdir()
    assert line(survey, "empty") == "empty: there are no Python files, notebooks or rows in it"


def test_addresses(survey: Survey) -> None:
    assert line(survey, "ftp://x/y").startswith("ftp://x/y: this address cannot be read: ")
    assert line(survey, "file:///nowhere/at/all") == "file:///nowhere/at/all: there is no such file or folder"
    assert line(survey, "git+file:///nowhere").startswith(
        "git+file:///nowhere: git cannot read it: '/nowhere' does not appear to be a git repository"
    )


def test_data_sets(survey: Survey, tmp_path: Path) -> None:
    write(tmp_path, {
        "a.parquet": "no", "b.jsonl": "no\n", "c.jsonl": "[1]\n", "d.csv": "x", "e.jsonl": '{"body": ""}', "f.jsonl.gz": "no",
    })  # fmt: skip
    assert line(survey, "a.parquet").startswith("a.parquet: it cannot be read as Parquet: ")
    assert line(survey, "b.jsonl") == "b.jsonl: it cannot be read as JSON Lines: Expecting value: line 1 column 1 (char 0)"
    assert line(survey, "c.jsonl") == "c.jsonl: it cannot be read as JSON Lines: its first line is no object"
    assert line(survey, "d.csv") == (
        "d.csv: this is neither Parquet nor JSON Lines, going by its name; `--input-format` says what it is"
    )
    assert line(survey, "e.jsonl") == (
        "e.jsonl: there is no column content or code or text or source; the columns are body; "
        "`--content-column` says which one holds the content"
    )
    assert line(survey, "f.jsonl.gz").startswith("f.jsonl.gz: it cannot be read as JSON Lines: ")
    parquet(tmp_path / "g.parquet", ROWS)
    assert line(survey, "g.parquet", "--path-column", "at") == (
        "g.parquet: there is no column at; the columns are max_stars_repo_name, max_stars_repo_path, content, lang; "
        "`--path-column` says which one holds the path"
    )


def test_a_shard_that_is_damaged_inside_costs_what_is_in_it(survey: Survey, tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", ROWS, 4)
    data = bytearray(path.read_bytes())
    data[4:200] = bytes(196)
    path.write_bytes(data)
    parquet(tmp_path / "b.parquet", ROWS[:1])
    done = survey("a.parquet", "b.parquet", "--out", "out", "--engine", "serial")
    assert done.code == 0
    assert "1 have to do with Keras" in done.out
    (error,) = table(tmp_path / "out", "errors")
    assert error["input"] == "a.parquet"
    assert error["message"].startswith("a part of the input cannot be read (groups of rows 0 to 0): ")


def test_inputs_that_hold_each_other(survey: Survey, sources: Path) -> None:
    assert (
        line(survey, sources, sources / "one") == f"{sources / 'one'} and {sources} have the same files; name each of them once"
    )
    assert line(survey, sources, sources) == f"{sources} and {sources} have the same files; name each of them once"


def test_a_file_that_cannot_be_read_costs_itself(survey: Survey, tmp_path: Path) -> None:
    write(tmp_path / "all", {"a.py": FAULTY})
    (tmp_path / "all" / "b.py").symlink_to("b.py")
    (tmp_path / "all" / "c.py").symlink_to("nowhere.py")
    assert "1 of these differ, 1 linted" in survey("all", "--out", "out", "--engine", "serial").out


def test_folders_for_the_result(survey: Survey, sources: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("")
    assert line(survey, sources) == "out holds something else than a survey; name a new folder"
    (tmp_path / "out" / "mine.txt").unlink()
    (tmp_path / "out" / "manifest.json").write_text("[")
    assert line(survey, sources) == "out/manifest.json is damaged; name another folder"
    (tmp_path / "file").write_text("")
    done = survey(sources, "--out", "file")
    assert (done.code, done.err) == (2, "error: file cannot be written to: File exists\n")


def test_options(survey: Survey, sources: Path) -> None:
    assert line(survey, sources, "--select", "KL999") == "unknown rule selector `KL999`; did you mean `KL907`?"
    assert line(survey, sources, "--workers", "0", "--engine", "local") == "`--workers 0` leaves nobody to work"
    assert line(survey, sources, "--config", "missing.toml") == "cannot read the configuration file missing.toml"
    assert "unknown option `--adress`; did you mean `--address`?" in line(survey, sources, "--adress", "x")


def test_arrow_is_asked_for_where_it_is_not_installed(survey: Survey, sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.fs", None)
    assert line(survey, sources) == "a survey needs the extra `scale`: pip install 'keraslint[scale]'"


def test_without_a_folder_for_the_result(survey: Survey, sources: Path) -> None:
    done = survey(sources)
    assert done.code == 2
    assert done.err == "error: the following arguments are required: --out; `keraslint survey --help` lists the options\n"
