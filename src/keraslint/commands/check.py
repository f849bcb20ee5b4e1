"""``keraslint check``: options, a run of the pipeline, a report, an exit code. On the start-up path.

A command line of nothing but paths and plain flags, which is what a commit hook gives, is read without ``argparse``; and where no
file has to do with Keras, nothing of the engine is imported.
"""

from __future__ import annotations

import sys

from keraslint import pipeline
from keraslint.commands import CLEAN, ERROR, FINDINGS, parse
from keraslint.options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from typing import Final

FLAGS: Final = {
    "--fix": "apply the safe fixes",
    "--unsafe-fixes": "let fixes that change how the training goes count as well",
    "--diff": "print what fixing would change, and change nothing",
    "--statistics": "count the findings by rule instead of listing them",
    "--exit-zero": "end with 0 where there are findings",
    "--force-exclude": "leave excluded folders out even where a file in them is named",
    "--no-cache": "accepted for the sake of scripts: no cache is kept",
    "--isolated": "accepted for the sake of scripts: no configuration file is read",
}
"""The options without a value, long form, with their help."""

NOTHING: Final = {"full": "All checks passed!\n", "concise": "All checks passed!\n", "json": "[]\n"}
"""What each format says of a run without findings."""


def run(arguments: Sequence[str]) -> int:
    """Lint what ``arguments`` say and return the exit code.

    Raises:
        Failure: a selector is unknown, or the output file cannot be written.
    """
    options = _plain(arguments) or _parsed(arguments)
    result = pipeline.run(options)
    if not result.checked and not options.quiet and not options.silent:
        sys.stderr.write("warning: no Python files found under the given paths\n")
    if result.nothing and _only_to_be_said(result, options):
        if not options.quiet or options.output_format == "json":
            sys.stdout.write(NOTHING[options.output_format])
        return CLEAN
    from keraslint.commands import output

    output.write(result, options)
    return _exit_code(result, options)


def _only_to_be_said(result: pipeline.Result, options: Options) -> bool:
    """Say whether a run that found nothing has nothing to write but just that."""
    return not (options.output_file or options.diff or options.silent or (options.fix and result.rewritten is not None))


def _exit_code(result: pipeline.Result, options: Options) -> int:
    kinds = {diagnostic.kind for file in result.files for diagnostic in file.diagnostics}
    if "internal-error" in kinds:
        return ERROR
    left = any(file.findings for file in result.files) if not options.diff else result.fixed
    return FINDINGS if (kinds or left) and not options.exit_zero else CLEAN


def _plain(arguments: Sequence[str]) -> Options | None:
    """Read a command line of paths and flags, or return ``None`` for any other."""
    options = Options()
    paths = []
    for argument in arguments:
        if argument in FLAGS:
            setattr(options, argument[2:].replace("-", "_"), True)
        elif argument.startswith("-") and argument != "-":
            return None
        else:
            paths.append(argument)
    options.paths = paths
    return options


def _parsed(arguments: Sequence[str]) -> Options:
    options = Options()
    given = parse(parser(), arguments, "paths")
    for name in given.keys() & {"select", "ignore", "extend_select"}:
        given[name] = [selector.strip() for selector in ",".join(given[name]).split(",") if selector.strip()]
    vars(options).update(given)
    return options


def parser() -> argparse.ArgumentParser:
    """Return the parser of all options; their defaults are those of ``Options``."""
    import argparse

    made = argparse.ArgumentParser(
        prog="keraslint check",
        description="Find faults in the Keras model code of files and folders.",
        epilog="A selector is a code (KL109), the start of one (KL1), a rule name, a category, a tier (core) or ALL.",
        allow_abbrev=False,
        argument_default=argparse.SUPPRESS,
    )
    made.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders; `-` is standard input (default: the current folder)"
    )
    for flag, text in FLAGS.items():
        made.add_argument(flag, action="store_true", help=text)
    rules = made.add_argument_group("rules")
    rules.add_argument("--select", action="append", metavar="SELECTOR", help="run these rules and no others")
    rules.add_argument("--ignore", action="append", metavar="SELECTOR", help="leave these rules out")
    rules.add_argument("--extend-select", action="append", metavar="SELECTOR", help="run these rules as well")
    rules.add_argument(
        "--min-severity", choices=("info", "warning", "error"), help="report what is at least as bad (default: info)"
    )
    rules.add_argument(
        "--min-confidence", choices=("low", "medium", "high"), help="report what is at least as sure (default: medium)"
    )
    shape = made.add_argument_group("output")
    shape.add_argument("--output-format", choices=tuple(NOTHING), help="full (default), concise or json")
    shape.add_argument("-o", "--output-file", metavar="FILE", help="write the report to FILE")
    shape.add_argument("--color", choices=("auto", "always", "never"), help="colour the text (default: auto)")
    shape.add_argument("-q", "--quiet", action="store_true", help="print findings and nothing else")
    shape.add_argument("-s", "--silent", action="store_true", help="print nothing")
    shape.add_argument("--stdin-filename", metavar="FILE", help="the name under which standard input is linted")
    return made
