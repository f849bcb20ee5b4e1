"""Where the time of a run goes: by phase, by rule and by library model. Nothing is measured unless somebody has asked.

What one thing calls is counted for that and not for the caller, so that the parts add up to the whole.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

T = TypeVar("T")

PHASE: Final = "phase"
RULE: Final = "rule"
MODEL: Final = "library model"

OTHER: Final = "start, files, report"

SHOWN: Final = 15
"""How many rules, and how many library models, the table lists."""


@dataclass(slots=True)
class Part:
    """What one part took: how often it ran, and the CPU seconds of it alone."""

    count: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Timings:
    """What all parts took, by kind and name; ``inner`` holds, for each part that runs, what the parts took that it called."""

    began: float = field(default_factory=time.process_time)
    parts: dict[tuple[str, str], Part] = field(default_factory=dict)
    inner: list[float] = field(default_factory=list)

    def run(self, kind: str, name: str, function: Callable[[], T]) -> T:
        """Call a function and note what it took."""
        self.inner.append(0.0)
        start = time.process_time()
        try:
            return function()
        finally:
            whole = time.process_time() - start
            part = self.parts.setdefault((kind, name), Part())
            part.count += 1
            part.seconds += whole - self.inner.pop()
            if self.inner:
                self.inner[-1] += whole

    def table(self) -> str:
        """Return the times as text: the phases, all rules and all library models among them, then the costliest of both."""
        total = time.process_time() - self.began
        phases = self._of(PHASE)
        for kind, title in ((RULE, "rules"), (MODEL, "library models")):
            inside = self._of(kind).values()
            phases[title] = Part(sum(part.count for part in inside), sum(part.seconds for part in inside))
        phases[OTHER] = Part(1, total - sum(part.seconds for part in phases.values()))
        sections = [_section(PHASE, phases, total, len(phases))]
        sections += [_section(kind, self._of(kind), total, SHOWN) for kind in (RULE, MODEL) if self._of(kind)]
        return "\n".join([*sections, f"{'total':<44}{total:>9.3f} s\n"])

    def json(self) -> str:
        """Return the times as JSON: seconds and counts of everything."""
        total = time.process_time() - self.began
        parts = [
            {"kind": kind, "name": name, "count": part.count, "seconds": round(part.seconds, 6)}
            for (kind, name), part in sorted(self.parts.items(), key=lambda item: -item[1].seconds)
        ]
        return json.dumps({"seconds": round(total, 6), "parts": parts}, indent=2) + "\n"

    def _of(self, kind: str) -> dict[str, Part]:
        return {name: part for (other, name), part in self.parts.items() if other == kind}


def _section(title: str, parts: dict[str, Part], total: float, most: int) -> str:
    lines = [f"{title:<44}{'seconds':>9}{'share':>9}{'times':>9}"]
    for name, part in sorted(parts.items(), key=lambda item: -item[1].seconds)[:most]:
        share = part.seconds / total if total > 0 else 0.0
        lines.append(f"  {name:<42}{part.seconds:>9.3f}{share:>9.1%}{part.count:>9}")
    return "\n".join([*lines, ""])


_current: Timings | None = None


def start() -> None:
    """Begin to measure."""
    global _current  # noqa: PLW0603 - the one switch
    _current = Timings()


def timed(kind: str, name: str, function: Callable[[], T]) -> T:
    """Call a function, and note what it took if that is wanted."""
    return function() if _current is None else _current.run(kind, name, function)


def wanted() -> bool:
    """Say whether times are measured."""
    return _current is not None


def finish(file: str) -> None:
    """Print what was measured, or write it to ``file`` as JSON, and stop to measure.

    Raises:
        OSError: the file cannot be written.
    """
    global _current
    measured, _current = _current, None
    if measured is None:
        return
    if file:
        with open(file, "w", encoding="utf-8") as stream:  # noqa: PTH123 - a path as the user gave it
            stream.write(measured.json())
    else:
        sys.stderr.write(measured.table())
