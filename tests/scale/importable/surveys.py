"""What the tests of surveys share: sources, and how the results are read."""

from __future__ import annotations

import gzip
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from keraslint.scale.executors import Executor
from support import CLEAN, FAULTY, Run

IMPORTABLE = Path(__file__).parent
ROOT = IMPORTABLE.parents[2]
PATHS = os.pathsep.join(str(path) for path in (ROOT / "src", ROOT / "rules", ROOT / "tests", IMPORTABLE))
"""Where the processes that are begun find what they import."""

Start = Callable[[str], Executor]
Survey = Callable[..., Run]

NOTEBOOK = json.dumps({
    "cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": FAULTY}],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
})  # fmt: skip

SOURCES = {
    "one/.git/HEAD": "",
    "one/faulty.py": FAULTY,
    "one/clean.py": CLEAN,
    "one/plain.py": "import os\n",
    "one/README.md": "keras",
    "one/examples/copy.py": FAULTY,
    "two/.git/HEAD": "",
    "two/book.ipynb": NOTEBOOK,
    "two/broken.py": "import keras\nmodel = keras.Sequential([\n",
    "two/deep/copy.py": FAULTY,
    "two/latin.py": b"import keras\nname = '\xe9'\n",
    "loose.py": FAULTY.replace("softmax", "relu"),
}
"""Two repositories and a file beside them: with faults, without, three times the same, not Python, not readable as text."""


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    """Return the rows of a table that a survey wrote."""
    import pyarrow.parquet

    rows: list[dict[str, Any]] = pyarrow.parquet.read_table(folder / f"{name}.parquet").to_pylist()
    return rows


def everything(folder: Path) -> dict[str, bytes]:
    """Return all that a survey made, but for what depends on when and by whom."""
    return {
        path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix == ".parquet" or "summary" in path.name
    }


def gzipped(text: str) -> bytes:
    made = io.BytesIO()
    with gzip.GzipFile(fileobj=made, mode="wb", mtime=0) as file:
        file.write(text.encode())
    return made.getvalue()


ROWS: list[dict[str, Any]] = [
    {"max_stars_repo_name": "a/b", "max_stars_repo_path": "x.py", "content": FAULTY, "lang": "Python"},
    {"max_stars_repo_name": "a/b", "max_stars_repo_path": "y.c", "content": "keras", "lang": "C"},
    {"max_stars_repo_name": "c/d", "max_stars_repo_path": "z.py", "content": CLEAN, "lang": "Python"},
    {"max_stars_repo_name": "c/d", "max_stars_repo_path": "copy.py", "content": FAULTY, "lang": "Python"},
]
"""Rows as a public data set has them."""


def parquet(path: Path, values: list[dict[str, Any]], group: int = 2) -> Path:
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(values), path, row_group_size=group)
    return path
