from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keraslint.notebook import read
from keraslint.notebook.literals import find_sources

TEXT = st.text(st.sampled_from('ab =()\n\r\t"\\/é\u00a0\u2028😀#%'), max_size=12)
SOURCES = st.one_of(
    TEXT,
    TEXT.map(lambda text: text.splitlines(keepends=True)),
    st.lists(TEXT, max_size=3),
)
CELLS = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["code", "markdown"]), "metadata": st.just({"source": ["no"], "n": 1.50})},
    optional={"source": SOURCES, "outputs": st.just([{"text": ["source", "[", "{\\"], "cells": [{"source": "x"}]}])},
)
DOCUMENTS = st.fixed_dictionaries({"nbformat": st.just(4), "cells": st.lists(CELLS, max_size=4), "metadata": st.just({})})
STYLES = st.fixed_dictionaries({
    "indent": st.sampled_from([None, 0, 1, 2, 4, "\t"]),
    "ensure_ascii": st.booleans(),
    "separators": st.sampled_from([(",", ":"), (", ", ": "), (",", ": ")]),
    "sort_keys": st.booleans(),
})  # fmt: skip
ENDS = st.sampled_from(["", "\n", "\r\n", "\n\n"])


def dumped(document: Any, style: dict[str, Any], end: str) -> bytes:
    text = json.dumps(document, **style) + end
    return (text.replace("\n", "\r\n") if end == "\r\n" else text).encode()


def canonical(document: Any) -> bool:
    """Say whether every list of lines is as Jupyter would split it."""
    lists = [cell["source"] for cell in document["cells"] if isinstance(cell.get("source"), list)]
    return all(lines == "".join(lines).splitlines(keepends=True) for lines in lists)


@settings(deadline=None)
@given(document=DOCUMENTS, style=STYLES, end=ENDS)
def test_what_is_not_changed_is_written_as_it_was(document: Any, style: dict[str, Any], end: str) -> None:
    data = dumped(document, style, end)
    made = read(data, "n.ipynb")
    assert made.dump() == data
    same = {cell.index: cell.source for cell in made.cells if "source" in document["cells"][cell.index - 1]}
    assert made.with_sources(same).dump() == data


@settings(deadline=None)
@given(document=DOCUMENTS, style=STYLES, end=ENDS, new=TEXT, data=st.data())
def test_a_changed_cell_changes_nothing_else(
    document: Any, style: dict[str, Any], end: str, new: str, data: st.DataObject
) -> None:
    with_source = [index for index, cell in enumerate(document["cells"]) if "source" in cell]
    if not with_source:
        return
    index = data.draw(st.sampled_from(with_source))
    before = dumped(document, style, end)
    changed = read(before, "n.ipynb").replace(index + 1, new)
    after = changed.dump()
    old, fresh = before.decode(), after.decode()
    was, now = find_sources(old)[index], find_sources(fresh)[index]
    assert (old[: was.start], old[was.end :]) == (fresh[: now.start], fresh[now.end :])
    assert (changed.cell(index + 1).source, read(after, "n.ipynb").cells) == (new, changed.cells)
    source = document["cells"][index]["source"]
    was_canonical = canonical(document)
    assert isinstance(json.loads(fresh)["cells"][index]["source"], type(source))
    document["cells"][index]["source"] = new.splitlines(keepends=True) if isinstance(source, list) else new
    escaping_shows = new.isascii() or "\\u" in old or not old.isascii()
    layout_shows = isinstance(source, str) or len(source) > 1
    if was_canonical and escaping_shows and layout_shows:
        assert after == dumped(document, style, end)


@settings(deadline=None)
@given(document=DOCUMENTS, style=STYLES, end=ENDS, new=TEXT)
def test_a_change_taken_back_leaves_no_trace(document: Any, style: dict[str, Any], end: str, new: str) -> None:
    data = dumped(document, style, end)
    made = read(data, "n.ipynb")
    for cell in made.cells:
        source = document["cells"][cell.index - 1].get("source")
        if isinstance(source, str) or (source and source == cell.source.splitlines(keepends=True) and new):
            back = made.replace(cell.index, cell.source + new).replace(cell.index, cell.source)
            if len(source) > 1 or isinstance(source, str):
                assert back.dump() == data


@settings(deadline=None)
@given(document=DOCUMENTS, style=STYLES, end=ENDS)
def test_the_physical_line_holds_the_line(document: Any, style: dict[str, Any], end: str) -> None:
    data = dumped(document, style, end)
    made = read(data, "n.ipynb")
    file_lines = data.decode().split("\n")
    for cell in made.cells:
        for number, line in enumerate(re.split(r"\r\n|\r|\n", cell.source), 1):
            physical = made.physical_line(cell.index, number)
            assert 1 <= physical <= len(file_lines)
            source = document["cells"][cell.index - 1].get("source")
            if line and isinstance(source, list) and canonical({"cells": [{"source": source}]}):
                start = json.dumps(re.split("[\u2028\r]", line)[0], ensure_ascii=style["ensure_ascii"])[1:-1]
                assert start in file_lines[physical - 1]


def test_the_physical_line_of_lists_and_strings() -> None:
    data = b'{"cells": [\n{"source": [\n"a\\n",\n"b\\n",\n"c"]},\n{"source":\n"a\\nb"},\n{"source": []},\n{}]}'
    made = read(data, "n.ipynb")
    assert [made.physical_line(1, line) for line in (1, 2, 3, 4)] == [3, 4, 5, 5]
    assert [made.physical_line(2, line) for line in (1, 2)] == [7, 7]
    assert [made.physical_line(cell, 1) for cell in (3, 4, 9)] == [8, 1, 1]


def changed(text: str, source: str) -> str:
    return read(text.encode(), "n.ipynb").replace(1, source).dump().decode()


@pytest.mark.parametrize(
    ("before", "source", "after"),
    [
        # Lines that do not change keep their spelling, and so do the parts of a line.
        ('["a \\u003c b\\n", "c"]', "a < b\nd", '["a \\u003c b\\n", "d"]'),
        ('["a \\u003c b\\n", "c"]', "a < c\nc", '["a \\u003c c\\n", "c"]'),
        ('"a\\/b\\u00e9\\ud83d\\ude00"', "a/bcé😀", '"a\\/bc\\u00e9\\ud83d\\ude00"'),
        # A line is put in or taken out with its layout.
        ('[\n  "a\\n",\n  "b"\n ]', "a\nx\nb", '[\n  "a\\n",\n  "x\\n",\n  "b"\n ]'),
        ('[\n  "a\\n",\n  "b"\n ]', "b", '[\n  "b"\n ]'),
        ('[\n  "a"\n ]', "a\nb", '[\n  "a\\n",\n  "b"\n ]'),
        ('["a"]', "a\nb", '["a\\n", "b"]'),
        ('[\n  "a\\n"\n ]', "", "[]"),
        # Strings that are no lines become lines.
        ('["a", "b\\n", "c"]', "ab\nd", '["ab\\n", "d"]'),
        ('["a", "b"]', "abc", '["abc"]'),
        # A surrogate without its other half cannot be written as it is.
        ('"\\ud800"', "\ud800x", '"\\ud800x"'),
        ('"é"', "é\ud800", '"é\\ud800"'),
    ],
)
def test_the_style_of_the_cell_is_kept(before: str, source: str, after: str) -> None:
    assert changed(f'{{"cells": [{{"source": {before}}}]}}', source) == f'{{"cells": [{{"source": {after}}}]}}'


def test_an_empty_list_is_filled_as_the_file_is_indented() -> None:
    text = '{\n  "cells": [\n    {\n      "source": []\n    }\n  ]\n}\n'
    assert changed(text, "a\nb") == text.replace("[]", '[\n        "a\\n",\n        "b"\n      ]')
    assert changed('{"cells":[{"source":[]}]}', "a\nb") == '{"cells":[{"source":["a\\n", "b"]}]}'


def test_characters_are_escaped_where_the_file_escapes_them() -> None:
    escaped = '{"cells": [{"source": "a"}], "title": "caf\\u00e9"}'
    assert changed(escaped, "é") == escaped.replace('"a"', '"\\u00e9"')
    for title in ("café", "cafe", "\\\\u00e9", "\\u001b"):
        text = f'{{"cells": [{{"source": "a"}}], "title": "{title}"}}'
        assert changed(text, "é") == text.replace('"a"', '"é"')


def test_the_last_of_two_equal_keys_counts() -> None:
    text = '{"cells": [{"source": "a", "source": ["b"]}], "x": {"cells": [{"source": "c"}]}}'
    made = read(text.encode(), "n.ipynb")
    assert made.cell(1).source == "b"
    assert made.replace(1, "d").dump().decode() == text.replace('"b"', '"d"')
