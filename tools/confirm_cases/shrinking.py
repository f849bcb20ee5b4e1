"""Measure whether a model that is shrunk learns where the full one does, over optimizers and the range of the inputs.

    python tools/confirm_cases/shrinking.py --python VENV/bin/python [--seeds 3] [--family WORDS]

A cell is a family with one optimizer and one range; a size learns in it, fails, or is of two minds over the seeds. What counts is
how often both sizes are of the same mind, and that none learns where the other fails.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import monotonic

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "rules"), str(ROOT / "tools")]

from confirm_cases.programs import Program, compiled, mlp  # noqa: E402 - the path comes first
from keraslint.confirm import decide  # noqa: E402
from keraslint.confirm.blueprint import Blueprint  # noqa: E402
from keraslint.confirm.client import Limits, Worker, choose  # noqa: E402
from keraslint.confirm.records import Run  # noqa: E402
from keraslint.confirm.runs import Budget, Runs  # noqa: E402
from keraslint.confirm.shrink import shrunk  # noqa: E402
from keraslint.confirm.translate import blueprint_of  # noqa: E402
from keraslint.testing import lint  # noqa: E402

EDGE = 32
FAMILIES = {
    "average pooling": ("Conv2D(32, 3, activation='relu')", "MaxPooling2D(2)", "Conv2D(32, 3, activation='relu')",
                        "GlobalAveragePooling2D()"),
    "maximum pooling": ("Conv2D(32, 3, activation='relu')", "MaxPooling2D(2)", "Conv2D(32, 3, activation='relu')",
                        "GlobalMaxPooling2D()", "Dense(64, activation='relu')"),
}  # fmt: skip
"""The hidden layers of a model of each family."""

OPTIMIZERS = ("SGD(1.0, momentum=0.9)", "SGD(0.01)", "Adam(0.001)", "Adam(0.1)")
DIVIDED = (1.0, 255.0)
"""By what images of 0..255 are divided."""


def main() -> int:
    """Run the tool and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--backend")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--updates", type=int, default=300)
    parser.add_argument("--family", default="", help="the families whose name has these words")
    options = parser.parse_args()
    worker = Worker(options.python, choose(options.backend, options.python), Limits(), None)
    budget = Budget(256, options.updates)
    for family, hidden in FAMILIES.items():
        if options.family not in family:
            continue
        minds = [
            cell(
                worker,
                f"{family}, {optimizer}, 0..255 / {divided:.0f}",
                blueprint(hidden, optimizer, divided),
                budget,
                options.seeds,
            )
            for optimizer in OPTIMIZERS
            for divided in DIVIDED
        ]
        same = sum(full == small for full, small in minds)
        opposite = sum({full, small} == {"learns", "fails"} for full, small in minds)
        print(f"{family}: {same} of {len(minds)} cells the same, {opposite} opposite", flush=True)
    worker.close()
    return 0


def blueprint(hidden: tuple[str, ...], optimizer: str, divided: float) -> Blueprint:
    """Return a program of a family as the worker builds it."""
    program = Program(
        mlp(*hidden), compiled(optimizer=f"keras.optimizers.{optimizer}"), shape=(EDGE, EDGE, 3),
        data=f"x = np.random.randint(0, 256, (2000, {EDGE}, {EDGE}, 3))\n",
    )  # fmt: skip
    made = blueprint_of(lint(program.text, ()).program.setups[0])
    return replace(made, updates=None, inputs_by=(("divide", divided),))


def cell(worker: Worker, name: str, full: Blueprint, budget: Budget, seeds: int) -> tuple[str, str]:
    """Train both sizes of a model, and return of what mind they are."""
    small = shrunk(full, at_least=0).apply(full)
    minds, said = [], []
    for blueprint in (full, small):
        since = monotonic()
        runs = Runs(worker, {frozenset(): blueprint}, budget).of(frozenset(), seeds)
        minds.append(mind(runs))
        said.append(f"{minds[-1]} ({median(run.skill for run in runs):.2f}, {monotonic() - since:.0f} s)")
    print(f"{name}: full {said[0]}, shrunk {said[1]}", flush=True)
    return minds[0], minds[1]


def mind(runs: list[Run]) -> str:
    """Say whether most runs learn."""
    share = sum(run.skill >= decide.LEARNS for run in runs) / len(runs)
    return "learns" if share >= 0.8 else "fails" if share <= 0.2 else "of two minds"


if __name__ == "__main__":
    sys.exit(main())
