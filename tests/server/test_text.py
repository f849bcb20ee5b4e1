"""Text in the units of the client: edits and positions agree with what Python's own encodings say."""

from __future__ import annotations

import pytest

pytest.importorskip("lsprotocol", reason="the language server is an extra")

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from keraslint.server.text import WIDTHS, Text
from keraslint.source import Span

ENCODINGS = list(WIDTHS)
CHARACTERS = st.text(st.sampled_from("ab é𐐀😀\n\r\f\u2028\x85\t"), max_size=30)


@given(CHARACTERS, st.sampled_from(ENCODINGS), st.data())
def test_positions_there_and_back(content: str, encoding: types.PositionEncodingKind, data: st.DataObject) -> None:
    text = Text(content, encoding)
    line = data.draw(st.integers(1, len(text.lines)))
    column = data.draw(st.integers(1, len(text.lines[line - 1]) + 1))
    position = text.position(line, column)
    assert position.line == line - 1
    assert text.characters(position) == column


@given(CHARACTERS, CHARACTERS, st.sampled_from(ENCODINGS), st.data())
def test_an_edit_replaces_just_its_range(
    content: str, new: str, encoding: types.PositionEncodingKind, data: st.DataObject
) -> None:
    text = Text(content, encoding)
    spots = st.integers(1, len(text.lines)).flatmap(
        lambda line: st.tuples(st.just(line), st.integers(1, len(text.lines[line - 1]) + 1))
    )
    start, end = sorted([data.draw(spots), data.draw(spots)])
    first, last = text.offset(text.position(*start)), text.offset(text.position(*end))
    change = types.TextDocumentContentChangePartial(types.Range(text.position(*start), text.position(*end)), new)
    assert text.edited([change]).content == content[:first] + new + content[last:]


def test_changes_are_made_one_after_the_other() -> None:
    def at(start: int, end: int, new: str) -> types.TextDocumentContentChangePartial:
        return types.TextDocumentContentChangePartial(types.Range(types.Position(0, start), types.Position(0, end)), new)

    assert Text("abc").edited([at(0, 1, "xyz"), at(3, 4, "")]).content == "xyzc"
    assert Text("abc").edited([at(0, 1, "x"), types.TextDocumentContentChangeWholeDocument("new")]).content == "new"


def test_columns_behind_a_character_outside_of_the_basic_plane() -> None:
    span = Span("", None, 1, 5, 1, 6)
    starts = {encoding: Text("é𐐀 = x", encoding).range(span).start.character for encoding in ENCODINGS}
    assert starts == {
        types.PositionEncodingKind.Utf8: 8,
        types.PositionEncodingKind.Utf16: 5,
        types.PositionEncodingKind.Utf32: 4,
    }


def test_a_position_in_the_middle_of_a_character_counts_as_before_it() -> None:
    assert Text("𐐀x").characters(types.Position(0, 1)) == 1


def test_positions_outside_of_the_text_count_as_the_nearest_inside() -> None:
    text = Text("ab\ncd")
    assert text.offset(types.Position(9, 9)) == 5
    assert text.offset(types.Position(0, 99)) == 2
    assert text.position(9, 9) == types.Position(1, 2)


def test_a_form_feed_ends_no_line() -> None:
    assert Text("a\fb\u2028c\nd").position(2, 1) == types.Position(1, 0)
    assert Text("a\fb\u2028c\nd").offset(types.Position(1, 0)) == 6
