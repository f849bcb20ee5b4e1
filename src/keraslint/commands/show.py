"""``keraslint show``: what was recovered of each training setup, and why the rest was not."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from keraslint import discover, show
from keraslint.analysis import Analysis, Failed, crash, open_file, problem
from keraslint.commands import CLEAN, ERROR, FINDINGS
from keraslint.commands.parser import Parser
from keraslint.findings import Diagnostic
from keraslint.ir import Program
from keraslint.limits import KIND, Limits, bounded
from keraslint.report import facts
from keraslint.report.style import Style, wants_colour
from keraslint.screen import read, relevant


class _Shown(NamedTuple):
    """What there is to show of one file: its facts, how many of them are known, and what stood in the way."""

    facts: show.Json
    coverage: dict[str, int]
    kinds: frozenset[str]


def run(arguments: Sequence[str]) -> int:
    """Print the facts of the files that ``arguments`` name; ends with 1 where a file could not be read or parsed."""
    options = _parser().words(arguments, "paths")
    examiner = _Examiner()
    shown = []
    for path, error in discover.find(options.paths or [os.curdir], force_exclude=False):
        data = error or read(path)
        if not isinstance(data, bytes) or relevant(data):
            name = options.stdin_filename or path if path == discover.STDIN else path
            shown.append(examiner.look_at(name, data))
    coverage = Counter(show.coverage(()))
    for one in shown:
        coverage.update(one.coverage)
    facts_of = [one.facts for one in shown]
    if options.output_format == "json":
        sys.stdout.write(facts.as_json(facts_of, coverage))
    else:
        sys.stdout.write(facts.as_text(facts_of, coverage, Style(wants_colour(options.color, sys.stdout))))
    kinds = frozenset().union(*(one.kinds for one in shown))
    return ERROR if "internal-error" in kinds else FINDINGS if kinds else CLEAN


class _Examiner:
    """Recovers what is to be shown, file by file."""

    def __init__(self) -> None:
        self._analysis = Analysis()

    def look_at(self, path: str, data: bytes | OSError) -> _Shown:
        """Return what there is to show of a file, within the limits of what one file may cost."""

        def refuse(reason: str) -> _Shown:
            self._analysis = Analysis()
            return _described(path, [], [problem(path, KIND, f"the file is not analysed: {reason}")])

        return bounded(lambda: self._examine(path, data), Limits(), refuse)

    def _examine(self, path: str, data: bytes | OSError) -> _Shown:
        """Recover a file module by module, and note what stands in the way."""
        try:
            file = open_file(path, data)
        except Failed as failed:
            return _described(path, [], [failed.diagnostic])
        programs = []
        diagnostics = list(file.problems)
        for part in (file, *file.written):
            try:
                program = self._analysis.of(part)[1]
                programs.append(replace(program, notes=(*part.notes, *program.notes)))
            except Failed as failed:
                diagnostics.append(failed.diagnostic)
        return _described(path, programs, diagnostics)


def _described(path: str, programs: list[Program], diagnostics: list[Diagnostic]) -> _Shown:
    try:
        shown = show.file_facts(path, programs, diagnostics)
    except Exception as error:  # noqa: BLE001 - a fault of ours in one file must not keep the others from being shown
        diagnostics = [*diagnostics, crash(path, "the description", error)]
        shown = show.file_facts(path, (), diagnostics)
    return _Shown(shown, show.coverage(programs), frozenset(diagnostic.kind for diagnostic in diagnostics))


def _parser() -> Parser:
    made = Parser(
        prog="keraslint show",
        description="Print what was recovered of each training setup: each value, or the reason why it is not known.",
    )
    made.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders; `-` is standard input (default: the current folder)"
    )
    made.add_argument("--output-format", choices=("text", "json"), default="text", help="text (default) or json")
    made.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colour the text (default: auto)")
    made.add_argument("--stdin-filename", metavar="FILE", help="the name under which standard input is read")
    return made
