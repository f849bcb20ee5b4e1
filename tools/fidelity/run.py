"""Compare what keraslint recovers from programs with what the real Keras builds when they run.

    python tools/fidelity/run.py PATH... [--json OUT]

Needs an environment with Keras 3 and TensorFlow beside keraslint's own dependencies. Programs run without network, without
writing outside a folder of their own, with their data made up and nothing trained.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(_ROOT / "src"), str(_ROOT / "tools")]

from fidelity import record, report  # noqa: E402
from fidelity.programs import Limits, Outcome, found, measure  # noqa: E402


def main() -> int:
    """Run the comparison from the command line; the exit status says whether anything disagrees."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a .py or .ipynb file, or a folder of them")
    parser.add_argument("--json", metavar="OUT", help="also write what does not agree to this file")
    parser.add_argument("--record", metavar="OUT", help="write the real facts to this file, for a test that has no Keras")
    parser.add_argument("--strict", action="store_true", help="make up no modules, no files, no spellings of earlier versions")
    parser.add_argument("--unknowns", action="store_true", help="list what was not recovered, too")
    parser.add_argument("--seconds", type=float, default=60.0, help="time limit of one program (default: 60)")
    parser.add_argument("--jobs", type=int, default=2, help="how many programs run at a time (default: 2)")
    options = parser.parse_args()
    strict = options.strict or options.record is not None
    outcomes = []

    def watched() -> Iterator[Outcome]:
        for outcome in measure(found(options.paths), Limits(options.seconds), options.jobs, strict=strict):
            outcomes.append(outcome)
            yield outcome

    for line in report.lines(watched(), unknowns=options.unknowns):
        print(line, flush=True)
    if options.json:
        found_out = json.dumps([report.as_json(outcome) for outcome in outcomes], indent=1)
        Path(options.json).write_text(found_out + "\n", encoding="utf-8")
    if options.record:
        record.write(Path(options.record), outcomes)
    return int(any(row.verdict.name == "DISAGREE" for outcome in outcomes for row in outcome.rows))


if __name__ == "__main__":
    sys.exit(main())
