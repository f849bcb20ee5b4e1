"""``keraslint confirm``: train each setup beside its repaired twin, and say which findings that confirms."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from keraslint.commands import CLEAN, ERROR, FINDINGS, INTERRUPTED
from keraslint.commands.parser import Parser
from keraslint.confirm import decide, report
from keraslint.confirm.client import GIGABYTE, Limits, NoBackend, Worker, WorkerFailed, choose
from keraslint.confirm.experiment import Progress, Wish
from keraslint.confirm.farm import Bench, farmed
from keraslint.confirm.memory import Memory
from keraslint.confirm.page import as_html
from keraslint.confirm.progress import Bar, Lines
from keraslint.confirm.protocol import BACKENDS
from keraslint.confirm.records import SetupVerdict, Verdict
from keraslint.confirm.sources import own_data
from keraslint.confirm.survey import Case, cases, remembered, untried
from keraslint.findings import Confidence, Diagnostic, Finding
from keraslint.options import Failure, Options
from keraslint.pool import processors
from keraslint.report.style import Style, wants_colour
from keraslint.report.text import concise_diagnostic
from keraslint.scale.executors import ENGINES, Resources, executor_for

if TYPE_CHECKING:
    from keraslint.pipeline import Result

ALONE: Final = ENGINES[0]
"""The engine that is none: one worker, which is begun here."""


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
    found = verdicts(options, given)
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

    When it is interrupted, what is left counts as not run.

    Raises:
        Failure: the configuration is wrong, or Keras is not installed.
    """
    found = Found()
    limits = Limits(int(given.memory * GIGABYTE), given.timeout, given.execute, given.threads or _threads(given))
    cache = None if given.no_cache else cache_folder()
    wish = Wish(full=given.full, first_seed=given.seed, data=own_data(given.data), execute=given.execute)
    memory = Memory(None if given.data or given.execute else cache)
    bar = Lines(sys.stderr) if given.progress == "lines" else Bar(sys.stderr, shown=sys.stderr.isatty())
    worker, lacking = _worker(given, limits, cache)
    try:
        several = given.engine != ALONE
        waiting = list(cases(options, found.diagnostics, lambda: None if lacking or several else _begin(worker)))
        if waiting and lacking:
            raise Failure(lacking)
        made: dict[int, SetupVerdict] = {}
        bench = Bench(given.python, worker.backend, limits, cache, wish)
        try:
            made.update(_farmed(waiting, bench, given, memory, bar) if several else _tried(waiting, worker, wish, memory, bar))
        except KeyboardInterrupt:
            found.interrupted = True
        found.setups = [made.get(number) or untried(case, "interrupted") for number, case in enumerate(waiting)]
    finally:
        worker.close()
        bar.clear()
    return found


def _begin(worker: Worker) -> None:
    """Let the worker import its libraries meanwhile; where it cannot be started, the first question says so."""
    with suppress(WorkerFailed):
        worker.start()


def _threads(given: argparse.Namespace) -> int:
    """Return how many threads an experiment may use: together they have the machine, or what each has of the cluster."""
    if given.engine == "ray":
        return max(int(given.cpus), 1)
    return Limits().threads if given.engine == ALONE else max(processors() // (given.workers or processors()), 1)


def _tried(
    waiting: Sequence[Case], worker: Worker, wish: Wish, memory: Memory, progress: Progress
) -> Iterator[tuple[int, SetupVerdict]]:
    """Walk the numbers of the cases with their verdicts, as one worker makes them."""
    for number, case in enumerate(waiting):
        yield number, remembered(case, worker, wish, memory, progress)


def _farmed(
    waiting: Sequence[Case], bench: Bench, given: argparse.Namespace, memory: Memory, progress: Progress
) -> Iterator[tuple[int, SetupVerdict]]:
    """Walk the same as as many workers make them as the engine has.

    Raises:
        Failure: the engine cannot be begun.
    """
    with executor_for(Resources(given.engine, given.workers, given.address, given.cpus, given.gpus)) as executor:
        yield from farmed(waiting, bench, executor, memory, progress)


def _worker(given: argparse.Namespace, limits: Limits, cache: Path | None) -> tuple[Worker, str]:
    """Return the worker, and what is lacking for it; that is said only where there is anything to try."""
    try:
        backend = choose(given.backend or os.environ.get("KERAS_BACKEND") or None, given.python)
    except NoBackend as error:
        return Worker(given.python, "", limits, cache), str(error)
    return Worker(given.python, backend, limits, cache), ""


def mark(result: Result, options: Options) -> None:
    """Give the findings of a run that training confirms that confidence, and tell in each what training says.

    Raises:
        Failure: the configuration is wrong, or Keras is not installed.
    """
    setups = verdicts(options, _parser().parse_args(["--no-cache"] if options.no_cache else [])).setups
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
    made.add_argument("--output-format", choices=("text", "json", "html"), default="text", help="text, json or html")
    made.add_argument("-o", "--output-file", metavar="FILE", help="write the report to FILE")
    made.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colour the text (default: auto)")
    made.add_argument("--fail-on-confirmed", action="store_true", help="end with 1 where a finding is confirmed")
    made.add_argument("-e", "--exit-zero", action="store_true", help="end with 0 where a finding is confirmed or a file is bad")
    made.add_argument("--stdin-filename", metavar="FILE", help="the name under which standard input is read")
    return made


def add_options(parser: Parser) -> None:
    """Add the options that say how experiments are made."""
    group = parser.add_argument_group("experiments")
    group.add_argument("--backend", choices=BACKENDS, help="the backend that trains (default: the fastest that is installed)")
    group.add_argument("--python", default=sys.executable, metavar="PATH", help="the Python that has Keras (default: this one)")
    group.add_argument(
        "--progress",
        choices=("bar", "lines"),
        default="bar",
        help="a bar on a terminal (default), or lines of JSON on standard error",
    )
    group.add_argument("--full", action="store_true", help="train models at their full size, however long it takes")
    group.add_argument(
        "--data",
        metavar="FILE",
        help="train on FILE.npz (x and y), on X.npy,Y.npy, or on what module:function gives, which is run",
    )
    group.add_argument(
        "--exec",
        dest="execute",
        action="store_true",
        help="run your files for the models that cannot be rebuilt otherwise",
    )
    group.add_argument("--seed", type=int, default=0, metavar="N", help="the first seed (default: 0)")
    group.add_argument("--timeout", type=float, default=300.0, metavar="SECONDS", help="the time for one step of an experiment")
    group.add_argument("--memory", type=float, default=6.0, metavar="GB", help="the memory that the worker may hold (default: 6)")
    group.add_argument("--threads", type=int, metavar="N", help="the threads that the worker may use")
    group.add_argument("--no-cache", action="store_true", help="keep neither compiled programs nor verdicts")
    _add_farm(parser.add_argument_group("several experiments at a time"))


def _add_farm(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--engine",
        choices=ENGINES,
        default=ALONE,
        help="who makes them: one worker (default), several on this machine, or a Ray cluster",
    )
    group.add_argument(
        "--workers", type=int, metavar="N", help="how many are made at a time (default: as many as there is room for)"
    )
    group.add_argument(
        "--address", metavar="ADDRESS", help="the Ray cluster: auto, HOST:PORT or ray://HOST:PORT (default: begin one)"
    )
    group.add_argument(
        "--cpus", type=float, default=1.0, metavar="N", help="the processors of a Ray cluster that each needs (default: 1)"
    )
    group.add_argument("--gpus", type=float, default=0.0, metavar="N", help="the accelerators that each needs (default: 0)")
