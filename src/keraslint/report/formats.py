"""The formats of a report by name: where each is made, and what it needs. A module is imported when its format is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final, TypeAlias, cast

if TYPE_CHECKING:
    from keraslint.findings import Report
    from keraslint.layout import Sources
    from keraslint.report.style import Style

Reporter: TypeAlias = "Callable[[Report, Sources, Style], str]"


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the module below ``keraslint.report`` and the function in it.

    ``summed_up`` are the formats for people, which a summary follows. ``rules`` and ``models`` say what of a report is looked at.
    """

    module: str
    function: str
    summed_up: bool = False
    rules: bool = False
    models: bool = False

    @property
    def reporter(self) -> Reporter:
        """The function that makes the report."""
        return cast("Reporter", getattr(import_module(f"keraslint.report.{self.module}"), self.function))


FORMATS: Final[Mapping[str, Format]] = {
    "full": Format("text", "full", summed_up=True),
    "concise": Format("text", "concise", summed_up=True),
    "grouped": Format("lines", "grouped", summed_up=True),
    "json": Format("json", "as_json"),
    "json-lines": Format("json", "as_lines"),
    "junit": Format("junit", "junit"),
    "github": Format("lines", "github"),
    "gitlab": Format("gitlab", "gitlab"),
    "pylint": Format("lines", "pylint"),
    "rdjson": Format("rdjson", "rdjson"),
    "azure": Format("lines", "azure"),
    "sarif": Format("sarif", "sarif", rules=True),
    "html": Format("html", "html", rules=True, models=True),
    "markdown": Format("markdown", "markdown"),
}
