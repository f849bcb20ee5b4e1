"""What a keystroke costs in a process that runs: lint a file again and again with a line changed, and parse it as often.

Prints the medians of the CPU seconds of both.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

import libcst

from keraslint import collector, precompiled
from keraslint.engine import Engine
from keraslint.files import PythonFile
from keraslint.options import Options


def main() -> None:
    """Measure with the file that the command line names."""
    path, rounds = Path(sys.argv[1]), int(sys.argv[2])
    text = path.read_text(encoding="utf-8")
    precompiled.install()
    collector.tame()
    engine = Engine(Options())
    plan = engine.plan_for(str(path))
    lints, parses = [], []
    for number in range(rounds + 1):
        changed = f"{text}# {number}\n"
        start = time.process_time()
        engine.begin()
        engine.lint(PythonFile(str(path), changed), plan)
        between = time.process_time()
        libcst.parse_module(changed)
        lints.append(between - start)
        parses.append(time.process_time() - between)
    # The first round has to import what the file calls for.
    print(median(lints[1:]), median(parses[1:]))


if __name__ == "__main__":
    main()
