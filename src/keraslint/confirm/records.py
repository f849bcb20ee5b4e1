"""What an experiment gives: one run, a verdict on a finding, the verdicts of a setup. Records without behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from keraslint.findings import Finding

WRITTEN: Final = "as written"
"""What the curves of the program without any repair are called."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What a run looks like from inside: sizes of gradients by kernel, of the first update beside the weights, dead units."""

    gradients: tuple[float, ...] = ()
    last_gradients: tuple[float, ...] = ()
    steps: tuple[float, ...] = ()
    dead: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """One training: how well the model predicts held-out samples at the end and on the way.

    ``skill`` is 0 for what needs no inputs to know and 1 for perfect; a run whose numbers are no longer finite has -1. ``curve``
    holds the skill and ``losses`` the mean training loss at equally spaced points. ``constant`` says that the model answers the
    same to everything.
    """

    skill: float
    curve: tuple[float, ...] = ()
    losses: tuple[float | None, ...] = ()
    constant: bool = False
    finite: bool = True
    signals: Signals | None = None

    def reached(self, skill: float) -> int | None:
        """Return at which point of its curve, counted from 1, a run has ``skill``; ``None`` where it never has."""
        return next((at for at, value in enumerate(self.curve, start=1) if value >= skill), None)

    def then(self, later: Run) -> Run:
        """Return the run with what came when it was trained on."""
        return Run(
            later.skill, (*self.curve, *later.curve), (*self.losses, *later.losses), later.constant, later.finite, self.signals
        )


@dataclass(frozen=True, slots=True)
class Contrast:
    """What two sets of paired runs say: ``ruling`` is a word of ``keraslint.confirm.decide``.

    ``failed`` counts the runs as written that fail, ``fails`` those of the repaired side, and ``struck`` those as written that
    fail or lose a good part of what their twin has; ``p`` is the probability of the decisive count by chance, ``slowdown`` how
    many times as many updates the written side needs.
    """

    ruling: str
    seeds: int
    written: float
    repaired: float
    failed: int = 0
    fails: int = 0
    p: float = 1.0
    slowdown: float | None = None
    reason: str = ""
    struck: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the experiment says of one finding."""

    code: str
    name: str
    verdict: str
    line: int = 0
    reason: str = ""
    cell: int | None = None
    effect: float | None = None
    shapley: float | None = None
    sufficient: bool | None = None
    contrast: Contrast | None = None
    seconds: float = 0.0
    backend: str = ""
    data: str = ""
    shrunk: str = ""
    signals: tuple[str, ...] = ()

    @classmethod
    def on(cls, finding: Finding, verdict: str, reason: str = "") -> Verdict:
        """Return a verdict on a finding."""
        span = finding.at.span
        return cls(finding.code, finding.name, verdict, span.line, reason, span.cell)


@dataclass(frozen=True, slots=True)
class SetupVerdict:
    """The verdicts of one setup, with the smallest sets of repairs that make it learn and the curves behind it all.

    ``cell`` is the number of the notebook cell that ``line`` counts in.
    """

    filename: str
    line: int
    column: int
    verdicts: tuple[Verdict, ...]
    minimal: tuple[tuple[str, ...], ...] = ()
    overall: Contrast | None = None
    curves: dict[str, tuple[Run, ...]] = field(default_factory=dict)
    skills: dict[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    cell: int | None = None
