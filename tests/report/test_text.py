from __future__ import annotations

from dataclasses import replace

import pytest

from keraslint.findings import (
    Applicability,
    Confidence,
    Diagnostic,
    Edit,
    FileReport,
    Finding,
    Fix,
    Related,
    Report,
    Severity,
)
from keraslint.layout import SourceText
from keraslint.report.style import Style, printable, wants_colour, width
from keraslint.report.text import concise, full, summary
from keraslint.source import Place, Span

TEXT = """\
model = keras.Sequential([
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(
    loss="mse",
)
"""
SOURCES = {("m.py", None): SourceText(TEXT)}
LOSS = Span("m.py", None, 5, 10, 5, 15)
DENSE = Span("m.py", None, 2, 5, 2, 48)
FIX = Fix("use binary_crossentropy", (), Applicability.UNSAFE, (Edit(LOSS, '"binary_crossentropy"'),))
FINDING = Finding(
    "KL109",
    "regression-loss-on-classifier",
    Place.at(LOSS),
    "a regression loss on a classifier",
    related=(Related(Place.at(DENSE), "the output is a probability"),),
    fix=FIX,
    notes=("acts together with KL201",),
    category="suspicious",
    url="https://example.org/regression-loss-on-classifier",
)
SAFE = replace(FIX, applicability=Applicability.SAFE)
PLAIN = Style()


def report(*findings: Finding, diagnostics: tuple[Diagnostic, ...] = (), path: str = "m.py") -> Report:
    return Report((FileReport(path, findings, diagnostics),), 1, "0.1.0")


def test_full() -> None:
    assert full(report(FINDING), SOURCES, PLAIN) == (
        "warning[KL109 regression-loss-on-classifier]: a regression loss on a classifier\n"
        " --> m.py:5:10\n"
        "  |\n"
        '2 |     keras.layers.Dense(1, activation="sigmoid"),\n'
        "  |     ------------------------------------------- the output is a probability\n"
        "3 | ])\n"
        "4 | model.compile(\n"
        '5 |     loss="mse",\n'
        "  |          ^^^^^\n"
        "6 | )\n"
        "  |\n"
        "  = help: use binary_crossentropy (unsafe fix: `--fix --unsafe-fixes` applies it, and training will go differently)\n"
        "  = note: acts together with KL201\n"
        "  = see: https://example.org/regression-loss-on-classifier\n"
    )


def test_lines_between_the_marks_are_left_out() -> None:
    text = SourceText("".join(f"line {row}\n" for row in range(1, 20)))
    spans = [Span("m.py", None, row, 1, row, 5) for row in (10, 2, 14, 12)]
    others = tuple(Related(Place.at(span), f"see {span.line}") for span in spans[1:])
    shown = full(report(replace(FINDING, at=Place.at(spans[0]), related=others)), {("m.py", None): text}, PLAIN)
    rows = [line for line in shown.splitlines() if line[:2].strip().isdigit() or line == "..."]
    assert rows == [
        " 2 | line 2", "...", " 9 | line 9", "10 | line 10", "11 | line 11", "12 | line 12", "13 | line 13", "14 | line 14",
    ]  # fmt: skip


def test_marks_in_one_line() -> None:
    text = SourceText("aaa bbb ccc ddd\n")

    def span(at: int) -> Span:
        return Span("m.py", None, 1, at, 1, at + 3)

    others = tuple(Related(Place.at(span(at)), f"at {at}") for at in (13, 1, 9))
    shown = full(report(replace(FINDING, at=Place.at(span(5)), related=others)), {("m.py", None): text}, PLAIN)
    assert "1 | aaa bbb ccc ddd\n  |     ^^^\n  | --- at 1\n  |         --- at 9\n  |             --- at 13\n" in shown
    behind = full(report(replace(FINDING, at=Place.at(span(5)), related=others[2:])), {("m.py", None): text}, PLAIN)
    assert "1 | aaa bbb ccc ddd\n  |     ^^^ --- at 9\n" in behind


def test_a_place_in_another_file_has_an_excerpt_of_its_own() -> None:
    elsewhere = Span("n.py", None, 1, 1, 1, 4)
    finding = replace(FINDING, related=(Related(Place.at(elsewhere), "the model is made here"),))
    shown = full(report(finding), {**SOURCES, ("n.py", None): SourceText("one\ntwo\n")}, PLAIN)
    assert "6 | )\n  |\n ::: n.py:1:1\n  |\n1 | one\n  | --- the model is made here\n  |\n" in shown


def test_full_says_how_sure_it_is_when_it_is_not_very_sure() -> None:
    assert "= note: medium confidence\n" in full(report(replace(FINDING, confidence=Confidence.MEDIUM)), SOURCES, PLAIN)


def test_full_names_the_severity() -> None:
    for severity in Severity:
        shown = full(report(replace(FINDING, severity=severity)), SOURCES, PLAIN)
        assert shown.startswith(f"{severity.name.lower()}[KL109")


def test_a_fix_without_edits_is_to_be_done_by_hand() -> None:
    shown = full(report(replace(FINDING, fix=replace(SAFE, edits=()))), SOURCES, PLAIN)
    assert "= help: use binary_crossentropy (to be done by hand)\n" in shown


def test_a_related_place_that_is_the_place_itself_becomes_a_note() -> None:
    finding = replace(FINDING, related=(Related(Place.at(LOSS), "the loss is chosen here"),))
    shown = full(report(finding), SOURCES, PLAIN)
    assert ":::" not in shown
    assert "= note: the loss is chosen here\n" in shown


def test_a_span_of_several_lines_is_marked_on_the_first() -> None:
    whole = replace(FINDING, at=Place.at(Span("m.py", None, 4, 1, 6, 2)), related=())
    assert "4 | model.compile(\n  | ^^^^^^^^^^^^^^\n5 |" in full(report(whole), SOURCES, PLAIN)


def test_a_place_whose_text_is_not_at_hand_is_named_all_the_same() -> None:
    shown = full(report(FINDING), {}, PLAIN)
    assert " --> m.py:5:10\n ::: m.py:2:5\n  | the output is a probability\n" in shown


def test_a_place_beyond_the_end_of_the_text() -> None:
    beyond = replace(FINDING, at=Place.at(Span("m.py", None, 99, 1, 99, 1)), related=())
    assert "--> m.py:99:1\n" in full(report(beyond), SOURCES, PLAIN)


def test_tabs_and_wide_characters_keep_the_carets_in_place() -> None:
    text = "\tnäme = '漢字', \x1b[31mbad\n"
    span = Span("m.py", None, 1, text.index("bad") + 1, 1, text.index("bad") + 4)
    shown = full(report(replace(FINDING, at=Place.at(span), related=())), {("m.py", None): SourceText(text)}, PLAIN)
    code, carets = shown.splitlines()[3:5]
    assert code == "1 |     näme = '漢字', \\x1b[31mbad"
    assert width(carets.rstrip("^")) == width(code[: code.index("bad")])
    assert carets.endswith("^^^")


def test_places_in_a_notebook_name_the_cell() -> None:
    span = Span("n.ipynb", 4, 1, 1, 1, 5)
    finding = replace(FINDING, at=Place.at(span), related=())
    sources = {("n.ipynb", 4): SourceText("model.compile()\n")}
    assert "--> n.ipynb:cell 4:1:1\n" in full(report(finding, path="n.ipynb"), sources, PLAIN)
    assert concise(report(finding, path="n.ipynb"), sources, PLAIN).startswith("n.ipynb:cell 4:1:1: KL109 ")


def test_concise() -> None:
    assert concise(report(FINDING), SOURCES, PLAIN) == "m.py:5:10: KL109 a regression loss on a classifier\n"


@pytest.mark.parametrize(
    ("fix", "unsafe", "marked"),
    [(None, True, False), (FIX, False, False), (FIX, True, True), (SAFE, False, True), (replace(SAFE, edits=()), False, False)],
)
def test_a_mark_stands_where_a_fix_applies_now(fix: Fix | None, unsafe: bool, marked: bool) -> None:
    shown = concise(report(replace(FINDING, fix=fix)), SOURCES, Style(unsafe_fixes=unsafe))
    assert ("KL109 [*] a regression" in shown) is marked


def test_a_fix_that_is_only_shown_is_never_marked() -> None:
    fix = replace(FIX, applicability=Applicability.DISPLAY)
    assert "[*]" not in concise(report(replace(FINDING, fix=fix)), SOURCES, Style(unsafe_fixes=True))


def test_diagnostics() -> None:
    diagnostic = Diagnostic("invalid-syntax", "expected ':'", Span("m.py", None, 4, 3, 4, 3))
    both = report(diagnostics=(diagnostic,))
    assert concise(both, SOURCES, PLAIN) == "m.py:4:3: invalid-syntax: expected ':'\n"
    assert full(both, SOURCES, PLAIN).startswith(
        "invalid-syntax: expected ':'\n --> m.py:4:3\n  |\n3 | ])\n4 | model.compile(\n  |   ^\n"
    )


def test_a_path_or_message_cannot_write_control_characters() -> None:
    span = Span("a\n::error::b.py", None, 1, 1, 1, 1)
    shown = concise(report(replace(FINDING, at=Place.at(span), message="x\x1b[2Jy\ud800")), {}, PLAIN)
    assert shown == "a\\n::error::b.py:1:1: KL109 x\\x1b[2Jy\\ud800\n"


@pytest.mark.parametrize(
    ("findings", "fixed", "unsafe", "expected"),
    [
        ((), 0, False, "All checks passed!\n"),
        ((), 2, False, "Found 2 errors (2 fixed, 0 remaining).\n"),
        ((FINDING,), 2, False, "Found 3 errors (2 fixed, 1 remaining).\n"),
        ((replace(FINDING, fix=None),), 0, False, "Found 1 error.\n"),
        ((FINDING,), 0, False, "Found 1 error.\n1 unsafe fix available with `--fix --unsafe-fixes`.\n"),
        ((FINDING,), 0, True, "Found 1 error.\n[*] 1 fixable with `--fix --unsafe-fixes`.\n"),
        ((replace(FINDING, fix=SAFE),), 0, False, "Found 1 error.\n[*] 1 fixable with `--fix`.\n"),
        (
            (replace(FINDING, fix=SAFE), FINDING, FINDING),
            0,
            False,
            "Found 3 errors.\n[*] 1 fixable with `--fix` (2 unsafe fixes available with `--fix --unsafe-fixes`).\n",
        ),
    ],
)
def test_summary(findings: tuple[Finding, ...], fixed: int, unsafe: bool, expected: str) -> None:
    assert summary(report(*findings), fixed, Style(unsafe_fixes=unsafe)) == expected


def test_colours_change_nothing_but_colours() -> None:
    import re

    coloured = full(report(FINDING), SOURCES, Style(colour=True))
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == full(report(FINDING), SOURCES, PLAIN)


class Terminal:
    def __init__(self, terminal: bool) -> None:
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.parametrize(
    ("mode", "terminal", "environment", "expected"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", True, {"TERM": "dumb"}, False),
        ("auto", False, {"FORCE_COLOR": "1"}, True),
        ("auto", False, {"CLICOLOR_FORCE": "1"}, True),
        ("auto", False, {"CLICOLOR_FORCE": "0"}, False),
        ("auto", False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_when_to_colour(
    mode: str, terminal: bool, environment: dict[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert wants_colour(mode, Terminal(terminal)) is expected  # type: ignore[arg-type]


def test_printable() -> None:
    assert printable("plain") == "plain"
    assert printable("a\tb\x00\u2028") == "a    b\\x00\\u2028"
    assert width("e\u0301") == 1
