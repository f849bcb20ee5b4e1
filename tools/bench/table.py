"""The results as Markdown, with the machine on which they were measured."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from bench.cases import Growth, Row

NOTES: Final = (
    "Times are medians of CPU seconds, children included, over rounds in which all commands of a case run in turn. A ratio is",
    "ours over theirs, and the target is the most that it may be. keraslint runs with all default rules; cold means that nothing",
    "is kept from an earlier run, warm that the same run was made before. `ruff F401` is `ruff check --select F401`, `parse` a",
    "process that does nothing but call `libcst.parse_module` on every file.",
)


def report(rows: Sequence[Row], growths: Sequence[Growth], command: str) -> str:
    """Return the whole page."""
    return "\n".join(
        [
            "# Benchmarks",
            "",
            f"Written by `{command}`. {machine()}",
            "",
            *NOTES,
            "",
            *table(rows),
            "",
            "## Growth",
            "",
            "CPU seconds by size; the power is that of a fit of the time over what starting takes (1 is linear).",
            "",
            *growth(growths),
            "",
        ]
    )


def table(rows: Iterable[Row]) -> Iterator[str]:
    """Write the rows as a table."""
    yield "| case | beside | ours | theirs | ratio | target | |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | --- |"
    for row in rows:
        mark = "met" if row.met else "missed"
        ours, theirs = (f"{value:.3g} {row.unit}" for value in (row.ours, row.theirs))
        yield f"| {row.case} | {row.other} | {ours} | {theirs} | {row.ratio:.2f} | {row.target:.2f} | {mark} |"


def growth(growths: Iterable[Growth]) -> Iterator[str]:
    """Write how times grow as a table."""
    yield "| with | seconds by size | power |"
    yield "| --- | --- | ---: |"
    for one in growths:
        points = ", ".join(f"{size:,}: {seconds:.2f}" for size, seconds in one.points)
        yield f"| {one.title} | {points} | {one.power:.2f} |"


def machine() -> str:
    """Say what the machine is."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = f", {_memory()} GiB of memory" if _memory() else ""
    return f"{_processor()}, {cores} cores{memory}, {platform.system()}, Python {platform.python_version()}."


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> int:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
    except (AttributeError, ValueError, OSError):
        return 0
