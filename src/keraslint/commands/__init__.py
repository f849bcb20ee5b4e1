"""The commands, a module each with a function ``run(arguments) -> exit code``, and what they share. On the start-up path."""

from __future__ import annotations

from importlib import import_module

from keraslint.options import Failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from types import ModuleType
    from typing import Any, Final, NoReturn

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


def parse(parser: argparse.ArgumentParser, arguments: Sequence[str], rest: str) -> dict[str, Any]:
    """Parse options and operands in any order; what follows ``--`` are operands, ``rest``, whatever they look like.

    Raises:
        Failure: there is no such option.
    """
    mark = arguments.index("--") if "--" in arguments else len(arguments)
    parser.error = lambda message: _complain(message, parser)  # type: ignore[method-assign]
    namespace, unknown = parser.parse_known_intermixed_args(arguments[:mark])
    for word in unknown:
        _refuse(word, parser)
    given = vars(namespace)
    given[rest] = [*given.get(rest, ()), *arguments[mark + 1 :]]
    return given


def _complain(message: str, parser: argparse.ArgumentParser) -> NoReturn:
    """Say in one line what is wrong, and what may have been meant, where argparse would print all options.

    Raises:
        Failure: always.
    """
    import re

    from keraslint.nearest import hint

    wrong = re.fullmatch(r"argument (?P<option>[^:]+): invalid choice: (?P<value>.+?) \(choose from (?P<words>.+)\)", message)
    if wrong is not None:
        words = [word.strip(" '\"") for word in wrong["words"].split(",")]
        value, option = wrong["value"].strip("'\""), wrong["option"].rpartition("/")[2]
        message = f"`{value}` is no value for `{option}`{hint(value, words)}; it takes {', '.join(words)}"
    raise Failure(f"{message.removeprefix('argument ')}; `{parser.prog} --help` lists the options")


def _refuse(word: str, parser: argparse.ArgumentParser) -> None:
    from keraslint.nearest import hint

    known = [option for action in parser._actions for option in action.option_strings]  # noqa: SLF001 - nothing else tells
    name = word.partition("=")[0]
    kind = "option" if name.startswith("-") else "argument"
    raise Failure(f"unknown {kind} `{name}`{hint(name, known)}; `{parser.prog} --help` lists the options")
