"""Run the interpreter on one file: the whole of its interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keraslint.interp import copies, expressions, functional, lookups, models, premade, reflection, saving, statements
from keraslint.interp.classes import classes
from keraslint.interp.functions import run_uncalled
from keraslint.interp.machine import STEPS, BudgetSpent, Interpreter
from keraslint.interp.unused import note_unused
from keraslint.libs import registry
from keraslint.recover.program import program_of
from keraslint.values import Value

if TYPE_CHECKING:
    from keraslint.interp.modules import Modules
    from keraslint.ir import Program
    from keraslint.syntax import Tree

__all__ = ["evaluate_names", "interpret"]

# Imported for the meanings that they register.
_TABLES = (copies, expressions, functional, lookups, models, premade, reflection, saving, statements)


def interpret(tree: Tree, steps: int = STEPS, modules: Modules | None = None, package: str = "") -> Program:
    """Run a file over abstract values and return what it does; never raises for what the file contains.

    ``modules`` are the files of the project, which the file may import; ``package`` is the outermost package that it is in.
    """
    imports = None if modules is None else modules.imports()
    machine = Interpreter(tree, steps, imports)
    start = machine.journal.mark()
    program = program_of(tree.file, complete(machine).recorder, classes(machine), package=package)
    if imports is not None and imports.followed:
        machine.journal.undo(start)
    return program


def run(tree: Tree) -> Interpreter:
    """Run a file that imports no other, and return the interpreter as it stands at the end."""
    return complete(Interpreter(tree))


def complete(machine: Interpreter) -> Interpreter:
    """Let an interpreter run its file and the functions that nothing in it calls; return it as it stands at the end."""
    registry.load_for("builtins")
    try:
        machine.execute_file()
        run_uncalled(machine)
        note_unused(machine)
    except BudgetSpent:
        machine.recorder.notes.append("the analysis budget is spent; what follows in this file was not looked at")
    except RecursionError:
        machine.recorder.notes.append("the code is nested too deeply to be followed to its end")
    return machine


def evaluate_names(tree: Tree) -> dict[str, Value]:
    """Return the values of the module's names after the file was run, for tests of the interpreter."""
    return dict(run(tree).scope.names)
