"""Measure what it costs to start: the CPU time of small runs against that of the bare interpreter and of importing LibCST.

::

    python tools/bench/startup.py [ROUNDS]

All commands run in turn, round after round, so that a busy machine disturbs them alike; the table has medians and ratios.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]

KERAS: Final = """\
from keras import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((4,)), Dense(10, activation="relu"), Dense(3, activation="softmax")])
model.compile(loss="categorical_crossentropy", optimizer="adam")
"""

RUN: Final = "import sys; from keraslint.cli import main; sys.exit(main())"


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "plain.py").write_text("import os\n\nprint(os.sep)\n", encoding="utf-8")
        (folder / "model.py").write_text(KERAS, encoding="utf-8")
        back = 1_000_000_000_000_000_123
        os.utime(folder / "model.py", ns=(back, back))
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "a file without Keras": [sys.executable, "-c", RUN, "plain.py"],
            "import libcst": [sys.executable, "-c", "import libcst"],
            "a small Keras file": [sys.executable, "-c", RUN, "--no-cache", "model.py"],
            "the same, remembered": [sys.executable, "-c", RUN, "model.py"],
        }
        for command in commands.values():
            cpu(command, folder)
        times: dict[str, list[float]] = {title: [] for title in commands}
        for _ in range(rounds):
            for title, command in commands.items():
                times[title].append(cpu(command, folder))
    bare, libcst = median(times["python -c pass"]), median(times["import libcst"])
    print(f"{'':<24}{'CPU':>9}{'/ pass':>9}{'/ libcst':>9}")
    for title, found in times.items():
        middle = median(found)
        print(f"{title:<24}{middle * 1000:>6.0f} ms{middle / bare:>9.2f}{middle / libcst:>9.2f}")


def cpu(command: list[str], folder: Path) -> float:
    """Return the CPU seconds that a command takes."""
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "rules")])
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": paths}, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


if __name__ == "__main__":
    main()
