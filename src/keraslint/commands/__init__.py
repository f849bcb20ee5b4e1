"""The commands, a module each with a function ``run(arguments) -> exit code``, and what they share. On the start-up path."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Final

COMMANDS: Final = {
    "check": "find faults in files and folders (what `keraslint PATH` does)",
    "confirm": "train each setup beside its repaired twin, and say which findings that confirms",
    "survey": "lint collections of sources too large for one run, and write what there is to say as tables",
    "rule": "explain a rule, or list them all",
    "config": "explain a configuration key, or list them all",
    "show": "print what was recovered of each training setup, and why the rest was not",
    "server": "serve an editor: the language server, over standard input and output",
    "test-rules": "check that the rules of a pack do what their documentation and their case files say",
    "init": "set keraslint up in the current folder",
    "clean": "remove the results of earlier runs that are kept for the current folder",
    "completion": "print a script by which a shell completes commands and options",
    "version": "print the version",
}
"""The commands: each is a module of this package with a function ``run(arguments) -> exit code``."""

CLEAN: Final = 0
"""Exit code: nothing to report, or nothing left after fixing."""
FINDINGS: Final = 1
"""Exit code: there are findings, or files that could not be read or parsed."""
ERROR: Final = 2
"""Exit code: the command line is wrong, or keraslint itself failed."""
INTERRUPTED: Final = 130
"""The user has ended the run."""


def module_of(name: str) -> ModuleType:
    """Import the module of a command."""
    return import_module(f"keraslint.commands.{name.replace('-', '_')}")
