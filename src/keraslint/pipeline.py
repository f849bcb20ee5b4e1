"""A run from paths to a report, to be read from the top: discover, screen, remember, lint.

On the start-up path.
"""

from __future__ import annotations

import os
import sys

from keraslint import discover
from keraslint.cache.memory import memory_of
from keraslint.config.locate import Configs
from keraslint.progress import Progress
from keraslint.work import Work

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from keraslint.config.settings import Settings
    from keraslint.findings import FileReport, Finding
    from keraslint.ir import Program
    from keraslint.layout import SourceText
    from keraslint.options import Options
    from keraslint.outcome import Outcome, Repair
    from keraslint.source import Span

HERE: Final = os.path.join(os.curdir, "*")
"""Stands for any file of the working directory, whose settings are those of the run as a whole."""


class Result:
    """What came of a run.

    ``paths`` are the files that were looked at; ``files`` has a report for each about which there is something to say.
    ``repairs`` are the findings that were fixed, or would be, by path; ``diffs`` holds what fixing would change; ``rewritten`` is
    standard input after fixing. ``settings`` are those of the working directory, ``None`` where they are the defaults.
    ``programs`` is what was recovered of the files with findings, kept where a report shows it. ``noqa`` are the files with codes
    of ours in such comments, ``spared`` those for an older Keras with how much in them does not work with the newest, ``stale``
    says that the run is to fail since a baseline lists what is gone, and ``complaint`` why nothing could be remembered for the
    next run.
    """

    def __init__(self) -> None:
        """Start with nothing."""
        self.files: list[FileReport] = []
        self.sources: dict[tuple[str, int | None], SourceText] = {}
        self.repairs: dict[str, tuple[Repair, ...]] = {}
        self.diffs: list[str] = []
        self.rewritten: bytes | None = None
        self.settings: Settings | None = None
        self.programs: dict[str, tuple[Program, ...]] = {}
        self.keeps_programs = False
        self.complaint = ""
        self._told: dict[tuple[str, Span], str] = {}
        self.comments = 0
        self.stale = False
        self.noqa: list[str] = []
        self.spared: dict[str, int] = {}
        self.paths: list[str] = []

    def add(self, outcome: Outcome) -> None:
        """Take in what came of one file."""
        report = outcome.report.without(self._is_told)
        if report.findings or report.diagnostics:
            self.files.append(report)
        self.sources.update(outcome.sources)
        self.comments += outcome.comments
        if outcome.has_foreign_form:
            self.noqa.append(outcome.report.path)
        if outcome.spared:
            self.spared[outcome.report.path] = outcome.spared
        if outcome.repairs:
            self.repairs[outcome.report.path] = outcome.repairs
        self.diffs.extend(outcome.diffs)
        if self.keeps_programs and outcome.report.findings:
            self.programs[outcome.report.path] = outcome.programs

    def _is_told(self, finding: Finding) -> bool:
        """Say whether another file has told the same about a module that both use."""
        about = finding.about
        return about is not None and self._told.setdefault((finding.code, about.span), finding.at.file) != finding.at.file

    def tell_together(self) -> None:
        """Make one finding of those in a file that have one cause: the last step before they are reported."""
        apart = self.settings is not None and self.settings.every_place
        if not apart and any(len(file.findings) > 1 for file in self.files):
            from keraslint.together import told_together

            self.files = [told_together(file) for file in self.files]

    def failing(self, level: str) -> bool:
        """Say whether there are findings at least as bad as ``level``, the name of a severity or ``never``."""
        from keraslint.findings import Severity

        least = None if level == "never" else Severity[level.upper()]
        return least is not None and any(finding.severity >= least for file in self.files for finding in file.findings)

    @property
    def checked(self) -> int:
        """How many files were looked at."""
        return len(self.paths)

    @property
    def fixed(self) -> int:
        """How many findings were fixed, or would be."""
        return sum(map(len, self.repairs.values()))

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.files or self.fixed)


def run(options: Options) -> Result:
    """Lint the files that ``options`` name.

    Raises:
        Failure: the configuration is wrong.
    """
    result = Result()
    configs = Configs(options)
    here = configs.here()
    result.settings = here
    result.keeps_programs = options.wants("html") or (here is not None and here.output_format == "html")
    memory = None if result.keeps_programs else memory_of(options, configs)
    progress = Progress(sys.stderr, wanted=not (options.quiet or options.silent))
    work = Work(options, configs, memory, progress)
    if options.selecting:
        work.engine.plan_for(HERE)
    force = bool(options.force_exclude if here is None else here.force_exclude)
    for path, error in discover.find(options.paths or [os.curdir], force_exclude=force, configs=configs):
        progress.at(len(result.paths), path)
        result.paths.append(path)
        if path == discover.STDIN:
            result.rewritten = work.standard_input(options.stdin_filename or path)
        else:
            work.look_at(path, error)
    for outcome in work.outcomes():
        result.add(outcome)
    progress.end()
    if work.begun:
        result.settings = configs.settings_for(HERE)
    if memory is not None:
        result.complaint = memory.save()
    return result
