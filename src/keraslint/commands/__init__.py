"""The commands, a module each with a function ``run(arguments) -> exit code``, and what they share. On the start-up path."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

CLEAN: Final = 0
"""Exit code: nothing to report, or nothing left after fixing."""
FINDINGS: Final = 1
"""Exit code: there are findings, or files that could not be read or parsed."""
ERROR: Final = 2
"""Exit code: the command line is wrong, or keraslint itself failed."""
