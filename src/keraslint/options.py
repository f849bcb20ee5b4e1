"""What a run is asked to do: the options of ``check`` with their defaults. On the start-up path, so plain classes."""

from __future__ import annotations


class Failure(Exception):
    """A run cannot be carried out as it was asked for; the message says why."""


class Options:
    """The options of one run; made with the defaults, then changed by the command line."""

    def __init__(self) -> None:
        """Set every option to its default."""
        self.paths: list[str] = []
        self.select: list[str] = []
        self.ignore: list[str] = []
        self.extend_select: list[str] = []
        self.min_severity = "info"
        self.min_confidence = "medium"
        self.fix = False
        self.unsafe_fixes = False
        self.diff = False
        self.output_format = "full"
        self.output_file: str | None = None
        self.statistics = False
        self.color = "auto"
        self.quiet = False
        self.silent = False
        self.exit_zero = False
        self.stdin_filename: str | None = None
        self.force_exclude = False
        self.no_cache = False
        self.isolated = False
