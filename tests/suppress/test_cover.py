from __future__ import annotations

import pytest

from keraslint.findings import Finding
from keraslint.layout import lay_out
from keraslint.source import Place, Span
from keraslint.suppress import Suppressions


def covered(
    text: str, row: int, code: str = "KL109", name: str = "regression-loss-on-classifier", category: str = "suspicious"
) -> bool:
    finding = Finding(code, name, Place.at(Span("m.py", None, row, 1, row, 5)), "message", category=category)
    return Suppressions(lay_out(text)).cover(finding)


@pytest.mark.parametrize(
    "comment",
    [
        "# keraslint: ignore[KL109]",
        "#keraslint:ignore[KL109]",
        "# keraslint: ignore[KL109] the loss is meant",
        "# keraslint: ignore[KL101, KL109]",
        "# keraslint: ignore[KL101 KL109]",
        "# keraslint: ignore[regression-loss-on-classifier]",
        "# keraslint: ignore[suspicious]",
        "# keraslint: ignore[KL1]",
        "# type: ignore # keraslint: ignore[KL109]",
        "# noqa",
        "# NOQA",
        "#noqa",
        "# noqa: KL109",
        "# noqa:KL109",
        "# noqa : KL109",
        "# noqa: F401,KL109 reason",
        "# noqa: F401 KL109",
        "# nosec # noqa: KL109",
    ],
)
def test_a_comment_behind_the_statement(comment: str) -> None:
    assert covered(f"model.compile('sgd', 'mse')  {comment}\n", 1)


@pytest.mark.parametrize(
    "comment",
    [
        "# keraslint: ignore",
        "# keraslint: ignore[]",
        "# keraslint: ignore[KL101]",
        "# keraslint: ignore[unscaled-input]",
        "# keraslint: ignore[correctness]",
        "# keraslint: ignore[regression]",
        "# noqa: F401",
        "# noqa: regression-loss-on-classifier",
        "# noqa: kl109",
        "# noqa:",
        "# noqa-begin",
        "# flake8: noqa: F401",
        "# no qa",
    ],
)
def test_a_comment_about_something_else(comment: str) -> None:
    assert not covered(f"model.compile('sgd', 'mse')  {comment}\n", 1)


def test_a_comment_inside_a_string_is_none() -> None:
    assert not covered("model.compile('sgd', 'mse', name='# keraslint: ignore[KL109]')\n", 1)


WRAPPED = "model.compile({0}\n    optimizer='sgd',{1}\n    loss='mse',{2}\n){3}\nmodel.fit(x, y){4}\n"
COMMENT = "  # keraslint: ignore[KL109]"


@pytest.mark.parametrize(("row", "expected"), [(0, True), (1, False), (2, True), (3, True), (4, False)])
def test_a_wrapped_call(row: int, expected: bool) -> None:
    """It counts on the line of the finding and on the first and last line of the statement; here the finding is on line 3."""
    places = [COMMENT if at == row else "" for at in range(5)]
    assert covered(WRAPPED.format(*places), 3) is expected


def test_a_comment_on_its_own_line_is_about_the_statement_below() -> None:
    text = "x = 1\n# keraslint: ignore[KL109]\n\nmodel.compile(\n    loss='mse',\n)\nmodel.fit()\n"
    assert [covered(text, row) for row in (1, 4, 5, 6, 7)] == [False, True, True, True, False]


def test_comments_above_each_other_are_about_the_same_statement() -> None:
    text = "# keraslint: ignore[KL101]\n# keraslint: ignore[KL109]\nmodel.compile()\n"
    assert covered(text, 3)
    assert covered(text, 3, "KL101", "softmax-on-single-unit")


def test_a_comment_on_its_own_line_inside_a_call_is_about_the_line_below() -> None:
    text = "model.compile(\n    # keraslint: ignore[KL109]\n    # really\n    loss='mse',\n    optimizer='sgd',\n)\n"
    assert [covered(text, row) for row in (4, 5)] == [True, False]


def test_a_noqa_on_its_own_line_is_about_nothing() -> None:
    assert not covered("# noqa: KL109\nmodel.compile()\n", 2)


def test_a_comment_above_a_function_is_about_its_header_alone() -> None:
    text = "# keraslint: ignore[KL109]\ndef build(\n    units,\n):\n    model.compile()\n"
    assert [covered(text, row) for row in (2, 4, 5)] == [True, True, False]


def test_a_whole_file() -> None:
    assert covered("x = 1\n\nmodel.compile()\n# keraslint: file-ignore[KL109]\n", 3)
    assert covered("# keraslint: noqa\nmodel.compile()\n", 2)
    assert covered("# keraslint: noqa: KL109\nmodel.compile()\n", 2)
    assert not covered("# keraslint: noqa: KL101\nmodel.compile()\n", 2)
    assert not covered("x = 1  # keraslint: noqa\nmodel.compile()\n", 2)


def test_a_stretch() -> None:
    text = "a()\n# keraslint: disable[KL109, KL101]\nb()\n# keraslint: enable[KL109]\nc()\n"
    assert [covered(text, row) for row in (1, 3, 5)] == [False, True, False]
    assert covered(text, 5, "KL101", "softmax-on-single-unit")


def test_a_stretch_that_is_closed_without_being_opened() -> None:
    assert not covered("a()\n# keraslint: enable[KL109]\nb()\n", 3)


def test_a_comment_at_the_end_is_about_nothing() -> None:
    assert not covered("a()\n# keraslint: ignore[KL109]\n", 1)


def test_places_in_a_notebook() -> None:
    """Rows of the text that is parsed are not rows of a cell: the finding names the cell."""
    text = "a()\nb()\nc()  # keraslint: ignore[KL109]\n"

    def locate(span: Span) -> Span:
        return Span(span.file, 1 if span.line < 3 else 4, (span.line - 1) % 2 + 1, 1, 1, 1)

    suppressions = Suppressions(lay_out(text), locate)
    at = {cell: Finding("KL109", "x", Place.at(Span("n.ipynb", cell, 1, 1, 1, 2)), "message") for cell in (1, 4)}
    assert not suppressions.cover(at[1])
    assert suppressions.cover(at[4])
