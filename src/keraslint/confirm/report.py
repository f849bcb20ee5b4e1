"""The report of experiments as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from keraslint.confirm import decide
from keraslint.confirm.records import SetupVerdict, Verdict
from keraslint.report.style import Style, printable

COLOURS: Final = {
    decide.CONFIRMED: "red",
    decide.INTERMITTENT: "red",
    decide.SLOWER: "yellow",
    decide.WEAKER: "yellow",
    decide.REFUTED: "cyan",
    decide.INCONCLUSIVE: "blue",
    decide.NOT_RUN: "dim",
}
VERSION: Final = 1
SKILL: Final = "Skill is 0 for what can be said without a look at the inputs, and 1 for perfect answers.\n"


def as_text(setups: Sequence[SetupVerdict], style: Style) -> str:
    """Return what there is to say about each setup, for people."""
    return "".join(_setup(setup, style) for setup in setups) + _closing(setups)


def place(setup: SetupVerdict) -> str:
    """Return where a setup stands, as reports have it."""
    cell = "" if setup.cell is None else f"cell {setup.cell}:"
    return f"{setup.filename}:{cell}{setup.line}:{setup.column}"


def _setup(setup: SetupVerdict, style: Style) -> str:
    lines = [style.paint(printable(place(setup)), "bold")]
    lines += [line for verdict in setup.verdicts for line in _verdict(verdict, style)]
    lines += [f"  {line}" for line in summary(setup)]
    return "\n".join(lines) + "\n\n"


def _verdict(verdict: Verdict, style: Style) -> list[str]:
    word = style.paint(verdict.verdict, COLOURS[verdict.verdict])
    head = f"  {verdict.code} {verdict.name} ({line_of(verdict)}): {word}"
    lines = [f"{head} ({printable(verdict.reason)})" if verdict.reason else head]
    seen = evidence(verdict)
    return [*lines, *(f"      {one}" for one in ([seen, *signs(verdict)] if seen else signs(verdict)))]


def line_of(verdict: Verdict) -> str:
    """Return the line of a finding, with the cell that it counts in."""
    return f"line {verdict.line}" if verdict.cell is None else f"cell {verdict.cell}, line {verdict.line}"


def evidence(verdict: Verdict) -> str:
    """Return the figures behind a verdict in words; nothing where there was no training."""
    contrast = verdict.contrast
    if contrast is None or contrast.seeds < 2:
        return ""
    skills = f"skill {_figure(contrast.written)} without this repair, {_figure(contrast.repaired)} with it"
    if contrast.repaired < decide.LEARNS:
        return skills
    also = f", {contrast.fails} with it" if contrast.fails else ""
    parts = [skills, f"{contrast.struck} of {contrast.seeds} runs fail or fall far short without it{also} (p = {contrast.p:.2g})"]
    if contrast.slowdown is not None and contrast.slowdown > 1:
        parts.append(f"without it, it takes {contrast.slowdown:.1f} times the updates")
    if verdict.shapley is not None:
        parts.append(f"{_rounded(verdict.shapley)} of the skill gained comes from it")
    return "; ".join(parts)


def signs(verdict: Verdict) -> list[str]:
    """Return what explains a verdict, as it was seen in the runs without the repair."""
    return [f"without it: {sign}" for sign in verdict.signals]


def _figure(value: float) -> str:
    """Return a skill; a run whose numbers broke has none."""
    return "none (no finite numbers)" if value <= -1 else _rounded(value)


def _rounded(value: float) -> str:
    """Return a number with two places, and without a sign where they are zero."""
    return f"{round(value, 2) + 0.0:.2f}"


def summary(setup: SetupVerdict) -> list[str]:
    """Return what there is to say of a setup as a whole, a sentence a line."""
    lines = []
    if setup.overall is not None:
        lines.append(f"as written: skill {_figure(setup.overall.written)}; with all repairs: {_figure(setup.overall.repaired)}")
    if () in setup.minimal:
        lines.append("the program learns this task as it is")
    elif setup.minimal:
        sets = [" + ".join(codes) for codes in setup.minimal]
        lines.append(f"smallest set of repairs that makes it learn: {', or '.join(sets)}")
    return [*lines, *(f"note: {printable(note)}" for note in setup.notes), *how(setup)]


def how(setup: SetupVerdict) -> list[str]:
    """Return with what a setup was tried, and how long that took."""
    tried = next((verdict for verdict in setup.verdicts if verdict.data), None)
    if tried is None:
        return []
    shrunk = f"; shrunk: {tried.shrunk}" if tried.shrunk else ""
    seconds = max(verdict.seconds for verdict in setup.verdicts)
    return [f"trained on: {tried.data}; {tried.backend}; {seconds:.1f} s{shrunk}"]


def _closing(setups: Sequence[SetupVerdict]) -> str:
    counts: dict[str, int] = {}
    for setup in setups:
        for verdict in setup.verdicts:
            counts[verdict.verdict] = counts.get(verdict.verdict, 0) + 1
    if not counts:
        return "No finding makes a prediction that could be tried.\n"
    words = [f"{counts[word]} {word}" for word in COLOURS if word in counts]
    trained = any(setup.overall is not None for setup in setups)
    return ", ".join(words) + ".\n" + (SKILL if trained else "")


def as_json(setups: Sequence[SetupVerdict]) -> str:
    """Return all that is known of each experiment, for programs."""
    return json.dumps({"version": VERSION, "setups": [_setup_data(setup) for setup in setups]}, indent=2) + "\n"


def _setup_data(setup: SetupVerdict) -> dict[str, Any]:
    return {
        "filename": setup.filename,
        "cell": setup.cell,
        "location": {"row": setup.line, "column": setup.column},
        "verdicts": [_verdict_data(verdict) for verdict in setup.verdicts],
        "minimal_repair_sets": [list(codes) for codes in setup.minimal],
        "overall": None if setup.overall is None else asdict(setup.overall),
        "skills": setup.skills,
        "notes": list(setup.notes),
    }


def _verdict_data(verdict: Verdict) -> dict[str, Any]:
    contrast = verdict.contrast
    return {
        "code": verdict.code,
        "name": verdict.name,
        "cell": verdict.cell,
        "row": verdict.line,
        "verdict": verdict.verdict,
        "reason": verdict.reason or None,
        "effect": verdict.effect,
        "shapley": verdict.shapley,
        "sufficient": verdict.sufficient,
        "seeds": contrast.seeds if contrast is not None else 0,
        "failed_seeds": None if contrast is None else [contrast.failed, contrast.fails],
        "struck_seeds": None if contrast is None else contrast.struck,
        "p": None if contrast is None else contrast.p,
        "slowdown": None if contrast is None else contrast.slowdown,
        "seconds": verdict.seconds,
        "backend": verdict.backend,
        "data": verdict.data or None,
        "shrunk": verdict.shrunk or None,
        "signals": list(verdict.signals),
    }
