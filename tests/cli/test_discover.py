from __future__ import annotations

import os
from pathlib import Path

import pytest

from keraslint import discover


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fill(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("import keras\n")


def found(*paths: str, force_exclude: bool = False) -> list[str]:
    return [path for path, error in discover.find(paths, force_exclude=force_exclude) if error is None]


def test_a_folder_gives_its_python_files_and_notebooks(folder: Path) -> None:
    fill(folder, "b.py", "a.py", "n.ipynb", "w.pyw", "s.pyi", "readme.md", "deep/er/c.py")
    assert found(".") == ["a.py", "b.py", "n.ipynb", "s.pyi", "w.pyw", "deep/er/c.py"]


def test_a_named_file_is_taken_whatever_it_is_called(folder: Path) -> None:
    fill(folder, "script")
    assert found("script", "missing.py") == ["script", "missing.py"]


def test_each_file_comes_once(folder: Path) -> None:
    fill(folder, "src/a.py")
    assert found("src", "src/a.py", "./src/a.py", str(folder / "src"), "src//a.py") == ["src/a.py"]


def test_paths_below_the_working_directory_are_shown_relative_to_it(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    fill(folder, "a.py")
    fill(other, "b.py")
    assert found(str(folder / "a.py"), str(other)) == ["a.py", str(other / "b.py")]


def test_excluded_folders_are_not_entered(folder: Path) -> None:
    fill(folder, "a.py", ".venv/lib/b.py", "node_modules/c.py", "build/kept.py", "x/__pycache__/d.py")
    assert found(".") == ["a.py", "build/kept.py"]


def test_an_excluded_folder_that_is_named_is_entered(folder: Path) -> None:
    fill(folder, "venv/a.py", "venv/site-packages/b.py")
    assert found("venv") == ["venv/a.py"]


def test_force_exclude_holds_for_named_files_too(folder: Path) -> None:
    fill(folder, "a.py", ".venv/b.py")
    assert found("a.py", ".venv/b.py") == ["a.py", ".venv/b.py"]
    assert found("a.py", ".venv/b.py", str(folder / ".venv" / "b.py"), force_exclude=True) == ["a.py"]


def test_gitignore_is_respected(folder: Path) -> None:
    fill(folder, "a.py", "old.py", "data/b.py", "out/c.py", "data/out/d.py")
    (folder / ".gitignore").write_text("old.py\n/out/\n")
    assert found(".") == ["a.py", "data/b.py", "data/out/d.py"]


def test_an_inner_gitignore_wins_over_an_outer_one(folder: Path) -> None:
    fill(folder, "gen_a.py", "sub/gen_b.py", "sub/gen_c.py")
    (folder / ".gitignore").write_text("gen_*.py\n")
    (folder / "sub" / ".gitignore").write_text("!gen_b.py\n")
    assert found(".") == ["sub/gen_b.py"]


def test_gitignore_of_the_repository_above_counts(folder: Path) -> None:
    fill(folder, "pkg/a.py", "pkg/skip.py")
    (folder / ".git").mkdir()
    (folder / ".gitignore").write_text("skip.py\n")
    assert found("pkg") == ["pkg/a.py"]


def test_gitignore_above_counts_only_inside_a_repository(folder: Path) -> None:
    fill(folder, "pkg/a.py")
    (folder / ".gitignore").write_text("*\n")
    assert found("pkg") == ["pkg/a.py"]


def test_a_file_that_git_ignores_is_linted_when_named(folder: Path) -> None:
    fill(folder, "old.py")
    (folder / ".gitignore").write_text("old.py\n")
    assert found("old.py", force_exclude=True) == ["old.py"]


def test_a_bad_pattern_does_not_spoil_the_others(folder: Path) -> None:
    fill(folder, "a.py", "b.py")
    (folder / ".gitignore").write_bytes(b"!\n\xff\nb.py\n")
    assert found(".") == ["a.py"]


def test_a_gitignore_that_cannot_be_read_says_nothing(folder: Path) -> None:
    fill(folder, "a.py")
    (folder / ".gitignore").mkdir()
    assert found(".") == ["a.py"]


def test_a_loop_of_links_ends(folder: Path) -> None:
    fill(folder, "sub/a.py")
    (folder / "sub" / "self").symlink_to(folder / "sub", target_is_directory=True)
    (folder / "linked.py").symlink_to(folder / "sub" / "a.py")
    (folder / "dead.py").symlink_to(folder / "nowhere.py")
    (folder / "itself.py").symlink_to(folder / "itself.py")
    assert found(".") == ["linked.py", "sub/a.py"]


def test_a_link_to_a_folder_that_is_named_is_followed(folder: Path) -> None:
    fill(folder, "real/a.py")
    (folder / "link").symlink_to(folder / "real", target_is_directory=True)
    assert found("link") == ["link/a.py"]


def test_a_folder_that_cannot_be_read_is_reported_and_the_others_go_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(folder, "good/a.py", "bad/b.py")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "bad":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    results = dict(discover.find(["."]))
    assert results["good/a.py"] is None
    assert isinstance(results["bad"], PermissionError)


def test_a_dash_is_standard_input_and_a_file_of_that_name_is_not(folder: Path) -> None:
    fill(folder, "-")
    assert found("-", "-") == ["-"]
    assert found("./-") == ["./-"]


@pytest.mark.parametrize("name", ["with space.py", "ünïcödé.py", "new\nline.py", "-dash.py"])
def test_odd_names(folder: Path, name: str) -> None:
    fill(folder, name)
    assert found(".") == [name]
