"""The commands, a module each with a function ``run(arguments) -> exit code``, and what they share. On the start-up path."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from typing import Any, Final

CLEAN: Final = 0
"""Exit code: nothing to report, or nothing left after fixing."""
FINDINGS: Final = 1
"""Exit code: there are findings, or files that could not be read or parsed."""
ERROR: Final = 2
"""Exit code: the command line is wrong, or keraslint itself failed."""


def parse(parser: argparse.ArgumentParser, arguments: Sequence[str], rest: str) -> dict[str, Any]:
    """Parse options and operands in any order; what follows ``--`` are operands, ``rest``, whatever they look like."""
    mark = arguments.index("--") if "--" in arguments else len(arguments)
    given = vars(parser.parse_intermixed_args(arguments[:mark]))
    given[rest] = [*given.get(rest, ()), *arguments[mark + 1 :]]
    return given
