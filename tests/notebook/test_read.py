from __future__ import annotations

import json
from typing import Any

import pytest

from keraslint.notebook import NotebookError, build, open_notebook, read


def dumped(**document: Any) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, **document}).encode()


def cell(source: Any = "x = 1", kind: str = "code", **more: Any) -> dict[str, Any]:
    return {"cell_type": kind, "source": source, "metadata": {}, **more}


def test_the_index_counts_cells_of_all_kinds() -> None:
    made = read(dumped(cells=[cell("# Title", "markdown"), cell("x"), cell("raw", "raw"), cell("y", id="a1")]), "n.ipynb")
    assert [(found.index, found.source, found.identity) for found in made.code_cells] == [(2, "x", None), (4, "y", "a1")]
    assert made.cell(3).kind == "raw"


@pytest.mark.parametrize("source", ["a = 1\nb = 2", ["a = 1\n", "b = 2"], ["a =", " 1\nb", " = 2"]])
def test_a_source_is_a_string_or_a_list(source: Any) -> None:
    assert read(dumped(cells=[cell(source)]), "n.ipynb").cell(1).source == "a = 1\nb = 2"


def test_a_cell_may_lack_its_source_and_its_type() -> None:
    made = read(dumped(cells=[{}]), "n.ipynb")
    assert made.cell(1).source == ""
    with pytest.raises(ValueError, match="no source"):
        made.replace(1, "x")


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (b"", "the file is empty", 1),
        (b" \n", "the file is empty", 2),
        (b'{\n "cells": [,]\n}', "invalid JSON", 2),
        (b'{\n<<<<<<< ours\n "cells": []}', "invalid JSON", 2),
        (b"[]", "a notebook is a JSON object", 1),
        (b"{}", "no list of cells", 1),
        (b'{"worksheets": [], "nbformat": 3}', "nbformat 3 or older", 1),
        (b'{"cells": {}}', "no list of cells", 1),
        (b'{"cells": [1]}', "cell 1 is not a JSON object", 1),
        (b'{"cells": [{"source": 3}]}', "the source of cell 1", 1),
        (b'{"cells": [{"source": ["a", 3]}]}', "the source of cell 1", 1),
        (b'{\n"cells": "\xff"}', "the file is not UTF-8", 2),
        (b"[" * 100_000, "nested too deeply", 1),
    ],
)
def test_what_is_no_notebook_is_said_with_its_place(data: bytes, message: str, line: int) -> None:
    with pytest.raises(NotebookError, match=message) as caught:
        read(data, "n.ipynb")
    assert (caught.value.line, caught.value.message) == (line, str(caught.value))


def test_another_major_version_is_read_with_a_note() -> None:
    assert build(read(dumped(cells=[cell()], nbformat=5), "n.ipynb")).notes == (
        "the notebook format is 5, which is read as if it were 4",
    )
    assert read(dumped(cells=[cell()]), "n.ipynb").notes == ()


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({}, "python"),
        (None, "python"),
        ({"language_info": {"name": "python", "version": "3.11"}}, "python"),
        ({"language_info": {"name": "IPython"}}, "python"),
        ({"kernelspec": {"language": "python3"}}, "python"),
        ({"language_info": {"name": "R"}}, "r"),
        ({"kernelspec": {"language": "julia"}}, "julia"),
        ({"language_info": "odd", "kernelspec": []}, "python"),
    ],
)
def test_the_language_is_that_of_the_kernel(metadata: Any, language: str) -> None:
    made = read(dumped(cells=[cell("x <- 1" if language == "r" else "x = 1")], metadata=metadata), "n.ipynb")
    assert made.language == language
    assert bool(made.code_cells) == (language == "python")


def test_another_language_gives_an_empty_module_and_a_note() -> None:
    made = build(read(dumped(cells=[cell("x <- 1")], metadata={"language_info": {"name": "R"}}), "n.ipynb"))
    assert (made.text, made.problems, made.notes) == ("", (), ("the language of the notebook is r",))


def test_an_editor_may_mark_single_cells_as_another_language() -> None:
    cells = [cell("x = 1"), cell("SELECT 1", metadata={"vscode": {"languageId": "sql"}})]
    assert [found.index for found in read(dumped(cells=cells), "n.ipynb").code_cells] == [1]


def test_a_byte_order_mark_is_kept() -> None:
    data = b"\xef\xbb\xbf" + dumped(cells=[cell("x = 1")])
    made = open_notebook("n.ipynb", data)
    assert made.text == "x = 1\n"
    assert made.encoded() == data
    assert made.notebook.replace(1, "x = 2").dump() == data.replace(b"x = 1", b"x = 2")


def test_huge_outputs_are_passed_over() -> None:
    outputs = [{"data": {"image/png": "iVBOR" * 400_000, "text/plain": ['"source": ["no"]\n']}, "output_type": "display_data"}]
    data = dumped(cells=[cell("x = 1", outputs=outputs), cell("y = 2", attachments={"source": "no"})])
    assert read(data, "n.ipynb").replace(2, "y = 3").dump() == data.replace(b"y = 2", b"y = 3")
