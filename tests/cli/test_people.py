"""What helps people: proposals for what they mistyped, a start, completion."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from keraslint import __version__, progress
from keraslint.commands import COMMANDS
from keraslint.config.keys import KEYS
from keraslint.home import PLACEHOLDER, REPOSITORY
from keraslint.progress import Progress
from support import CLEAN, FAULTY, Keraslint


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--selct", "KL1"], "unknown option `--selct`; did you mean `--select`?; `keraslint check --help`"),
        (["check", "--unsafe_fixes"], "unknown option `--unsafe_fixes`; did you mean `--unsafe-fixes`?"),
        (["--sel", "KL101"], "unknown option `--sel`"),
        (["rule", "--al"], "unknown option `--al`; did you mean `--all`?"),
        (["rule", "KL3O1"], "unknown rule `KL3O1`; did you mean `KL301`?"),
        (["config", "fial-on"], "unknown key `fial-on`; did you mean `fail-on`?"),
        (["check", "--ignore", "unscaled-inptu"], "unknown rule selector `unscaled-inptu`; did you mean `unscaled-input`?"),
        (
            ["check", "--preset", "cor", "m.py"],
            '`--preset` has to be "default", "core", "migration", "leakage" or "strict"; did you mean `core`?',
        ),
        (["check", "--min-severity", "eror"], "`eror` is no value for `--min-severity`; did you mean `error`?; it takes error, "),
        (
            ["check", "--config", "fail-on='eror'"],
            '--config: `fail-on` has to be "error", "warning", "info" or "never"; did you mean',
        ),
        (["rule", "--all", "--output-format", "jsn"], "`jsn` is no value for `--output-format`; did you mean `json`?"),
        (["check", "--select"], "--select: expected one argument; `keraslint check --help` lists the options"),
        (["chekc"], "there is no file and no command `chekc`; did you mean `keraslint check`?"),
        (["confgi", "select"], "there is no file and no command `confgi`; did you mean `keraslint config`?"),
    ],
)
def test_what_was_meant_is_proposed(keraslint: Keraslint, arguments: list[str], message: str) -> None:
    Path("m.py").write_text(FAULTY)
    done = keraslint(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: {message}")


def test_a_file_that_is_called_nearly_like_a_command_is_linted(keraslint: Keraslint, folder: Path) -> None:
    (folder / "chekc").write_text(FAULTY)
    assert keraslint("chekc").code == 1


def test_help_has_examples(keraslint: Keraslint) -> None:
    text = keraslint("check", "--help").out
    assert "examples:\n  keraslint src/ notebooks/" in text
    assert "exit codes: 0 " in text


def test_init_in_an_empty_folder(keraslint: Keraslint, folder: Path) -> None:
    done = keraslint("init", "--preset", "core")
    assert done.code == 0
    config = tomllib.loads((folder / "keraslint.toml").read_text())
    assert config["preset"] == "core"
    assert config.keys() <= KEYS.keys()
    hooks = (folder / ".pre-commit-config.yaml").read_text()
    assert hooks.startswith("repos:\n  - repo: https://")
    assert "      - id: keraslint" in hooks
    again = keraslint("init").out
    assert "keraslint.toml: has a configuration already\n" in again
    assert ".pre-commit-config.yaml: has the hook already\n" in again
    (folder / "m.py").write_text(FAULTY)
    assert keraslint("m.py").code == 1


RUFF = {
    "[tool.ruff]\nline-length = 100\n": ["KL"],
    "[tool.ruff]\nline-length = 100\n\n[tool.ruff.lint]\nselect = ['E']\n": ["KL"],
    "[tool.ruff.lint]\nexternal = []\n": ["KL"],
    "[tool.ruff.lint]\nselect = ['E']\nexternal = ['V1', 'V2']  # others\n\n[tool.other]\nx = 1\n": ["KL", "V1", "V2"],
    "[tool.ruff.lint]\nexternal = ['KL']\n": ["KL"],
    "[tool.ruff]\nlint.external = ['V']\n": ["V"],
}


@pytest.mark.parametrize(("text", "external"), RUFF.items())
def test_init_tells_ruff_whose_codes_these_are(keraslint: Keraslint, folder: Path, text: str, external: list[str]) -> None:
    (folder / "pyproject.toml").write_text(f"# kept\n{text}")
    done = keraslint("init")
    after = tomllib.loads((folder / "pyproject.toml").read_text())
    assert after["tool"]["ruff"]["lint"]["external"] == external
    assert "keraslint" in after["tool"]
    assert (folder / "pyproject.toml").read_text().startswith("# kept\n")
    assert ("by hand" in done.out) is (external == ["V"])
    before = (folder / "pyproject.toml").read_text()
    keraslint("init")
    assert (folder / "pyproject.toml").read_text() == before


@pytest.mark.parametrize("indent", ["", "  ", "    "])
def test_init_adds_the_hook_to_those_that_are_there(keraslint: Keraslint, folder: Path, indent: str) -> None:
    path = folder / ".pre-commit-config.yaml"
    other = f"{indent}- repo: https://example.org/other\n{indent}  rev: v1\n{indent}  hooks:\n{indent}    - id: other\n"
    path.write_text(f"repos:\n{other}")
    keraslint("init")
    text = path.read_text()
    assert text.startswith(f"repos:\n{indent}- repo: {REPOSITORY}\n{indent}  rev: v")
    assert f"\n{indent}    - id: keraslint" in text
    assert text.endswith(other)


def test_init_leaves_a_file_of_another_form_alone(keraslint: Keraslint, folder: Path) -> None:
    (folder / ".pre-commit-config.yaml").write_text("{repos: []}\n")
    assert "by hand" in keraslint("init").out
    assert (folder / ".pre-commit-config.yaml").read_text() == "{repos: []}\n"
    assert keraslint("init", "--preset", "cor").code == 2
    assert keraslint("init", "src").err == "error: `keraslint init` sets up the current folder, and takes no path such as src\n"


def hook(folder: Path) -> dict[str, Any]:
    (found,) = yaml.safe_load((folder / ".pre-commit-config.yaml").read_text())["repos"]
    return dict(found)


def test_init_says_what_to_fill_in_and_takes_what_it_is_given(keraslint: Keraslint, folder: Path) -> None:
    assert f"put the address of its repository for {PLACEHOLDER}, then `pre-commit install`" in keraslint("init").out
    assert hook(folder)["repo"] == REPOSITORY
    (folder / ".pre-commit-config.yaml").unlink()
    done = keraslint("init", "--repository", "../clone", "--revision", "abc123")
    assert PLACEHOLDER not in done.out
    assert (hook(folder)["repo"], hook(folder)["rev"]) == ("../clone", "abc123")


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (
            {"url": "https://git.example/k.git", "vcs_info": {"vcs": "git", "commit_id": "f00", "requested_revision": "v1"}},
            ("https://git.example/k.git", "v1"),
        ),
        (
            {"url": "https://git.example/k.git", "vcs_info": {"vcs": "git", "commit_id": "f00"}},
            ("https://git.example/k.git", "f00"),
        ),
        ({"url": "file:///a/clone", "dir_info": {}}, (REPOSITORY, f"v{__version__}")),
    ],
)
def test_the_hook_comes_from_where_keraslint_came_from(
    keraslint: Keraslint,
    folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    origin: dict[str, Any],
    expected: tuple[str, str],
) -> None:
    installed = tmp_path_factory.mktemp("site") / "keraslint-0.1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: keraslint\nVersion: 0.1.0\n")
    (installed / "direct_url.json").write_text(json.dumps(origin))
    monkeypatch.syspath_prepend(str(installed.parent))
    assert keraslint("init").code == 0
    assert (hook(folder)["repo"], hook(folder)["rev"]) == expected


ROOT = Path(__file__).parents[2]
MENTIONS = (
    "pyproject.toml", "mkdocs.yml", "docs/integrations.md", "editors/vscode/package.json",
    "rules/keraslint_rules/comments/unknown_suppression.py", "rules/keraslint_rules/comments/unused_suppression.py",
)  # fmt: skip


def test_one_place_says_where_the_project_is_at_home() -> None:
    for name in MENTIONS:
        text = (ROOT / name).read_text(encoding="utf-8")
        mentioned = set(re.findall(r"https://github\.com/[^/\s\"]+/keraslint\b", text))
        assert mentioned == {REPOSITORY}, name
    assert f"uses: {REPOSITORY.removeprefix('https://github.com/')}@" in (ROOT / "docs/integrations.md").read_text(
        encoding="utf-8"
    )


def completions(keraslint: Keraslint, *words: str) -> list[str]:
    script = keraslint("completion", "bash").out
    listed = " ".join(f"'{word}'" for word in ("keraslint", *words))
    ask = f"COMP_WORDS=({listed}); COMP_CWORD={len(words)}; _keraslint; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    done = subprocess.run(["bash", "-c", f"{script}\n{ask}"], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_bash_completes(keraslint: Keraslint) -> None:
    assert set(COMMANDS) <= set(completions(keraslint, ""))
    assert completions(keraslint, "conf") == ["confirm", "config"]
    assert completions(keraslint, "check", "--unsafe") == ["--unsafe-fixes"]
    assert completions(keraslint, "rule", "--a") == ["--all"]
    assert completions(keraslint, "--min-severity", "w") == ["warning"]
    assert completions(keraslint, "--output-format", "sa") == ["sarif"]
    assert completions(keraslint, "check", "--output-format", "=", "sa") == ["sarif"]
    assert completions(keraslint, "rule", "--output-format", "") == ["text", "json", "markdown"]
    assert completions(keraslint, "init", "--preset", "co") == ["core"]


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_completes(keraslint: Keraslint) -> None:
    script = keraslint("completion", "fish").out
    asked = {
        "conf": {"config", "confirm"},
        "check --unsa": {"--unsafe-fixes"},
        "--output-format sa": {"sarif"},
        "rule --al": {"--all"},
    }
    for words, expected in asked.items():
        lines = [script, f"complete -C 'keraslint {words}'"]
        done = subprocess.run(["fish", "--no-config", "-c", "\n".join(lines)], capture_output=True, text=True, check=True)
        assert {line.partition("\t")[0] for line in done.stdout.splitlines()} == expected, words


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
def test_zsh_knows_the_completion(keraslint: Keraslint, folder: Path) -> None:
    (folder / "k.zsh").write_text(keraslint("completion", "zsh").out)
    asked = "autoload -U compinit && compinit -u -d dump && source ./k.zsh && print -r -- $_comps[keraslint]"
    done = subprocess.run(["zsh", "-f", "-c", asked], cwd=folder, capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("_bash_complete -o filenames -F _keraslint", "")


@pytest.mark.parametrize(("shell", "piece"), [("zsh", "#compdef keraslint"), ("fish", "complete -c keraslint -n ")])
def test_other_shells(keraslint: Keraslint, shell: str, piece: str) -> None:
    assert keraslint("completion", shell).out.startswith(piece)
    assert keraslint("completion", "powershell").code == 2


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_who_waits_sees_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    stream = Terminal()
    shown = Progress(stream, wanted=True)
    for count in range(30):
        shown.at(count, f"folder/m{count}\x1b.py")
        now[0] += 0.06
    shown.end()
    written = stream.getvalue()
    assert "17 files looked at, now folder/m17\\x1b.py" in written
    assert "16 files" not in written
    assert "18 files" not in written
    assert written.endswith("\r\x1b[2K")


@pytest.mark.parametrize(("stream", "wanted"), [(Terminal(), False), (io.StringIO(), True)])
def test_who_does_not_wait_at_a_terminal_sees_nothing(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, wanted: bool) -> None:
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    shown = Progress(stream, wanted=wanted)
    now[0] = 5.0
    shown.at(1, "m.py")
    shown.end()
    assert stream.getvalue() == ""


def test_watching_lints_after_each_change(keraslint: Keraslint, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def watch(*paths: str, watch_filter: Callable[[object, str], bool], raise_interrupt: bool) -> Iterator[set[object]]:
        assert (paths, raise_interrupt) == (("m.py",), False)
        assert [watch_filter(1, name) for name in ("a.py", "n.ipynb", "x/keraslint.toml", "a.txt")] == [True, True, True, False]
        (folder / "m.py").write_text(CLEAN)
        yield set()
        (folder / "keraslint.toml").write_text("nonsense = 1\n")
        yield set()

    monkeypatch.setitem(sys.modules, "watchfiles", SimpleNamespace(watch=watch))
    (folder / "m.py").write_text(FAULTY)
    done = keraslint("-w", "m.py")
    assert done.code == 0
    assert done.out.startswith("error[KL101 ")
    assert done.out.endswith("All checks passed!\n")
    assert done.err.startswith("error: keraslint.toml:1: unknown key `nonsense`")
    assert keraslint("--watch", "no.py").code == 2
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    assert keraslint("--watch", "m.py").err == 'error: `--watch` needs an extra: pip install "keraslint[watch]"\n'
