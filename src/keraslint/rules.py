"""Rules: what a rule module declares, and how the modules of a rule pack are found.

A rule is one module of a pack. Its name, with dashes, is the name of the rule; ``META`` says how to report it; ``check`` is a
generator of drafts over a ``Setup``, or over a ``Program`` or the suppression ``Comments`` where its parameter is named so; the
docstring is its documentation.
No list names the rules: a pack's folders are walked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import Any, Final

from keraslint.comments import Comments
from keraslint.documentation import Documentation, parse_documentation
from keraslint.findings import Confidence, Fix, Related, Severity
from keraslint.ir import Program, Setup
from keraslint.source import Place

CATEGORIES: Final = frozenset({
    "correctness", "suspicious", "complexity", "performance", "pedantic", "style", "restriction", "security",
})  # fmt: skip
"""The words that other linters have settled on for what kind of thing a rule finds."""

DEFAULT_PACKS: Final = ("keraslint_rules",)
"""The pack that is used when the configuration names none. It is found like any other; the engine never imports it by name."""


class PackError(Exception):
    """A rule pack cannot be loaded; the message names the module and what is wrong with it."""


class Tier(Enum):
    """Whether a rule is on: ``CORE`` rules are the ones to start with, ``OPT_IN`` ones have to be asked for."""

    CORE = "core"
    ON = "on"
    OPT_IN = "opt-in"


class Fixes(Enum):
    """How far a rule can repair what it finds."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NEVER = "never"


class Statistic(Enum):
    """What an experiment measures on the program as written and on the repaired one."""

    TASK_SCORE = "accuracy or R2 of what predict() gives, never the training loss"
    SPEED = "updates until nine tenths of the gain of the repaired program are reached"
    FINITE = "share of runs whose loss and weights stay finite"
    RUNS = "share of runs that get through one batch"
    STATE = "a value that can be read off without training"


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a rule claims that an experiment will show, stated before it is made.

    The repaired program is claimed to have a ``direction`` (``higher`` or ``lower``) ``statistic``, by ``least_effect`` or
    more; for ``SPEED`` that is the factor between the two.
    """

    statistic: Statistic
    direction: str
    least_effect: float


@dataclass(frozen=True, slots=True)
class Compound:
    """How a finding acts together with others: where all of ``others`` fire in its setup too, ``sentence`` is said of them.

    It is said once, with the last of them, and is short; how it is known stands in ``evidence``, for the documentation.
    """

    others: tuple[str, ...]
    sentence: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Meta:
    """What there is to know about a rule besides its check.

    ``keras`` says in words which versions are concerned, ``flavours`` which of ``Framework.flavour`` (all of them when empty).
    Where a rule in ``yields_to`` has found something in a setup, or at one of its layers, this one is silent there: it would
    report the same defect again.
    ``groups`` are further words that select the rule, such as ``leakage``. A ``relaxed`` rule is silent in teaching material, and
    a ``preview`` rule runs where previews are asked for. The requirements of a project are looked up for the sake of calls of the
    kinds in ``requirements_for``, which otherwise happens only when a rule for some ``flavours`` has found something. What
    a rule of ``one_cause`` finds in a file is told together; of other rules findings are that say the same.
    """

    code: str
    severity: Severity
    category: str
    since: str
    confidence: Confidence = Confidence.HIGH
    tier: Tier = Tier.ON
    keras: str = "all versions"
    flavours: tuple[str, ...] = ()
    fixes: Fixes = Fixes.NEVER
    prediction: Prediction | None = None
    yields_to: tuple[str, ...] = ()
    compounds: tuple[Compound, ...] = ()
    groups: tuple[str, ...] = ()
    relaxed: bool = False
    preview: bool = False
    requirements_for: tuple[str, ...] = ()
    one_cause: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A finding as a rule states it; what it leaves open is filled in from the rule's ``Meta``."""

    at: Place | None
    message: str
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    severity: Severity | None = None
    confidence: Confidence | None = None


Check = Callable[[Any], Iterable[Draft]]


@dataclass(frozen=True)
class Rule:
    """A rule, made from a module."""

    name: str
    meta: Meta
    check: Check
    module: str
    url: str = ""
    docstring: str = field(default="", repr=False)

    @property
    def code(self) -> str:
        """The short code, such as ``KL109``."""
        return self.meta.code

    @property
    def category(self) -> str:
        """What kind of thing the rule finds: one of ``CATEGORIES``."""
        return self.meta.category

    @property
    def tier(self) -> str:
        """The tier as a selector names it: ``core``, ``on`` or ``opt-in``."""
        return self.meta.tier.value

    @property
    def groups(self) -> frozenset[str]:
        """The groups that it belongs to, besides its category: its tier, its family, and what it is tagged with."""
        return frozenset({self.tier, self.family, *self.meta.groups})

    @property
    def family(self) -> str:
        """The folder of the pack in which the rule stands."""
        return self.module.split(".")[-2]

    @property
    def default(self) -> bool:
        """Whether the rule is on when nobody asks for it."""
        return self.meta.tier is not Tier.OPT_IN and not self.meta.preview

    @cached_property
    def subject(self) -> str:
        """What ``check`` looks at, as its parameter says: a ``setup``, the whole ``program``, or the ``comments`` of the file."""
        return self.check.__code__.co_varnames[0]

    @property
    def on_program(self) -> bool:
        """Whether ``check`` looks at the whole program rather than at one setup."""
        return self.subject == "program"

    @property
    def on_comments(self) -> bool:
        """Whether ``check`` looks at the suppression comments, once the other rules have spoken."""
        return self.subject == "comments"

    @cached_property
    def documentation(self) -> Documentation:
        """The sections of the docstring, parsed when first asked for."""
        return parse_documentation(self.docstring)

    @property
    def explanation(self) -> str:
        """The documentation behind the summary, as Markdown, with what the rule predicts and what it acts together with."""
        sections = [*self.documentation.sections, *self._predicted(), *self._together()]
        return "\n\n".join(f"## {heading}\n\n{text}" for heading, text in sections)

    def _predicted(self) -> Iterator[tuple[str, str]]:
        prediction = self.meta.prediction
        if prediction is not None:
            by = "by a factor of" if prediction.statistic is Statistic.SPEED else "by"
            effect = f"{prediction.direction}, {by} {prediction.least_effect:g} or more"
            yield "What an experiment should show", f"The repair makes this {effect}: {prediction.statistic.value}."

    def _together(self) -> Iterator[tuple[str, str]]:
        lines = [
            f"- With {' and '.join(f'`{name}`' for name in one.others)}: {one.sentence}.{one.evidence and f' {one.evidence}.'}"
            for one in self.meta.compounds
        ]
        if lines:
            yield "Together with other findings", "\n".join(lines)

    def drafts(self, subject: Program | Setup | Comments) -> Iterator[Draft]:
        """Run the check on what it looks at."""
        yield from self.check(subject)


def load(packs: Sequence[str] = DEFAULT_PACKS) -> tuple[Rule, ...]:
    """Import all rules of ``packs``, in the order of their codes.

    Raises:
        PackError: a pack or a module of it cannot be used, or two rules share a code or a name.
    """
    rules: list[Rule] = []
    for pack in packs:
        rules.extend(_rules_of(pack))
    for key in ("code", "name"):
        _refuse_doubles(rules, key)
    return tuple(sorted(rules, key=lambda rule: rule.code))


def _refuse_doubles(rules: list[Rule], key: str) -> None:
    seen: dict[str, Rule] = {}
    for rule in rules:
        other = seen.setdefault(getattr(rule, key), rule)
        if other is not rule:
            raise PackError(f"{rule.module} and {other.module} have the same {key}, {getattr(rule, key)}")


def _rules_of(pack: str) -> Iterator[Rule]:
    """Walk the rules of a pack, which may be the module of a single rule."""
    package = _imported(pack)
    url = getattr(package, "DOCS_URL", "")
    if hasattr(package, "META"):
        yield _rule(package, url)
    for folder in getattr(package, "__path__", ()):
        for name in _modules(folder, pack):
            yield _rule(_imported(name), url)


def _modules(folder: str, package: str) -> Iterator[str]:
    """Walk the modules under ``folder``; names that start with an underscore are not rules. Cheaper than ``pkgutil``."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith(("_", ".")):
            continue
        if entry.is_dir():
            yield from _modules(entry.path, f"{package}.{entry.name}")
        elif entry.name.endswith(".py"):
            yield f"{package}.{entry.name[:-3]}"


def _imported(name: str) -> ModuleType:
    try:
        return import_module(name)
    except Exception as error:
        raise PackError(f"{name} cannot be imported: {type(error).__name__}: {error}") from error


def _rule(module: ModuleType, url: str) -> Rule:
    meta, check = getattr(module, "META", None), getattr(module, "check", None)
    if not isinstance(meta, Meta) or not callable(check):
        raise PackError(f"{module.__name__} is not a rule: it needs META and check")
    if meta.category not in CATEGORIES:
        raise PackError(f"{module.__name__}: {meta.category!r} is not a category")
    name = module.__name__.rpartition(".")[2].replace("_", "-")
    return Rule(name, meta, check, module.__name__, f"{url}{name}" if url else "", module.__doc__ or "")
