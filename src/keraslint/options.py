"""What a run is asked to do on the command line. On the start-up path, so plain classes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

SEVERITIES: Final = ("error", "warning", "info")
CONFIDENCES: Final = ("high", "medium", "low")
FAIL_ON: Final = (*SEVERITIES, "never")
FORMATS: Final = (
    "full", "concise", "grouped", "json", "json-lines", "junit", "github", "gitlab", "pylint", "rdjson", "azure", "sarif", "html",
    "markdown",
)  # fmt: skip
"""The formats of a report, by name."""
ENGINES: Final = ("serial", "local", "ray")
"""What carries tasks out, by name: this process, several of this machine, or a Ray cluster."""

SETTABLE: Final = (
    "baseline", "every_place", "exclude", "extend_exclude", "extend_fixable", "extend_per_file_ignores", "fail_on", "fix",
    "fix_only", "fixable", "force_exclude", "keras_version", "max_file_memory", "max_file_size", "max_file_time",
    "min_confidence", "min_severity", "output_format", "per_file_ignores", "plugins", "preset", "preview", "respect_gitignore",
    "show_fixes", "unfixable", "unsafe_fixes",
)  # fmt: skip
"""The options that are configuration keys as well; ``None`` where the command line leaves them to the configuration."""

BEFORE_FILES: Final = frozenset({"baseline", "exclude", "extend_exclude", "max_file_size", "respect_gitignore"})
"""Those of them that matter before a file is found that has to do with Keras."""


class Failure(Exception):
    """A run cannot be carried out as it was asked for; the message says why."""


class Options:
    """The options of one run; made with the defaults, then changed by the command line.

    ``config_file`` is the configuration file for everything, ``overrides`` are keys that were set one by one, ``experiments`` is
    what is said of how ``confirm`` makes them.
    """

    def __init__(self) -> None:
        """Set every option to its default."""
        for name in SETTABLE:
            setattr(self, name, None)
        self.paths: list[str] = []
        self.select: list[str] = []
        self.ignore: list[str] = []
        self.extend_select: list[str] = []
        self.extend_ignore: list[str] = []
        self.config_file: str | None = None
        self.overrides: list[str] = []
        self.diff = False
        self.output_file: str | None = None
        self.output_files: list[tuple[str, str]] = []
        self.statistics = False
        self.confirm = False
        self.experiments: dict[str, Any] = {}
        self.color = "auto"
        self.quiet = False
        self.silent = False
        self.exit_zero = False
        self.exit_non_zero_on_fix = False
        self.stdin_filename: str | None = None
        self.no_cache = False
        self.cache_dir: str | None = None
        self.isolated = False
        self.ignore_noqa = False
        self.watch = False
        self.add_ignore: str | None = None
        self.add_noqa: str | None = None
        self.update_baseline = False
        self.force = False
        self.fail_on_stale_baseline = False
        self.timings: str | None = None
        self.show_settings = False
        self.show_files = False

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    @property
    def said(self) -> dict[str, Any]:
        """The configuration keys that the command line sets, with their values."""
        return {name.replace("_", "-"): value for name in SETTABLE if (value := getattr(self, name)) is not None}

    @property
    def heeds_baseline(self) -> bool:
        """Whether the command line has to do with a baseline."""
        return self.baseline is not None or self.update_baseline

    @property
    def adds_comments(self) -> bool:
        """Whether comments are to be written for what is found."""
        return self.add_ignore is not None or self.add_noqa is not None

    def wants(self, name: str) -> bool:
        """Say whether a format is asked for."""
        return name == self.output_format or any(name == other for other, _ in self.output_files)

    @property
    def selecting(self) -> bool:
        """Whether the command line names rules, which may be none."""
        return bool(self.select or self.ignore or self.extend_select or self.extend_ignore or self.overrides)

    @property
    def early(self) -> bool:
        """Whether the command line says something that matters before a file is found that has to do with Keras."""
        return bool(self.overrides) or any(getattr(self, name) is not None for name in BEFORE_FILES)
