"""Files that one program reads and another one writes: the program beside it that writes a file is run for what it leaves there.

A folder of programs that are run one after the other hands its models on in files, as modules hand on theirs by imports. Which
program was run last is not in their texts, so that nothing is known where two of them write that file, the reader included.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Final

from keraslint.interp.machine import BudgetSpent, Interpreter
from keraslint.interp.modules import STEPS, Modules
from keraslint.interp.scope import MAIN

if TYPE_CHECKING:
    from keraslint.interp.modules import Files
    from keraslint.values import Value

PROGRAMS: Final = 8
"""A file that more programs speak of is not looked for in them."""

NAMES: Final = 16
"""For so many files a linted one may have the programs around it searched."""


def left_by_others(machine: Interpreter, name: str) -> Value | None:
    """Return what the only program of the folder that writes a file leaves in it; ``None`` where that is not known."""
    imports = machine.modules
    program = machine.scope.module
    if imports is None or not imports.searching or program.name != MAIN or posixpath.isabs(name):
        return None
    known = imports.written
    if name not in known:
        known[name] = _left(imports.files, program.tree.file, name) if len(known) < NAMES else None
    return known[name]


def _left(files: Files, reader: str, name: str) -> Value | None:
    programs = files.naming(reader, posixpath.basename(name))
    if not 1 < len(programs) <= PROGRAMS:
        return None
    found: dict[str, Value] = {}
    for path in programs:
        written = _written_by(files, path)
        if written is None:
            return None
        if name in written:
            found[path] = written[name]
    return next(iter(found.values())) if len(found) == 1 and programs[0] not in found else None


def _written_by(files: Files, path: str) -> dict[str, Value] | None:
    """Run a program for the files that it leaves behind; ``None`` where it cannot be followed to its end.

    It has modules of its own: what it does to them is nothing to those that the linted file imports. What it reads in turn is
    not looked for.
    """
    tree = files.load(path)
    if tree is None:
        return None
    imports = Modules(files).imports()
    imports.searching = False
    machine = Interpreter(tree, STEPS, imports)
    machine.recorder.active = False
    try:
        machine.execute_file()
    except (BudgetSpent, RecursionError):
        return None
    return dict(machine.files)
