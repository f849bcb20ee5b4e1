"""``keraslint show``: what was recovered of each training setup, and why the rest was not."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace

from keraslint import discover, show
from keraslint.analysis import Analysis, Failed, crash, open_file
from keraslint.commands import CLEAN, ERROR, FINDINGS, parse
from keraslint.findings import Diagnostic
from keraslint.ir import Program
from keraslint.report import facts
from keraslint.report.style import Style, wants_colour
from keraslint.screen import read, relevant


def run(arguments: Sequence[str]) -> int:
    """Print the facts of the files that ``arguments`` name; ends with 1 where a file could not be read or parsed."""
    options = argparse.Namespace(**parse(_parser(), arguments, "paths"))
    shown = []
    programs: list[Program] = []
    kinds: set[str] = set()
    analysis = Analysis()
    for path, error in discover.find(options.paths or [os.curdir], force_exclude=False):
        data = error or read(path)
        if isinstance(data, bytes) and not relevant(data):
            continue
        name = options.stdin_filename or path if path == discover.STDIN else path
        found, diagnostics = _examine(analysis, name, data)
        try:
            shown.append(show.file_facts(name, found, diagnostics))
            programs.extend(found)
        except Exception as error:  # noqa: BLE001 - a fault of ours in one file must not keep the others from being shown
            diagnostics.append(crash(name, "the description", error))
            shown.append(show.file_facts(name, (), diagnostics))
        kinds.update(diagnostic.kind for diagnostic in diagnostics)
    coverage = show.coverage(programs)
    if options.output_format == "json":
        sys.stdout.write(facts.as_json(shown, coverage))
    else:
        sys.stdout.write(facts.as_text(shown, coverage, Style(wants_colour(options.color, sys.stdout))))
    return ERROR if "internal-error" in kinds else FINDINGS if kinds else CLEAN


def _examine(analysis: Analysis, path: str, data: bytes | OSError) -> tuple[list[Program], list[Diagnostic]]:
    """Return what was recovered of a file, module by module, and what stood in the way."""
    try:
        file = open_file(path, data)
    except Failed as failed:
        return [], [failed.diagnostic]
    programs = []
    diagnostics = list(file.problems)
    for part in (file, *file.written):
        try:
            program = analysis.of(part)[1]
            programs.append(replace(program, notes=(*part.notes, *program.notes)))
        except Failed as failed:
            diagnostics.append(failed.diagnostic)
    return programs, diagnostics


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="keraslint show",
        description="Print what was recovered of each training setup: each value, or the reason why it is not known.",
        allow_abbrev=False,
    )
    made.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders; `-` is standard input (default: the current folder)"
    )
    made.add_argument("--output-format", choices=("text", "json"), default="text", help="text (default) or json")
    made.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colour the text (default: auto)")
    made.add_argument("--stdin-filename", metavar="FILE", help="the name under which standard input is read")
    return made
