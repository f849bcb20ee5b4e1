"""Every way in which a command writes something, with a file whose name, code and configuration are meant to do harm."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from keraslint.confirm import page
from keraslint.confirm import report as evidence
from keraslint.confirm.records import SetupVerdict
from keraslint.options import FORMATS
from keraslint.report.style import Style, markup, printable, printable_lines
from support import FAULTY, Keraslint, Run, in_process

ESCAPES = "\x1b]0;title\x07\x1b[31m\u202egnp\u2066\u200b\x9b2J"
NAME = f"::error x=y::<script>alert(1)<\u2215script>{ESCAPES}\n[a](b)|`&.py"
LAST = f"from keras.optimizers import SGD\nSGD(lr=0.1, name='{ESCAPES}')\n"
PROGRAM = FAULTY.replace('"softmax"),', f'"softmax", name="<img src=x>{ESCAPES}|"),  # <b>{ESCAPES}') + LAST


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with such a file and one that does not parse."""
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / NAME).write_text(PROGRAM)
    (tmp_path / f"broken{NAME}").write_text(f"import keras\nx = ('{ESCAPES}'\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def said(hostile: Path, capsys: pytest.CaptureFixture[str]) -> Keraslint:
    del hostile
    return in_process(capsys)


def unsafe(done: Run) -> list[str]:
    """Return the characters of what was written that a terminal may take for more than text."""
    return [character for character in done.out + done.err if not character.isprintable() and character not in "\n\t"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format(said: Keraslint, form: str) -> None:
    done = said("check", ".", "--output-format", form, "--no-cache")
    assert done.code == 1
    assert "KL101" in done.out
    assert unsafe(done) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", ".", "--statistics"],
        ["check", ".", "--show-files"],
        ["check", ".", "--show-settings"],
        ["check", ".", "--show-fixes", "--fix", "--unsafe-fixes"],
        ["check", ".", "--add-ignore=why", "-q"],
        ["check", ".", "--baseline", ESCAPES],
        ["check", ".", "--update-baseline", "--baseline", f"{ESCAPES}.json"],
        ["check", f"nowhere{ESCAPES}"],
        ["check", ".", "--select", ESCAPES],
        ["check", ".", "--config", f"{ESCAPES}=1"],
        ["check", ".", "--config", ESCAPES],
        ["check", ".", "--output-format", ESCAPES],
        ["check", ".", f"--{ESCAPES}"],
        ["check", ".", "--output-file", f"no/{ESCAPES}"],
        ["show", "."],
        ["show", ".", "--output-format", "json"],
        ["rule", ESCAPES],
        ["config", ESCAPES],
        [ESCAPES],
    ],
    ids=lambda arguments: " ".join(arguments).encode("ascii", "replace").decode().replace("\x1b", "").replace("\x07", ""),
)
def test_every_command(said: Keraslint, arguments: list[str]) -> None:
    assert unsafe(said(*arguments)) == []


@pytest.mark.parametrize(
    "text",
    [f"select = [\n{ESCAPES}", f'# {ESCAPES}\nselect = ["KL999"] # {ESCAPES}', f'"{ESCAPES}" = 1', 'extend = "\\u001b[31m.toml"'],
)
def test_a_configuration_that_is_shown(said: Keraslint, hostile: Path, text: str) -> None:
    (hostile / "keraslint.toml").write_text(text, encoding="utf-8", errors="replace")
    done = said("check", ".")
    assert done.code == 2
    assert unsafe(done) == []


def test_a_difference_is_safe_on_a_terminal_and_exact_for_a_program(said: Keraslint, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ESCAPES in said("check", ".", "--diff", "--unsafe-fixes").out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    shown = said("check", ".", "--diff", "--unsafe-fixes", "--color", "never")
    assert "+++" in shown.out
    assert unsafe(shown) == []


def test_the_evidence_of_experiments() -> None:
    verdict = SetupVerdict(filename=NAME, line=1, column=1, verdicts=(), notes=(f"<script>{ESCAPES}",))
    html, text = page.as_html([verdict]), evidence.as_text([verdict], Style())
    assert "<script>" not in html
    assert unsafe(Run(0, html, text)) == []


def test_a_name_that_is_no_text_is_written_all_the_same(said: Keraslint, hostile: Path) -> None:
    (hostile / os.fsdecode(b"\xff\x1b.py")).write_text(FAULTY)
    assert unsafe(said("check", ".", "-q", "--output-format", "concise")) == []


def test_what_is_neutralised_is_still_to_be_read() -> None:
    assert printable("a\tb é 模\x1b[0m\u202e") == "a    b é 模\\x1b[0m\\u202e"
    assert printable_lines("a\nb\r\x07") == "a\nb\\r\\x07"
    assert markup("<a b='c' d=\"e\">&\x00") == "&lt;a b=&#x27;c&#x27; d=&quot;e&quot;&gt;&amp;\\x00"
