"""``keraslint check``: options, a run of the pipeline, a report, an exit code. On the start-up path.

A command line of nothing but paths and plain flags, which is what a commit hook gives, is read without ``argparse``; and where no
file has to do with Keras, nothing of the engine is imported.
"""

from __future__ import annotations

import os
import sys

from keraslint import pipeline
from keraslint.commands import CLEAN, ERROR, FINDINGS
from keraslint.options import CONFIDENCES, FAIL_ON, FORMATS, SEVERITIES, Failure, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from typing import Any, Final

    from keraslint.commands.parser import Parser

FLAGS: Final = {
    "--every-place": "report every place by itself, instead of one finding for each cause in a file",
    "--fix": "apply the safe fixes",
    "--unsafe-fixes": "let fixes that change how the training goes count as well",
    "--fix-only": "apply the safe fixes, and report nothing of what is left",
    "--show-fixes": "list what was fixed",
    "--diff": "print what fixing would change, and change nothing",
    "--confirm": "train what the findings speak of, and mark those that this confirms (see `keraslint confirm`)",
    "--statistics": "count the findings by rule instead of listing them",
    "--show-settings": "print the settings with the place where each of them comes from, and lint nothing",
    "--show-files": "print the files that would be linted, and lint nothing",
    "--exit-zero": "end with 0 where there are findings",
    "--exit-non-zero-on-fix": "end with 1 where something was fixed",
    "--force-exclude": "leave excluded files out even where they are named",
    "--no-cache": "neither use nor keep the results of earlier runs",
    "--watch": "lint again whenever a file changes",
    "--ignore-noqa": "report what comments suppress, too",
    "--isolated": "read no configuration file",
}
"""The options without a value, long form, with their help."""

SHORT: Final = {"--watch": ("-w",), "--exit-zero": ("-e",), "--no-cache": ("-n",)}
"""The short forms of some of them, which are those of ruff."""

NOTHING: Final = {"full": "All checks passed!\n", "concise": "All checks passed!\n", "json": "[]\n"}
"""What a format says of a run without findings, where that needs no more than a line."""

ENVIRONMENT: Final = {
    "KERASLINT_OUTPUT_FORMAT": "output_format",
    "KERASLINT_OUTPUT_FILE": "output_file",
    "KERASLINT_CONFIG": "config_file",
}
"""The environment variables that stand for options; the command line goes before them."""


def run(arguments: Sequence[str]) -> int:
    """Lint what ``arguments`` say and return the exit code.

    Raises:
        Failure: the command line or the configuration is wrong, or the output file cannot be written.
    """
    options = _plain(arguments) or _parsed(arguments)
    _heed_environment(options)
    if options.show_settings or options.show_files:
        from keraslint.commands import inspect

        return inspect.run(options)
    if options.watch:
        from keraslint.commands import watch

        return watch.run(options, lambda: _lint(options))
    return _lint(options)


def _lint(options: Options) -> int:
    """Lint once and return the exit code."""
    if options.timings is None:
        return _report(pipeline.run(options), options)
    from keraslint import timings

    timings.start()
    code = _report(pipeline.run(options), options)
    try:
        timings.finish(options.timings)
    except OSError as error:
        raise Failure(f"the times cannot be written to {options.timings}: {error.strerror}") from None
    return code


def _report(result: pipeline.Result, options: Options) -> int:
    """Say what a run has found and return the exit code."""
    if options.heeds_baseline or (result.settings is not None and result.settings.baseline):
        from keraslint.commands import known

        known.heed(result, options)
    if options.confirm and not result.nothing:
        from keraslint.commands import confirm

        confirm.mark(result, options)
    result.tell_together()
    if result.complaint and not options.quiet and not options.silent:
        from keraslint.report.style import printable

        sys.stderr.write(f"warning: what was found cannot be kept for the next run: {printable(result.complaint)}\n")
    if not result.checked and not options.quiet and not options.silent:
        sys.stderr.write("warning: no Python files found under the given paths\n")
    said = options if result.settings is None else result.settings
    words = NOTHING.get(said.output_format or "full")
    if result.nothing and words is not None and _only_to_be_said(result, options):
        if not options.quiet or words == NOTHING["json"]:
            sys.stdout.write(words)
        return CLEAN
    from keraslint.commands import output

    output.write(result, options)
    return _exit_code(result, options)


def _heed_environment(options: Options) -> None:
    options.no_cache = options.no_cache or bool(os.environ.get("KERASLINT_NO_CACHE"))
    for variable, name in ENVIRONMENT.items():
        value = os.environ.get(variable)
        if value and getattr(options, name) is None:
            setattr(options, name, value)
    if options.output_format is not None:
        demand_format(options.output_format)


def _only_to_be_said(result: pipeline.Result, options: Options) -> bool:
    """Say whether a run that found nothing has nothing to write but just that."""
    return not (
        options.output_file
        or options.output_files
        or options.diff
        or options.adds_comments
        or result.noqa
        or result.spared
        or result.stale
        or options.silent
        or (options.fix and result.rewritten is not None)
    )


def _exit_code(result: pipeline.Result, options: Options) -> int:
    if options.adds_comments:
        return FINDINGS if any(file.diagnostics for file in result.files) else CLEAN
    kinds = {diagnostic.kind for file in result.files for diagnostic in file.diagnostics}
    if "internal-error" in kinds:
        return ERROR
    settings = result.settings
    left = result.failing("warning" if settings is None else settings.fail_on) if not options.diff else bool(result.fixed)
    changed = options.exit_non_zero_on_fix and bool(result.fixed)
    return FINDINGS if changed or result.stale or ((kinds or left) and not options.exit_zero) else CLEAN


LISTS: Final = frozenset({
    "select", "ignore", "extend_select", "extend_ignore", "fixable", "unfixable", "extend_fixable", "exclude", "extend_exclude",
    "plugins",
})  # fmt: skip
"""The options whose values may be given several times or with commas."""


EXAMPLES: Final = """\
A selector is a code (KL109), the start of one (KL1), a rule name, a category, a group (core, data) or ALL.

examples:
  keraslint src/ notebooks/                   lint files, folders and notebooks
  keraslint --fix --unsafe-fixes model.py     repair what can be repaired
  keraslint --diff model.py                   show what would be repaired
  keraslint --select core --ignore KL201 .    choose rules
  keraslint --output-format sarif=k.sarif .   text for people, SARIF for the code host
  keraslint --update-baseline .               take note of what is there, to report only what is new
  keraslint --add-ignore="see issue 12" .     write comments that suppress what is found

exit codes: 0 nothing to report, 1 findings, 2 something went wrong
"""
"""What stands below the options in the help."""

OPTIONAL: Final = ("--add-ignore", "--add-noqa", "--timings")
"""The options whose value may be left out; it has to follow ``=``, or it would be taken for a path."""


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
    from keraslint.commands import experiments

    options = Options()
    given = vars(parser().words([f"{one}=" if one in OPTIONAL else one for one in arguments], "paths"))
    for name in given.keys() & LISTS:
        given[name] = [item.strip() for item in ",".join(given[name]).split(",") if item.strip()]
    _sort_out_config(given)
    _sort_out_formats(given)
    given["experiments"] = experiments.taken(given)
    vars(options).update(given)
    return options


def _sort_out_config(given: dict[str, Any]) -> None:
    """Tell the configuration file from the keys among the values of ``--config``."""
    values = given.pop("config", [])
    overrides = [value for value in values if "=" in value and not os.path.exists(value)]
    paths = [value for value in values if value not in overrides]
    if len(paths) > 1:
        raise Failure("`--config` names several files; the nearest one that `extend`s the others is enough")
    if paths and given.get("isolated"):
        raise Failure("`--isolated` reads no configuration file, and `--config` names one")
    given["overrides"] = overrides
    if paths:
        given["config_file"] = paths[0]


def _sort_out_formats(given: dict[str, Any]) -> None:
    """Tell the format of the report from those that go to files of their own."""
    values = [value.partition("=") for value in given.pop("output_format", [])]
    for name, _, _ in values:
        demand_format(name)
    given["output_files"] = [(name, file) for name, mark, file in values if mark]
    plain = [name for name, mark, _ in values if not mark]
    if len(plain) > 1:
        raise Failure(f"only one format can go to standard output; write one to a file, as in `--output-format {plain[0]}=FILE`")
    if plain:
        given["output_format"] = plain[0]


def demand_format(name: str) -> None:
    """Refuse a format that there is not.

    Raises:
        Failure: there is no such format.
    """
    if name not in FORMATS:
        from keraslint.nearest import hint

        others = f"; the formats are {', '.join(FORMATS)}"
        raise Failure(f"unknown output format `{name}`{hint(name, FORMATS) or others}")


def parser() -> Parser:
    """Return the parser of all options; their defaults are those of ``Options``."""
    import argparse

    from keraslint.commands import experiments
    from keraslint.commands.parser import Parser

    made = Parser(
        prog="keraslint check",
        description="Find faults in the Keras model code of files and folders.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        argument_default=argparse.SUPPRESS,
    )
    made.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders; `-` is standard input (default: the current folder)"
    )
    for flag, text in FLAGS.items():
        made.add_argument(*SHORT.get(flag, ()), flag, action="store_true", help=text)
    _add_rules(made.add_argument_group("rules"))
    _add_files(made.add_argument_group("files and configuration"))
    experiments.add_options(made, "experiments (with --confirm)")
    shape = made.add_argument_group("output")
    shape.add_argument(
        "--output-format",
        action="append",
        metavar="FORMAT[=FILE]",
        help=f"the format of the report: {', '.join(FORMATS)} (default: full); with =FILE written there besides, several times",
    )
    shape.add_argument("-o", "--output-file", metavar="FILE", help="write the report to FILE")
    shape.add_argument("--color", choices=("auto", "always", "never"), help="colour the text (default: auto)")
    shape.add_argument(
        "--timings", metavar="FILE", help="print where the time goes: phases, rules, library models (with =FILE there, as JSON)"
    )
    shape.add_argument("-q", "--quiet", action="store_true", help="print findings and nothing else")
    shape.add_argument("-s", "--silent", action="store_true", help="print nothing")
    shape.add_argument("--stdin-filename", metavar="FILE", help="the name under which standard input is linted")
    return made


def _add_rules(group: argparse._ArgumentGroup) -> None:
    for flag, text in {
        "--select": "run these rules and no others",
        "--ignore": "leave these rules out",
        "--extend-select": "run these rules as well",
        "--extend-ignore": "leave these rules out as well",
        "--fixable": "apply the fixes of these rules alone",
        "--unfixable": "do not apply the fixes of these rules",
        "--extend-fixable": "apply the fixes of these rules as well",
    }.items():
        group.add_argument(flag, action="append", metavar="SELECTOR", help=text)
    group.add_argument("--preset", metavar="NAME", help="start from the core, default, migration, leakage or strict rules")
    group.add_argument("--preview", action="store_true", help="run rules that are not yet stable")
    group.add_argument("--min-severity", choices=SEVERITIES, help="report what is at least as bad (default: info)")
    group.add_argument("--min-confidence", choices=CONFIDENCES, help="report what is at least as sure (default: medium)")
    group.add_argument("--fail-on", choices=FAIL_ON, help="end with 1 where a finding is at least as bad (default: warning)")
    group.add_argument("--keras-version", metavar="VERSIONS", help="the Keras that the code is for, such as 2.15 or >=3")
    group.add_argument("--plugin", dest="plugins", action="append", metavar="PACKAGE", help="load this rule pack as well")


def _add_files(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--config", action="append", metavar="FILE|KEY=VALUE", help="a configuration file, or a key of one with its value in TOML"
    )
    group.add_argument("--cache-dir", metavar="FOLDER", help="where the results of runs are kept (default: .keraslint_cache)")
    group.add_argument("--baseline", metavar="FILE", help="leave out the findings that FILE lists")
    group.add_argument(
        "--update-baseline",
        action="store_true",
        help="write the baseline, or take out of it what is gone; with --force add what is new",
    )
    group.add_argument("--force", action="store_true", help="let --update-baseline add findings to a baseline that is there")
    group.add_argument("--fail-on-stale-baseline", action="store_true", help="end with 1 where a baseline lists what is gone")
    group.add_argument(
        "--add-ignore", metavar="REASON", help="write `# keraslint: ignore[...]` behind what is found (=REASON may be left out)"
    )
    group.add_argument("--add-noqa", metavar="REASON", help="write `# noqa: ...` behind what is found (=REASON may be left out)")
    group.add_argument("--exclude", action="append", metavar="PATTERN", help="leave these files and folders out, and no others")
    group.add_argument("--extend-exclude", action="append", metavar="PATTERN", help="leave these files and folders out as well")
    group.add_argument("--respect-gitignore", action="store_true", help="leave out what .gitignore files name (the default)")
    for flag, metavar, text in (
        ("--max-file-size", "MB", "read no file of Keras code that is larger (default: 10)"),
        ("--max-file-time", "SECONDS", "give a file up after so much processor time (default: 30)"),
        ("--max-file-memory", "MB", "give a large file up when it takes more memory (default: 2000)"),
    ):
        group.add_argument(flag, type=_amount, metavar=metavar, help=text)
    group.add_argument(
        "--no-respect-gitignore", dest="respect_gitignore", action="store_false", help="look at what .gitignore files name, too"
    )


def _amount(text: str) -> float:
    """Read a limit: a number that is not negative."""
    value = float(text)
    if not 0 <= value < float("inf"):
        raise ValueError
    return value
