"""Measure how often verdicts are right: faults that have to be confirmed, and harmless changes that must not be.

    python tools/confirm_cases/measure.py --python VENV/bin/python [--repeat 10] [--variations 200] [--only WORDS]

Each case goes the whole way from its source text. A repetition takes other seeds.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import monotonic

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "rules"), str(ROOT / "tools")]

from confirm_cases.programs import CONFIRMED, Case, harmful_cases, harmless_cases, variation  # noqa: E402 - the path comes first
from keraslint.confirm.blueprint import Blueprint  # noqa: E402
from keraslint.confirm.client import Limits, Worker, choose  # noqa: E402
from keraslint.confirm.experiment import Wish  # noqa: E402
from keraslint.confirm.records import SetupVerdict, Verdict  # noqa: E402
from keraslint.confirm.translate import blueprint_of  # noqa: E402
from keraslint.confirm.trial import Trial  # noqa: E402
from keraslint.confirm.variants import Variants  # noqa: E402
from keraslint.findings import Finding  # noqa: E402
from keraslint.source import Place, Span  # noqa: E402
from keraslint.testing import lint  # noqa: E402

STUB = Finding("CASE", "case", Place.at(Span("case.py", None, 1, 1, 1, 1)), "a case")


def main() -> int:
    """Run the tool and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--backend")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--repeat", type=int, default=1, help="how often each case is tried, with other seeds")
    parser.add_argument("--variations", type=int, default=0, help="how many random harmless changes to try")
    parser.add_argument("--first", type=int, default=0, help="the first random change")
    parser.add_argument("--only", default="", help="the cases whose name has these words")
    parser.add_argument("--no-cases", action="store_true", help="try the random changes alone")
    options = parser.parse_args()
    worker = Worker(options.python, choose(options.backend, options.python), Limits(), options.cache)
    cases = [] if options.no_cases else [one for one in (*harmful_cases(), *harmless_cases()) if options.only in one.name]
    measure(worker, cases, options.repeat)
    measure(worker, (variation(options.first + number) for number in range(options.variations)), 1)
    worker.close()
    return 0


def measure(worker: Worker, cases: Iterable[Case], repeat: int) -> None:
    """Try cases and print how often each verdict came."""
    right: Counter[bool] = Counter()
    total: Counter[bool] = Counter()
    times = []
    for case in cases:
        said: Counter[str] = Counter()
        for number in range(repeat):
            since = monotonic()
            verdict = tried(case, worker, 1000 * number)
            times.append(monotonic() - since)
            said[verdict.verdict] += 1
            harmful = case.expected == CONFIRMED
            total[harmful] += 1
            right[harmful] += verdict.verdict in case.expected
        figures = "" if verdict.contrast is None else f"{verdict.contrast.written:.2f} -> {verdict.contrast.repaired:.2f}"
        mark = "" if all(word in case.expected for word in said) else "  !"
        print(f"{case.name}: {dict(said)} {figures} {verdict.reason[:90]} [{times[-repeat]:.1f} s]{mark}", flush=True)
    if times:
        print(
            f"harmful confirmed {right[True]} of {total[True]},"
            f" harmless confirmed {total[False] - right[False]} of {total[False]}, median {median(times):.1f} s"
        )


def tried(case: Case, worker: Worker, seed: int) -> Verdict:
    """Return the verdict on a case."""
    written, repaired = read(case.written.text), read(case.repaired.text)
    task = replace(written.task, curved=case.curved)
    written = replace(written, task=task, updates=None)
    steps = (("divide", case.divided),) if case.divided is not None else ()
    same = repaired.task.encoding == task.encoding and repaired.task.target_hi == task.target_hi
    repaired = replace(repaired, task=task if same else replace(repaired.task, curved=case.curved), updates=None, inputs_by=steps)
    variants = Variants((STUB,), {frozenset(): written, frozenset({0}): repaired})
    result = Trial(variants, worker, Wish(first_seed=seed), lambda *_: None).result(SetupVerdict("case.py", 1, 1, ()))
    return result.verdicts[0]


def read(text: str) -> Blueprint:
    """Return the blueprint of a program."""
    return blueprint_of(lint(text, ()).program.setups[0])


if __name__ == "__main__":
    sys.exit(main())
