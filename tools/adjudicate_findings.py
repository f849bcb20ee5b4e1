"""Compare what keraslint finds in real programs with what readers of these programs have said about it.

``tools/adjudicate_findings.py FOLDER`` lints the repositories below FOLDER, of which each lies in ``OWNER__NAME``, and writes the
report; with ``--check`` it only shows how the report would change. ``--unread N`` prints findings that nobody has judged, drawn
at random with ``--seed``, as lines to be completed; ``--take FILE`` adds such lines to the verdicts.
"""

from __future__ import annotations

import argparse
import difflib
import json
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / part) for part in ("tools", "src", "rules")]

from adjudicate import corpora, verdicts  # noqa: E402 - the path to the tools comes first
from adjudicate.replay import JUDGED, Replay, records, replay  # noqa: E402
from adjudicate.report import report  # noqa: E402

DATA = ROOT / "tools" / "adjudicate"
CORPORA, VERDICTS, REPORT = DATA / "corpora.jsonl", DATA / "verdicts.jsonl", DATA / "report.md"


def main() -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true", help="show how the report would change, and change nothing")
    parser.add_argument("--group", action="append", help="look at this group of repositories alone")
    parser.add_argument("--unread", type=int, metavar="N", help="print N findings without a verdict, drawn at random")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--take", type=Path, metavar="FILE", help="add verdicts from a file to those that are kept")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep what is found, as JSON")
    parser.add_argument("--findings", type=Path, metavar="FILE", help="take what an earlier run has kept, and lint nothing")
    arguments = parser.parse_args()
    known = verdicts.load(VERDICTS)
    if arguments.take is not None:
        known |= verdicts.load(arguments.take)
        verdicts.save(VERDICTS, known.values())
    wanted = [one for one in corpora.load(CORPORA) if not arguments.group or one.group in arguments.group]
    root = arguments.folder.resolve()
    kept = json.loads(arguments.findings.read_text(encoding="utf-8")) if arguments.findings is not None else None
    if arguments.keep is not None:
        kept = [record for corpus in wanted for record in records(list(corpus.files(root)))]
        arguments.keep.write_text(json.dumps(kept), encoding="utf-8")
    run = replay(root, wanted, known, kept)
    if arguments.unread is not None:
        _print_unread(run, arguments.unread, arguments.seed)
        return 0
    return _written(report(run), check=arguments.check)


def _print_unread(run: Replay, count: int, seed: int) -> None:
    unread = sorted(found for found in run.found if found.severity in JUDGED and run.verdict(found) == "new")
    for found in random.Random(seed).sample(unread, min(count, len(unread))):  # noqa: S311 - a sample, no secret
        print(json.dumps({**found.key._asdict(), "verdict": "", "reason": found.message}, ensure_ascii=False))


def _written(text: str, *, check: bool) -> int:
    before = REPORT.read_text(encoding="utf-8") if REPORT.is_file() else ""
    if not check:
        REPORT.write_text(text, encoding="utf-8")
    sys.stdout.writelines(difflib.unified_diff(before.splitlines(True), text.splitlines(True), "before", "now"))
    return int(check and before != text)


if __name__ == "__main__":
    sys.exit(main())
