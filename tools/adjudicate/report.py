"""What a run comes to: how many findings are true, by rule and by group, how many there are, and what nobody has read yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from adjudicate.replay import JUDGED, Found, Replay

EXPERT: Final = "expert"


def report(run: Replay) -> str:
    """Return the report as Markdown."""
    return "\n".join([
        "# Findings in real programs\n",
        "Written by `tools/adjudicate_findings.py` from what keraslint finds with its default rules. A finding is true when what",
        "its message states holds for the program as it stands. Precision is that of errors and warnings; what is unclear, or",
        "read by nobody yet, does not count.\n",
        *_table("By rule", run, lambda found: found.key.code),
        *_table("By group", run, lambda found: found.group),
        *_density(run),
        *_listed("False", (found for found in _judged(run) if run.verdict(found) == "false"), run),
        *_vanished(run),
    ])  # fmt: skip


def _judged(run: Replay) -> Iterator[Found]:
    return (found for found in run.found if found.severity in JUDGED)


def _table(title: str, run: Replay, by: Callable[[Found], str]) -> Iterator[str]:
    """Count errors and warnings by verdict."""
    counts: dict[str, Counter[str]] = {}
    for found in _judged(run):
        counts.setdefault(by(found), Counter())[run.verdict(found)] += 1
    yield f"## {title}\n"
    yield "| | true | false | unclear | not read | precision |"
    yield "|---|---|---|---|---|---|"
    total: Counter[str] = Counter()
    for name in sorted(counts):
        total += counts[name]
        yield _row(name, counts[name])
    yield _row("all", total) + "\n"


def _row(name: str, count: Counter[str]) -> str:
    read = count["true"] + count["false"]
    precision = f"{100 * count['true'] / read:.1f} %" if read else ""
    return f"| {name} | {count['true']} | {count['false']} | {count['unclear']} | {count['new']} | {precision} |"


def _density(run: Replay) -> Iterator[str]:
    """Say how many findings of any severity a report has for 1,000 lines of code; those with one cause are one."""
    yield "## Findings for 1,000 lines of code\n"
    yield "| group | lines | findings | for 1,000 lines |"
    yield "|---|---|---|---|"
    every = Counter(found.group for found in run.found if found.told)
    for group, lines in sorted(run.lines.items()):
        yield f"| {group} | {lines} | {every[group]} | {1000 * every[group] / max(lines, 1):.2f} |"
    yield ""


def _listed(title: str, findings: Iterator[Found], run: Replay) -> Iterator[str]:
    yield f"## {title}\n"
    for found in sorted(findings, key=lambda one: one.key):
        yield f"- {_where(found)}: {run.verdicts[found.key].reason}"
    yield ""


def _vanished(run: Replay) -> Iterator[str]:
    """Name the verdicts on what is not found any more: a true one is a loss."""
    yield "## No longer found\n"
    for one in run.vanished:
        yield f"- {one.verdict}: {one.key.code} {one.key.repository} {one.key.path} {one.key.cell}:{one.key.line}: {one.reason}"
    yield ""


def _where(found: Found) -> str:
    key = found.key
    return f"{key.code} {key.repository} {key.path} {f'cell {key.cell}, ' if key.cell else ''}line {key.line}"
