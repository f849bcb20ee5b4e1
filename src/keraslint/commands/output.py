"""Where a report goes: standard output or a file, with what is said beside it.

What only some reports need is imported by them: a run that finds all in its cache has nothing else to do.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keraslint import __version__
from keraslint.findings import Report
from keraslint.options import Failure
from keraslint.report import text
from keraslint.report.formats import FORMATS
from keraslint.report.style import Style, printable, printable_lines, wants_colour

if TYPE_CHECKING:
    from keraslint.config.settings import Settings
    from keraslint.options import Options
    from keraslint.pipeline import Result


def write(result: Result, options: Options) -> None:
    """Write what came of a run.

    What a program may want to read on comes alone on standard output; the rest goes to standard error.

    Raises:
        Failure: an output file cannot be written.
    """
    said = _Said(result, options)
    report = _report(result, said)
    to_error = result.rewritten is not None and said.fix
    colour = options.output_file is None and wants_colour(options.color, sys.stderr if to_error else sys.stdout)
    _hint(result, options)
    if options.diff:
        _write_diff(result, report, options, Style(colour, said.unsafe_fixes))
        return
    if options.adds_comments:
        _say_comments(result, report, options)
        return
    for name, path in options.output_files:
        _write_file(path, FORMATS[name].reporter(report, result.sources, Style(unsafe_fixes=said.unsafe_fixes)))
    content = _content(report, result, said, Style(colour, said.unsafe_fixes))
    if options.output_file is not None:
        _write_file(options.output_file, content)
        content = ""
    if result.rewritten is not None and to_error:
        sys.stdout.flush()
        sys.stdout.buffer.write(result.rewritten)
        sys.stdout.buffer.flush()
    _say(content, options, to_error=to_error)


class _Said:
    """What the command line and the configuration say together about the output."""

    def __init__(self, result: Result, options: Options) -> None:
        source = options if result.settings is None else result.settings
        self.format: str = source.output_format or "full"
        self.fix = bool(source.fix or source.fix_only)
        self.unsafe_fixes = bool(source.unsafe_fixes)
        self.fix_only = bool(source.fix_only)
        self.show_fixes = bool(source.show_fixes)
        self.statistics = options.statistics
        self.quiet = options.quiet
        self.formats = {self.format, *(name for name, _ in options.output_files)}

    def need(self, what: str) -> bool:
        """Say whether a format needs something of a report."""
        return any(getattr(FORMATS[name], what) for name in self.formats)


def _report(result: Result, said: _Said) -> Report:
    files = tuple(sorted(result.files, key=lambda file: file.path))
    rules: tuple[dict[str, Any], ...] = ()
    models: dict[str, dict[str, Any]] = {}
    if said.need("rules") and result.settings is not None:
        from keraslint.commands.rule import describe
        from keraslint.config.packs import packs_of
        from keraslint.rules import load

        found = {finding.code for file in files for finding in file.findings}
        rules = tuple(describe(rule) for rule in load(packs_of(result.settings)) if rule.code in found)
    if said.need("models"):
        from keraslint.show import file_facts

        models = {path: file_facts(path, programs) for path, programs in result.programs.items()}
    return Report(files, result.checked, __version__, rules, models)


def _content(report: Report, result: Result, said: _Said, style: Style) -> str:
    shape = FORMATS[said.format]
    if said.statistics:
        from keraslint.report import statistics

        return (
            statistics.as_json(report, style)
            if not shape.summed_up
            else statistics.as_text(report, style) + _summary(report, result, said, style)
        )
    body = shape.reporter(report, result.sources, style)
    separator = "\n" if said.format == "full" and body and not said.quiet else ""
    return body + separator + _summary(report, result, said, style) if shape.summed_up else body


def _summary(report: Report, result: Result, said: _Said, style: Style) -> str:
    if said.quiet:
        return ""
    listed = text.fixes(result.repairs, done=True) if said.show_fixes else ""
    if said.fix_only and not report.diagnostics:
        return listed + (f"Fixed {text.counted(result.fixed, 'error')}.\n" if result.fixed else "")
    return listed + text.summary(report, result.fixed, style)


def _hint(result: Result, options: Options) -> None:
    """Say what a reader of the report would not think of by himself."""
    if not options.quiet and not options.silent and result.settings is not None:
        for hint in (_of_comments(result, result.settings), _of_older(result)):
            if hint is not None:
                sys.stderr.write(f"hint: {printable(hint)}\n")


def _of_comments(result: Result, settings: Settings) -> str | None:
    """Warn of comments that ruff would take away."""
    if not result.noqa:
        return None
    from keraslint import ruff
    from keraslint.config.packs import packs_of
    from keraslint.rules import load

    codes = {rule.code.rstrip("0123456789") for rule in load(packs_of(settings))}
    return ruff.hint(result.noqa, sorted(codes))


def _of_older(result: Result) -> str | None:
    """Tell of files that are for an older Keras, and therefore right as they are."""
    if not result.spared:
        return None
    files = text.counted(len(result.spared), "file")
    places = text.counted(sum(result.spared.values()), "place")
    are, them = ("is", "it") if len(result.spared) == 1 else ("are", "them")
    return (
        f"{files} {are} for Keras 2, as the requirements of the project or the outputs of the notebook say; `--preset migration` "
        f"lists {places} in {them} that would not work with Keras 3"
    )


def _say_comments(result: Result, report: Report, options: Options) -> None:
    if options.silent:
        return
    for diagnostic in report.diagnostics:
        sys.stderr.write(text.concise_diagnostic(diagnostic, Style()))
    left = f"; {text.counted(len(report.findings), 'finding')} could not be reached" if report.findings else ""
    sys.stdout.write(f"Added {text.counted(result.comments, 'suppression comment')}{left}.\n")


def _say(content: str, options: Options, *, to_error: bool) -> None:
    if not options.silent:
        (sys.stderr if to_error else sys.stdout).write(content)


def _write_diff(result: Result, report: Report, options: Options, style: Style) -> None:
    if options.silent:
        return
    diffs = "".join(result.diffs)  # for a program just as they are: it may be going to apply them
    sys.stdout.write(printable_lines(diffs) if sys.stdout.isatty() else diffs)
    for diagnostic in report.diagnostics:
        sys.stderr.write(text.concise_diagnostic(diagnostic, style))
    if result.fixed and not options.quiet:
        show = bool(result.settings is not None and result.settings.show_fixes)
        listed = text.fixes(result.repairs, done=False) if show else f"Would fix {text.counted(result.fixed, 'error')}.\n"
        sys.stderr.write(listed)


def _write_file(name: str, content: str) -> None:
    try:
        Path(name).write_text(content, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise Failure(f"cannot write {name}: {error.strerror}") from None
