"""Try every rule that makes a prediction on its own bad examples, and print what the experiments say.

python tools/confirm_rules.py --python VENV/bin/python [--backend jax] [CODE ...]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path
from time import monotonic

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "rules")]

from keraslint.confirm import decide  # noqa: E402 - the path to the sources comes first
from keraslint.confirm.client import Limits, Worker, choose  # noqa: E402
from keraslint.confirm.experiment import Claim, Wish  # noqa: E402
from keraslint.confirm.records import SetupVerdict, Verdict  # noqa: E402
from keraslint.confirm.survey import Case, verdict_of  # noqa: E402
from keraslint.rules import Rule, load  # noqa: E402
from keraslint.testing import lint  # noqa: E402


def main() -> int:
    """Run the tool and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("codes", nargs="*")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--backend")
    parser.add_argument("--cache", type=Path, help="where compiled programs are kept")
    parser.add_argument("--json", type=Path, help="the file of verdicts to bring up to date, such as docs/measured.json")
    options = parser.parse_args()
    worker = Worker(options.python, choose(options.backend, options.python), Limits(), options.cache)
    rules = load()
    counts: Counter[str] = Counter()
    written = json.loads(options.json.read_text(encoding="utf-8")) if options.json and options.json.exists() else {}
    for rule in rules:
        if rule.meta.prediction is None or (options.codes and rule.code not in options.codes):
            continue
        for number, example in enumerate(rule.documentation.examples):
            since = monotonic()
            setup = tried(rule, example.bad, worker, rules)
            for verdict in setup.verdicts if setup is not None else ():
                counts[verdict.verdict] += 1
                figures = "" if verdict.contrast is None else f"{verdict.contrast.written:.2f} -> {verdict.contrast.repaired:.2f}"
                line = f"{rule.code}.{number} {rule.name}: {verdict.verdict} {figures} {verdict.reason[:160]}"
                print(f"{line} [{monotonic() - since:.1f} s]", flush=True)
                written[f"{rule.code}.{number}"] = measured(verdict, example.bad)
                if options.json:
                    options.json.write_text(json.dumps(written, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    worker.close()
    total = sum(counts.values())
    proven = sum(counts[word] for word in decide.PROVEN)
    print(f"{proven} of {total} confirmed; {dict(counts.most_common())}")
    return 0


def measured(verdict: Verdict, program: str) -> dict[str, object]:
    """Return what a rule's page says of an example, with a mark of the program for which it holds."""
    contrast = verdict.contrast
    return {
        "program": sha256(program.encode()).hexdigest()[:12],
        "verdict": verdict.verdict,
        "reason": verdict.reason,
        "written": None if contrast is None else round(contrast.written, 2),
        "repaired": None if contrast is None else round(contrast.repaired, 2),
        "failed": None if contrast is None else [contrast.struck, contrast.seeds],
        "backend": verdict.backend,
    }


def tried(rule: Rule, text: str, worker: Worker, rules: tuple[Rule, ...]) -> SetupVerdict | None:
    """Return the verdict on what a rule finds in a program."""
    prediction = rule.meta.prediction
    linted = lint(text, rules)
    claims = [Claim(one, prediction) for one in linted.findings if one.code == rule.code and prediction is not None]
    for number, setup in enumerate(linted.program.setups):
        chosen = tuple(claim for claim in claims if claim.finding.setup == number)
        if chosen:
            return verdict_of(Case("example.py", linted.program, setup, chosen), worker, Wish(), lambda *_: None)
    general = tuple(claim for claim in claims if claim.finding.setup is None)
    return verdict_of(Case("example.py", linted.program, None, general), worker, Wish(), lambda *_: None) if general else None


if __name__ == "__main__":
    sys.exit(main())
