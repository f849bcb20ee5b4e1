"""``keraslint test-rules``: what the documentation and the case files of a rule pack promise, checked."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from keraslint import rules, testing
from keraslint.commands import CLEAN, FINDINGS
from keraslint.commands.parser import Parser
from keraslint.config.packs import let_import_from_here
from keraslint.options import Failure
from keraslint.report.text import counted
from keraslint.rules import Rule

CASES: Final = "tests"

EPILOG: Final = """\
Checked of each rule: the headings of its documentation; that each bad example has this one finding and each good one none;
that its fix repairs the bad example; that it is silent after the changes of its fix; and the cases in FOLDER/**/RULE-NAME.md.

examples:
  keraslint test-rules acme_rules                        all rules of a pack in the current folder, or of an installed one
  keraslint test-rules acme_rules.house.metrics_missing  a single rule
  keraslint test-rules acme_rules --cases docs/cases     with the case files elsewhere

exit codes: 0 all is as promised, 1 something is not, 2 there is no such pack
"""


def run(arguments: Sequence[str]) -> int:
    """Check the rules of the packs that ``arguments`` name, and return the exit code.

    Raises:
        Failure: there is no such pack, it holds no rule, or there is no such folder of cases.
    """
    options = _parser().words(arguments, "packs")
    if not options.packs:
        raise Failure("name the rule pack to test, such as `keraslint test-rules acme_rules`")
    folder = Path(options.cases or CASES)
    if options.cases and not folder.is_dir():
        raise Failure(f"there is no folder {folder}")
    let_import_from_here()
    try:
        tested = rules.load(options.packs)
        others = (pack for pack in options.packs if pack.partition(".")[0] not in rules.DEFAULT_PACKS)
        beside = rules.load((*rules.DEFAULT_PACKS, *others))
    except rules.PackError as error:
        raise Failure(str(error)) from None
    if not tested:
        raise Failure(f"there are no rules in {', '.join(options.packs)}")
    failed = sum(not _test(rule, beside, folder) for rule in tested)
    sys.stdout.write(f"{counted(len(tested) - failed, 'rule')} passed{f', {failed} failed' if failed else ''}.\n")
    return FINDINGS if failed else CLEAN


def _test(rule: Rule, beside: Sequence[Rule], folder: Path) -> bool:
    """Check a rule, print what comes of it, and say whether all is well."""
    files = sorted(folder.rglob(f"{rule.name}.md"))
    trials = list(testing.trials(rule, beside, files))
    wrong = list(_failures(trials))
    promises = counted(len(rule.documentation.examples), "example"), counted(sum(map(len, map(testing.cases, files))), "case")
    sys.stdout.write(f"{'FAIL' if wrong else 'ok':<5}{rule.code} {rule.name}: {', '.join(promises)}\n")
    for title, message in wrong:
        sys.stdout.write(f"     {title}\n" + "".join(f"       {line}\n" for line in message.splitlines()))
    return not wrong


def _failures(trials: Sequence[testing.Trial]) -> Iterator[tuple[str, str]]:
    for trial in trials:
        try:
            trial.run()
        except AssertionError as failed:
            yield trial.title, str(failed)
        except Exception as error:  # noqa: BLE001 - the rule is being written: whatever it raises is told, and the others go on
            yield trial.title, f"{type(error).__name__}: {error}"


def _parser() -> Parser:
    made = Parser(
        prog="keraslint test-rules",
        description="Check that the rules of a pack do what their documentation and their case files say.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("packs", nargs="*", metavar="PACK", help="a package of rules, or the module of one, by its import name")
    made.add_argument("--cases", metavar="FOLDER", help=f"where the case files are, at any depth (default: {CASES})")
    return made
