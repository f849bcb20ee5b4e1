"""``keraslint confirm``: train each setup beside its repaired twin, and say which findings that confirms."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from keraslint.commands import CLEAN, ERROR, FINDINGS, INTERRUPTED
from keraslint.commands.experiments import ALONE, add_options, asked
from keraslint.commands.parser import Parser
from keraslint.confirm import decide, report
from keraslint.confirm.archive import Archive
from keraslint.confirm.client import GIGABYTE, Limits
from keraslint.confirm.experiment import Progress, Wish
from keraslint.confirm.farm import Bench, Experiment, farmed
from keraslint.confirm.laboratory import Laboratory
from keraslint.confirm.memory import Memory
from keraslint.confirm.page import as_html
from keraslint.confirm.progress import Bar, Lines
from keraslint.confirm.records import SetupVerdict, Verdict
from keraslint.confirm.sources import own_data
from keraslint.confirm.survey import cases, untried, verdict_of
from keraslint.findings import Confidence, Diagnostic, Finding
from keraslint.options import Failure, Options
from keraslint.pool import processors
from keraslint.report.style import Style, wants_colour
from keraslint.report.text import concise_diagnostic
from keraslint.scale.executors import Resources, executor_for

if TYPE_CHECKING:
    from keraslint.pipeline import Result


def run(arguments: Sequence[str]) -> int:
    """Try the findings in the files that ``arguments`` name; ends with 1 where ``--fail-on-confirmed`` says so or a file is bad.

    Raises:
        Failure: the command line or the configuration is wrong, or Keras is not installed.
    """
    given = _parser().words(arguments, "paths")
    options = Options()
    options.paths = given.paths
    options.select = _listed(given.select)
    options.ignore = _listed(given.ignore)
    options.stdin_filename = given.stdin_filename
    vars(options)["force_exclude"] = given.force_exclude or None
    found = verdicts(options, asked(vars(given), no_cache=given.no_cache))
    setups, diagnostics = found.setups, found.diagnostics
    style = Style(wants_colour(given.color, sys.stdout))
    text = {"json": report.as_json, "html": as_html}.get(given.output_format, lambda found: report.as_text(found, style))(setups)
    if given.output_file is None:
        sys.stdout.write(text)
    else:
        _write(given.output_file, text)
    for diagnostic in diagnostics:
        sys.stderr.write(concise_diagnostic(diagnostic, Style()))
    if found.interrupted:
        return INTERRUPTED
    proven = any(verdict.verdict in decide.PROVEN for setup in setups for verdict in setup.verdicts)
    if any(diagnostic.kind == "internal-error" for diagnostic in diagnostics):
        return ERROR
    return FINDINGS if (diagnostics or (proven and given.fail_on_confirmed)) and not given.exit_zero else CLEAN


def _listed(values: Sequence[str]) -> list[str]:
    return [item.strip() for item in ",".join(values).split(",") if item.strip()]


def _write(name: str, text: str) -> None:
    try:
        Path(name).write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise Failure(f"cannot write {name}: {error.strerror}") from None


@dataclass
class Found:
    """What came of all experiments; ``interrupted`` says that some were not come to."""

    setups: list[SetupVerdict] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    interrupted: bool = False


def verdicts(options: Options, given: argparse.Namespace) -> Found:
    """Run all experiments: one after the other, in one worker, unless an engine for several is asked for.

    What is remembered is not made again, and nothing is started for it. When it is interrupted, what is left counts as not run.

    Raises:
        Failure: the configuration is wrong, or Keras is not installed.
    """
    found = Found()
    bench = _bench(given)
    memory = Memory(None if given.data or given.execute else bench.cache)
    archive = Archive(memory, bench.identity, bench.wish)
    several = given.engine != ALONE
    bar = Lines(sys.stderr) if given.progress == "lines" else Bar(sys.stderr, shown=sys.stderr.isatty())
    laboratory = Laboratory(bench)
    try:
        begin = _nothing if several else laboratory.begin
        made: dict[int, SetupVerdict] = {}
        waiting: list[Experiment] = []
        for number, case in enumerate(cases(options, found.diagnostics, begin if memory.empty else _nothing)):
            known = archive.recall(case)
            if known is not None:
                made[number] = known
                continue
            begin()
            waiting.append(Experiment(number, case))
        try:
            for task, verdict in _tried(waiting, laboratory, given, bar):
                archive.keep(task.case, verdict)
                made[task.number] = verdict
        except KeyboardInterrupt:
            found.interrupted = True
        made = {task.number: untried(task.case, "interrupted") for task in waiting} | made
        found.setups = [made[number] for number in sorted(made)]
    finally:
        laboratory.close()
        bar.clear()
    return found


def _bench(given: argparse.Namespace) -> Bench:
    """Return what experiments are made with.

    Raises:
        Failure: the data are not there.
    """
    limits = Limits(int(given.memory * GIGABYTE), given.timeout, given.execute, given.threads or _threads(given))
    wish = Wish(full=given.full, first_seed=given.seed, data=own_data(given.data), execute=given.execute)
    backend = given.backend or os.environ.get("KERAS_BACKEND") or None
    return Bench(given.python, backend, limits, None if given.no_cache else cache_folder(), wish)


def _nothing() -> None:
    """Begin nothing: several workers are begun by their engine, and one is not begun for what is remembered."""


def _threads(given: argparse.Namespace) -> int:
    """Return how many threads an experiment may use: together they have the machine, or what each has of the cluster."""
    if given.engine == "ray":
        return max(int(given.cpus), 1)
    return Limits().threads if given.engine == ALONE else max(processors() // (given.workers or processors()), 1)


def _tried(
    waiting: Sequence[Experiment], laboratory: Laboratory, given: argparse.Namespace, progress: Progress
) -> Iterator[tuple[Experiment, SetupVerdict]]:
    """Walk the experiments with their verdicts, as one worker makes them, or as many as the engine has.

    Raises:
        Failure: Keras is not installed, or the engine cannot be begun.
    """
    if not waiting:
        return
    if given.engine != ALONE:
        resources = Resources(given.engine, given.workers, given.address, given.cpus, given.gpus)
        bench = laboratory.bench
        with executor_for(resources) as executor:
            yield from farmed(waiting, bench, executor, progress)
        return
    for task in waiting:
        yield task, verdict_of(task.case, laboratory.worker, laboratory.wish, progress)


def mark(result: Result, options: Options) -> None:
    """Give the findings of a run that training confirms that confidence, and tell in each what training says.

    Raises:
        Failure: the configuration is wrong, or Keras is not installed.
    """
    setups = verdicts(options, asked(options.experiments, no_cache=options.no_cache)).setups
    said = {(setup.filename, one.code, one.cell, one.line): one for setup in setups for one in setup.verdicts}
    for at, file in enumerate(result.files):
        spans = [(one, one.at.span) for one in file.findings]
        found = tuple(_marked(one, said.get((file.path, one.code, span.cell, span.line))) for one, span in spans)
        result.files[at] = replace(file, findings=found)


def _marked(finding: Finding, verdict: Verdict | None) -> Finding:
    if verdict is None or verdict.verdict == decide.NOT_RUN:
        return finding
    note = f"training says: {verdict.verdict}" + (f" ({verdict.reason})" if verdict.reason else "")
    confidence = Confidence.CONFIRMED if verdict.verdict in decide.PROVEN else finding.confidence
    return replace(finding, confidence=confidence, notes=(*finding.notes, note))


def cache_folder() -> Path:
    """Return where compiled programs and verdicts are kept."""
    base = os.environ.get("KERASLINT_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path("~/.cache").expanduser()) / "keraslint"


def _parser() -> Parser:
    made = Parser(
        prog="keraslint confirm",
        description="Train each setup beside its repaired twin, and say which findings that confirms. Your code is not run.",
    )
    made.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders; `-` is standard input (default: the current folder)"
    )
    made.add_argument("--select", action="append", default=[], metavar="SELECTOR", help="try the findings of these rules alone")
    made.add_argument("--ignore", action="append", default=[], metavar="SELECTOR", help="leave these rules out")
    made.add_argument("--force-exclude", action="store_true", help="leave excluded files out even where they are named")
    add_options(made)
    made.add_argument("--no-cache", action="store_true", help="keep neither compiled programs nor verdicts")
    made.add_argument("--output-format", choices=("text", "json", "html"), default="text", help="text, json or html")
    made.add_argument("-o", "--output-file", metavar="FILE", help="write the report to FILE")
    made.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colour the text (default: auto)")
    made.add_argument("--fail-on-confirmed", action="store_true", help="end with 1 where a finding is confirmed")
    made.add_argument("-e", "--exit-zero", action="store_true", help="end with 0 where a finding is confirmed or a file is bad")
    made.add_argument("--stdin-filename", metavar="FILE", help="the name under which standard input is read")
    return made
