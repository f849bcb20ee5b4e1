"""From the command line to a command and from its outcome to the exit code. On the start-up path."""

from __future__ import annotations

import os
import sys

from keraslint import precompiled
from keraslint.commands import CLEAN, COMMANDS, ERROR, INTERRUPTED, module_of
from keraslint.options import Failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

LEAN: Final = frozenset({"check", "version"})
"""The commands that may end without having imported anything large."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that ``arguments`` name and return the exit code: 0 clean, 1 findings, 2 something went wrong.

    A reader that closes the pipe early, as ``head`` does, has got what it wanted: that ends the run without a word.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    _tolerate(sys.stdout)
    _tolerate(sys.stderr)
    try:
        code = _run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still buffered must not be written when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - a user is told what to report, not shown our stack
        _complain(f"keraslint failed, which is a bug: {type(error).__name__}: {error}{_innermost(error)}")
        return ERROR
    return code


def _run(given: list[str]) -> int:
    if given and given[0] in {"-h", "--help"}:
        sys.stdout.write(_help())
        return CLEAN
    if given and given[0] in {"-V", "--version"}:
        given[0] = "version"
    named = bool(given) and given[0] in COMMANDS
    name = given.pop(0) if named else "check"
    if name not in LEAN:
        precompiled.install()
    try:
        if given and not named:
            _refuse_misspelt(given[0])
        code: int = module_of(name).run(given)
    except Failure as failure:
        _complain(str(failure))
        return ERROR
    except SystemExit as left:  # argparse, after --help or a wrong option
        return left.code if isinstance(left.code, int) else ERROR
    return code


def _refuse_misspelt(word: str) -> None:
    """Refuse a first word that is neither a command nor a file, where it is nearly a command.

    Raises:
        Failure: it is.
    """
    if word.startswith("-") or not word.replace("-", "").isalpha() or os.path.exists(word):
        return
    from keraslint.nearest import nearest

    meant = nearest(word, COMMANDS)
    if meant is not None:
        raise Failure(f"there is no file and no command `{word}`; did you mean `keraslint {meant}`?")


def _innermost(error: BaseException) -> str:
    """Return the place in the source where ``error`` was raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f" at {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"


def _complain(message: str) -> None:
    """Say what went wrong; the words may be those of a file that nobody has read."""
    from keraslint.report.style import printable_lines

    sys.stderr.write(f"error: {printable_lines(message)}\n")


def _help() -> str:
    width = max(map(len, COMMANDS))
    lines = "\n".join(f"  {name:<{width}}  {summary}" for name, summary in COMMANDS.items())
    return (
        "usage: keraslint [COMMAND] [OPTIONS] [PATH ...]\n\n"
        "Finds faults in Keras model code without running it.\n\n"
        f"commands:\n{lines}\n\n"
        "Without a command, `check` runs. `keraslint COMMAND --help` lists the options of a command.\n"
    )


def _tolerate(stream: object) -> None:
    """Let a stream write characters that its encoding lacks, such as those of an odd file name, as escapes."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
