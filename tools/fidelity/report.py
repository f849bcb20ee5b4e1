"""What the comparison found, as text and as JSON."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from fidelity.compare import Row, Verdict
from fidelity.programs import Outcome


def lines(outcomes: Iterable[Outcome], *, unknowns: bool) -> Iterator[str]:
    """Yield the report line by line while the outcomes come in: a line for each program, what disagrees under it, the totals."""
    totals: Counter[tuple[str, Verdict]] = Counter()
    states: Counter[str] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    for outcome in outcomes:
        rows = outcome.rows
        states[state(outcome)] += 1
        totals.update((row.fact, row.verdict) for row in rows)
        reasons.update((row.fact, row.reason) for row in rows if row.verdict is Verdict.UNKNOWN)
        yield from _program(outcome, rows, unknowns=unknowns)
    yield ""
    yield "programs: " + ", ".join(f"{count} {name}" for name, count in states.most_common())
    yield from _table(totals)
    yield "unknown, by reason:"
    for (fact, reason), count in reasons.most_common(25):
        yield f"  {count:5}  {fact}: {reason}"


def state(outcome: Outcome) -> str:
    """Say in a word how running a program went."""
    if outcome.problem:
        return "not readable"
    if not outcome.real:
        return "not runnable" if outcome.failures else "without compile"
    return "in part" if outcome.failures or not outcome.finished else "whole"


def _program(outcome: Outcome, rows: list[Row], *, unknowns: bool) -> Iterator[str]:
    counts = Counter(row.verdict for row in rows)
    told = ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in Verdict if counts[verdict]) or "nothing to compare"
    yield f"{outcome.path}: {len(outcome.real)} setups, {told} ({state(outcome)})"
    if outcome.problem:
        yield f"    {outcome.problem}"
    if not outcome.real or unknowns:
        yield from (f"    line {failure['line']} failed: {failure['reason']}" for failure in outcome.failures[:3])
    for row in rows:
        if row.verdict is Verdict.DISAGREE:
            values = f"real {row.real!r}, recovered {row.recovered!r}"
            yield f"    DISAGREE line {row.line} {row.subject} {row.fact}: {values}"
        elif row.verdict is Verdict.UNKNOWN and unknowns:
            yield f"    unknown  line {row.line} {row.subject} {row.fact}: real {row.real!r}, {row.reason}"


def _table(totals: Counter[tuple[str, Verdict]]) -> Iterator[str]:
    yield f"{'fact':16}{'agree':>8}{'unknown':>9}{'DISAGREE':>10}"
    for fact in dict.fromkeys(fact for fact, _ in totals):
        counts = [totals[fact, verdict] for verdict in Verdict]
        yield f"{fact:16}{counts[0]:8}{counts[1]:9}{counts[2]:10}"
    sums = [sum(count for (_, of), count in totals.items() if of is verdict) for verdict in Verdict]
    yield f"{'all':16}{sums[0]:8}{sums[1]:9}{sums[2]:10}"


def as_json(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome with every fact that does not agree."""
    rows = outcome.rows
    return {
        "path": outcome.path,
        "state": state(outcome),
        "setups": len(outcome.real),
        "failures": outcome.failures,
        "agree": sum(1 for row in rows if row.verdict is Verdict.AGREE),
        "rows": [
            {**dataclasses.asdict(row), "verdict": row.verdict.name.lower()} for row in rows if row.verdict is not Verdict.AGREE
        ],
    }
