"""What is fed: each target is a function of an input, which raises ``Fault`` if keraslint does not deal with it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from keraslint.config import settings
from keraslint.config.locate import ConfigFile
from keraslint.engine import Engine
from keraslint.findings import Report
from keraslint.options import FORMATS, Failure, Options
from keraslint.outcome import Outcome
from keraslint.report.formats import FORMATS as REPORTERS
from keraslint.report.style import Style

SECONDS: Final = 10
"""Processor time after which an input counts as a hang."""

FAULTY: Final = """
import keras
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, activation="softmax")])
model.compile(optimizer="adam", loss="binary_crossentropy")
"""
"""A program with findings, for comments to be about."""


class Fault(Exception):
    """keraslint has a fault: it crashed, did not come to an end, or said something that cannot be."""


class Hang(Fault):
    """It did not come to an end in time."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something to feed: the function, what a file of its inputs is called, and inputs to begin with."""

    feed: Callable[[bytes], None]
    suffix: str
    seeds: tuple[bytes, ...] = ()


@cache
def _engine(mode: str) -> Engine:
    options = Options()
    options.isolated = True
    options.max_file_time = SECONDS
    options.preset = "strict"
    options.preview = True
    options.unsafe_fixes = True
    if mode == "fix":
        options.fix = True
    elif mode == "comment":
        options.add_ignore = "found by a fuzzer"
    return Engine(options)


def module(data: bytes) -> None:
    """Lint a module, repair it, report on it in all formats, and lint what the repair has left."""
    _all_ways("fuzzed.py", data)


def notebook(data: bytes) -> None:
    """Do the same with a notebook."""
    _all_ways("fuzzed.ipynb", data)


def comments(data: bytes) -> None:
    """Lint a program with findings, with comments between its lines, and write further comments."""
    lines = data.decode("utf-8", "replace").splitlines() or [""]
    text = "\n".join(
        f"{line}  # {lines[number % len(lines)]}" if line else f"# {lines[number % len(lines)]}"
        for number, line in enumerate(FAULTY.splitlines())
    )
    for mode in ("lint", "comment"):
        _take(mode, "fuzzed.py", text.encode("utf-8", "replace"))


def configuration(data: bytes) -> None:
    """Read a configuration file, and lint as it says."""
    options = Options()
    options.isolated = True
    for name in ("keraslint.toml", "pyproject.toml"):
        try:
            found = settings.resolve(ConfigFile(f"/nowhere/{name}", data), options)
        except Failure:
            continue
        assert found.origin("select").text


def _all_ways(path: str, data: bytes) -> None:
    plain = _take("lint", path, data)
    _report(plain)
    mended = _take("fix", path, data)
    if mended.content is None:
        return
    if not mended.repairs and mended.content != data:
        raise Fault("the file is changed although nothing was repaired")
    again = _take("lint", path, mended.content)
    if _broken(again) and not _broken(plain):
        raise Fault("the repaired file cannot be parsed")


def _take(mode: str, path: str, data: bytes) -> Outcome:
    outcome = _engine(mode).take(path, data, keep=True)
    for found in outcome.report.diagnostics:
        if found.kind == "internal-error":
            raise Fault(found.message)
        if found.kind == "over-budget":
            raise Hang(found.message)
    return outcome


def _broken(outcome: Outcome) -> bool:
    return any(found.kind in {"invalid-syntax", "io-error"} for found in outcome.report.diagnostics)


def _report(outcome: Outcome) -> None:
    report = Report((outcome.report,), 1, "0")
    with redirect_stderr(io.StringIO()):
        for name in FORMATS:
            text = REPORTERS[name].reporter(report, outcome.sources, Style())
            if name not in {"json", "json-lines", "sarif", "gitlab", "rdjson"}:
                continue
            for part in text.splitlines() if name == "json-lines" else [text]:
                json.loads(part)


def _as_notebook(*sources: str) -> bytes:
    cells: list[dict[str, Any]] = [{"cell_type": "code", "source": source, "metadata": {}, "outputs": []} for source in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


TARGETS: Final[Mapping[str, Target]] = {
    "module": Target(module, ".py", (FAULTY.encode(),)),
    "notebook": Target(notebook, ".ipynb", (_as_notebook(FAULTY, "%matplotlib inline\n!ls", "x = ("),)),
    "comments": Target(
        comments, ".txt", (b"keraslint: ignore[KL101] why", b"keraslint: disable[KL1]\nkeraslint: enable", b"noqa: KL101, KL2")
    ),
    "configuration": Target(configuration, ".toml", (b'select = ["KL1"]\n[tool.keraslint]\nexclude = ["a/**"]\n',)),
}
"""The targets by name."""
