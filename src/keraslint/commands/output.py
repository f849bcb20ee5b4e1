"""Where a report goes: standard output or a file, with what is said beside it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from keraslint import __version__
from keraslint.findings import Report
from keraslint.layout import Sources
from keraslint.options import Failure
from keraslint.report import json, statistics, text
from keraslint.report.style import Style, wants_colour

if TYPE_CHECKING:
    from keraslint.options import Options
    from keraslint.pipeline import Result

Reporter: TypeAlias = Callable[[Report, Sources, Style], str]

REPORTERS: Final[dict[str, Reporter]] = {"full": text.full, "concise": text.concise, "json": json.as_json}
"""The formats of ``--output-format``."""

FOR_PROGRAMS: Final = frozenset({"json"})
"""The formats that nothing may be added to."""


def write(result: Result, options: Options) -> None:
    """Write what came of a run.

    What a program may want to read on comes alone on standard output; the rest goes to standard error.

    Raises:
        Failure: the output file cannot be written.
    """
    report = Report(tuple(sorted(result.files, key=lambda file: file.path)), result.checked, __version__)
    colour_to = sys.stderr if result.rewritten is not None and options.fix else sys.stdout
    colour = options.output_file is None and wants_colour(options.color, colour_to)
    settings = result.settings
    style = Style(colour, bool(settings is not None and settings.unsafe_fixes))
    if options.diff:
        _write_diff(result, report, options, style)
        return
    content = _content(report, result, options, style)
    if options.output_file is not None:
        _write_file(options.output_file, content)
        content = ""
    if result.rewritten is not None and options.fix:
        sys.stdout.flush()
        sys.stdout.buffer.write(result.rewritten)
        sys.stdout.buffer.flush()
        _say(content, options, to_error=True)
    else:
        _say(content, options, to_error=False)


def _content(report: Report, result: Result, options: Options, style: Style) -> str:
    if options.statistics:
        counts = statistics.as_json if _format(result, options) in FOR_PROGRAMS else statistics.as_text
        body = counts(report, style)
    else:
        body = REPORTERS[_format(result, options)](report, result.sources, style)
    if _format(result, options) in FOR_PROGRAMS or options.quiet:
        return body
    separator = "\n" if _format(result, options) == "full" and body and not options.statistics else ""
    return body + separator + text.summary(report, result.fixed, style)


def _format(result: Result, options: Options) -> str:
    return (options.output_format if result.settings is None else result.settings.output_format) or "full"


def _say(content: str, options: Options, *, to_error: bool) -> None:
    if not options.silent:
        (sys.stderr if to_error else sys.stdout).write(content)


def _write_diff(result: Result, report: Report, options: Options, style: Style) -> None:
    if options.silent:
        return
    sys.stdout.write("".join(result.diffs))
    for diagnostic in report.diagnostics:
        sys.stderr.write(text.concise_diagnostic(diagnostic, style))
    if result.fixed and not options.quiet:
        sys.stderr.write(f"Would fix {text.counted(result.fixed, 'error')}.\n")


def _write_file(name: str, content: str) -> None:
    try:
        Path(name).write_text(content, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise Failure(f"cannot write {name}: {error.strerror}") from None
