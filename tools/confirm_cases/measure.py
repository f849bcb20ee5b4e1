"""Measure how often verdicts are right: faults that have to be confirmed, and harmless changes that must not be.

    python tools/confirm_cases/measure.py --python VENV/bin/python [--repeat 10] [--variations 200] [--only WORDS]
    python tools/confirm_cases/measure.py --summary

Each case goes the whole way from its source text. A repetition takes other seeds. What was measured is kept in ``results.json``
beside this file, and is not measured again as long as the case stays the same: a run that was broken off goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from hashlib import sha256
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

RESULTS = Path(__file__).parent / "results.json"
RENEWED = 20
"""After so many random changes, whose programs are of no use to others, the worker starts over."""

STUB = Finding("CASE", "case", Place.at(Span("case.py", None, 1, 1, 1, 1)), "a case")


def main() -> int:
    """Run the tool and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--backend")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--repeat", type=int, default=1, help="how often each case is tried, with other seeds")
    parser.add_argument("--variations", type=int, default=0, help="how many random harmless changes to try")
    parser.add_argument("--first", type=int, default=0, help="the first random change")
    parser.add_argument("--only", default="", help="the cases whose name has these words")
    parser.add_argument("--no-cases", action="store_true", help="try the random changes alone")
    parser.add_argument("--afresh", action="store_true", help="forget what was measured")
    parser.add_argument("--summary", action="store_true", help="measure nothing, and print what was measured")
    options = parser.parse_args()
    kept = Kept(afresh=options.afresh)
    if not options.summary:
        worker = Worker(options.python, choose(options.backend, options.python), Limits(), options.cache)
        cases = [] if options.no_cases else [one for one in (*harmful_cases(), *harmless_cases()) if options.only in one.name]
        for number in range(options.repeat):
            for case in cases:
                measure(worker, kept, case, number)
        for at in range(options.variations):
            for number in range(options.repeat):
                measure(worker, kept, variation(options.first + at), number)
            if at % RENEWED == RENEWED - 1:
                worker.close()
        worker.close()
    print(kept.summary())
    return 0


class Kept:
    """What was measured, by the name of the case, the number of the repetition and the backend."""

    def __init__(self, *, afresh: bool) -> None:
        """Read what is kept, or begin anew."""
        self._rows: dict[str, dict[str, object]] = {}
        if RESULTS.exists() and not afresh:
            self._rows = json.loads(RESULTS.read_text(encoding="utf-8"))

    def has(self, key: str, case: Case) -> bool:
        """Say whether a case was measured as it is."""
        return self._rows.get(key, {}).get("program") == digest(case)

    def add(self, key: str, case: Case, verdict: Verdict, seconds: float) -> None:
        """Keep a verdict."""
        contrast = verdict.contrast
        self._rows[key] = {
            "program": digest(case),
            "harmful": case.expected == CONFIRMED,
            "verdict": verdict.verdict,
            "right": verdict.verdict in case.expected,
            "skill": None if contrast is None else [round(contrast.written, 2), round(contrast.repaired, 2)],
            "seconds": round(seconds, 1),
        }
        RESULTS.write_text(json.dumps(self._rows, indent=1, sort_keys=True) + "\n", encoding="utf-8")

    def summary(self) -> str:
        """Return how often each kind of case is confirmed, and which verdicts are wrong."""
        groups: dict[str, list[str]] = {}
        for key, row in self._rows.items():
            group = (
                "random harmless changes" if key.startswith("variation") else "faults" if row["harmful"] else "harmless changes"
            )
            groups.setdefault(group, []).append(key)
        lines = []
        for group, keys in groups.items():
            programs = len({key.partition(" #")[0] for key in keys})
            proven = sum(self._rows[key]["verdict"] in CONFIRMED for key in keys)
            lines.append(f"{group}: {programs} programs, {len(keys)} runs, {proven} confirmed")
        wrong = [f"  {key}: {row['verdict']} {row['skill']}" for key, row in self._rows.items() if not row["right"]]
        times = [float(str(row["seconds"])) for row in self._rows.values()]
        return "\n".join([*lines, *wrong, f"median {median(times):.1f} s" if times else "nothing was measured"])


def digest(case: Case) -> str:
    """Return a mark of the two programs of a case."""
    return sha256(repr((case.written.text, case.repaired.text, case.divided, case.curved)).encode()).hexdigest()[:12]


def measure(worker: Worker, kept: Kept, case: Case, number: int) -> None:
    """Try a case with the seeds of a repetition and keep the verdict."""
    key = f"{case.name} #{number} ({worker.backend})"
    if kept.has(key, case):
        return
    since = monotonic()
    verdict = tried(case, worker, 1000 * number)
    kept.add(key, case, verdict, monotonic() - since)
    mark = "" if verdict.verdict in case.expected else "  !"
    print(f"{key}: {verdict.verdict} {verdict.reason[:90]} [{monotonic() - since:.1f} s]{mark}", flush=True)


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
