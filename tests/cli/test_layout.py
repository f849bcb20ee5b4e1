from __future__ import annotations

from keraslint.layout import SourceText, lay_out, split_lines, whole_lines


def test_lines_end_where_python_ends_them() -> None:
    text = "a\r\nb\rc\nd\x0ce\u2028f"
    assert split_lines(text) == ["a", "b", "c", "d\x0ce\u2028f"]
    assert whole_lines(text) == ["a\r\n", "b\r", "c\n", "d\x0ce\u2028f"]
    assert "".join(whole_lines(text)) == text


def test_a_statement_reaches_over_brackets_strings_and_backslashes() -> None:
    text = 'f(\n    1,\n)\nx = """\n\n"""\ny = 1 + \\\n    2\nif f(\n    x\n):\n    pass\n'
    layout = lay_out(text)
    assert [layout.statement_at(row) for row in (1, 2, 3)] == [(1, 3)] * 3
    assert layout.statement_at(5) == (4, 6)
    assert layout.statement_at(8) == (7, 8)
    assert layout.statement_at(10) == (9, 11)
    assert layout.statement_at(12) == (12, 12)


def test_a_row_without_statement_is_its_own() -> None:
    assert lay_out("x = 1\n\n# nothing\n").statement_at(3) == (3, 3)


def test_comments_are_those_of_the_tokenizer() -> None:
    layout = lay_out('x = "# keraslint: ignore[KL101]"  # one\n# two\n')
    assert [(comment.row, comment.text, comment.alone) for comment in layout.comments] == [
        (1, "# one", False),
        (2, "# two", True),
    ]


def test_what_follows_a_place_that_cannot_be_tokenized_is_left_out() -> None:
    layout = lay_out("x = 1  # one\ny = (\n")
    assert layout.statement_at(1) == (1, 1)
    assert layout.comments[0].text == "# one"


def test_line_ends_of_any_kind() -> None:
    for end in ("\n", "\r\n", "\r"):
        assert lay_out(end.join(["f(", "1)", "x = 1", ""])).statement_at(1) == (1, 2)


def test_the_row_for_a_comment_is_the_last_of_the_statement() -> None:
    source = SourceText("model.compile(\n    loss='mse',\n)\n")
    assert source.comment_row(2) == 3
    assert source.lines == ["model.compile(", "    loss='mse',", ")", ""]
