"""The trees that are measured on, made of the files of packages: the same packages and the same scale give the same trees."""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bench.packages import KERAS, OTHERS, unpacked

DENSE: Final = 1_000
"""Files that have to do with Keras, at full scale."""

SAMPLE: Final = 100
"""How many of them the tools get that take long."""

PLAIN: Final = 9_500
"""Files that have nothing to do with it, twice of which make up the large tree."""

NOTEBOOKS: Final = 200
CELL_LINES: Final = 15

SIZES: Final = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
"""Lines of the files by which the growth with size is measured."""

LATE: Final = b"# torch\n"
"""Stands at the end of the files of the dense tree, as torchfix passes over files without this word."""


@dataclass(frozen=True, slots=True)
class Trees:
    """Where the trees lie; ``parts`` of the dense tree and of the large one are folders that grow it piece by piece."""

    root: Path

    @property
    def dense(self) -> Path:
        """Files that have to do with Keras, in the folders of their packages."""
        return self.root / "dense"

    @property
    def sample(self) -> Path:
        """The first hundred of them."""
        return self.root / "sample"

    @property
    def large(self) -> Path:
        """The mono-repository: two copies of packages without Keras, and a few files with it."""
        return self.root / "large"

    @property
    def mixed(self) -> Path:
        """One copy of the packages without Keras, and one file in twenty with it."""
        return self.root / "mixed"

    @property
    def notebooks(self) -> Path:
        """Notebooks that have to do with Keras."""
        return self.root / "notebooks"

    @property
    def single(self) -> Path:
        """Single files: ``plain.py``, ``small.py`` of 300 lines, and one for each of ``SIZES``."""
        return self.root / "single"


@dataclass(frozen=True, slots=True)
class File:
    """A file to be written: its name in the tree, where its content is, and what is put behind that."""

    name: str
    source: Path
    behind: bytes = b""

    def content(self) -> bytes:
        """Return what the file holds; it is read when it is written, as memory of ours would count as that of the tools."""
        return self.source.read_bytes() + self.behind


def build(cache: Path, scale: float) -> Trees:
    """Return the trees at a scale, made if they are not there yet."""
    trees = Trees(cache / "trees" / f"{scale:g}")
    done = trees.root / "done"
    if done.exists():
        return trees
    shutil.rmtree(trees.root, ignore_errors=True)
    keras = [file for one in KERAS for file in _files(unpacked(one, cache)) if b"keras" in file.content()]
    plain = [file for one in OTHERS for file in _files(unpacked(one, cache))]
    count = max(round(DENSE * scale), 10)
    dense = [replace(file, behind=LATE) for file in keras[:count]]
    _copy(trees.dense, dense)
    _copy(trees.sample, dense[:SAMPLE])
    chosen, few = plain[: max(round(PLAIN * scale), 10)], keras[: count // 2]
    _copy(trees.mixed, [*chosen, *few])
    _copy(trees.large / "one", chosen)
    _copy(trees.large / "two", [replace(file, behind=b"# a copy\n") for file in chosen])
    _copy(trees.large / "keras", few)
    texts = [text for file in keras[:DENSE] if (text := _text(file.content())) is not None]
    _write(trees.notebooks, notebooks(texts, max(round(NOTEBOOKS * scale), 4)))
    _write(trees.single, [("plain.py", b"import os\n\nprint(os.sep)\n"), *_singles(texts, scale)])
    done.touch()
    return trees


def _files(folder: Path) -> list[File]:
    return [File(path.relative_to(folder).as_posix(), path) for path in sorted(folder.rglob("*.py"))]


def _copy(folder: Path, files: Iterable[File]) -> None:
    _write(folder, ((file.name, file.content()) for file in files))


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    for name, data in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _text(data: bytes) -> str | None:
    """Return the text of a file that Python can parse."""
    try:
        text = data.decode()
        ast.parse(text)
    except (UnicodeDecodeError, SyntaxError):
        return None
    return text


def notebooks(texts: Sequence[str], count: int) -> list[tuple[str, bytes]]:
    """Return notebooks with the code of modules, of more than a page each, in cells."""
    chosen = [text for text in texts if text.count("\n") > 3 * CELL_LINES][:count]
    return [(f"{number:04}.ipynb", notebook(cells(text))) for number, text in enumerate(chosen)]


def cells(text: str) -> list[str]:
    """Cut a module into cells of whole statements, of a page each where that can be."""
    lines = text.splitlines(keepends=True)
    ends = [statement.end_lineno or 0 for statement in ast.parse(text).body]
    found: list[str] = []
    start = 0
    for end in [*ends[:-1], len(lines)]:
        if end - start >= CELL_LINES or end == len(lines):
            found.append("".join(lines[start:end]))
            start = end
    return found


def notebook(sources: Sequence[str]) -> bytes:
    """Return a notebook with these cells."""
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": one} for one in sources]
    whole = {"nbformat": 4, "nbformat_minor": 4, "metadata": {"language_info": {"name": "python"}}, "cells": made}
    return json.dumps(whole).encode()


def _singles(texts: Sequence[str], scale: float) -> Iterator[tuple[str, bytes]]:
    small = min(texts, key=lambda text: abs(text.count("\n") - 300))
    yield "small.py", small.encode()
    for size in SIZES:
        if size <= max(SIZES[-1] * scale, SIZES[1]):
            yield f"lines_{size:05}.py", joined(texts, size).encode()


def joined(texts: Sequence[str], lines: int) -> str:
    """Return modules one behind the other, until there are so many lines; again from the first where they do not suffice."""
    parts: list[str] = []
    left = lines
    while left > 0:
        before = left
        for text in texts:
            length = text.count("\n")
            if 0 < length <= left and "from __future__" not in text:
                parts.append(text if text.endswith("\n") else f"{text}\n")
                left -= length
        if left == before:
            break
    return "".join(parts)
