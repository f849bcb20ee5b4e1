"""What settings mean for the rules: which of them run, where they are silent, how they report, and which fixes count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from keraslint import select
from keraslint.config.globs import Matcher, means
from keraslint.config.settings import COMMAND_LINE, Origin
from keraslint.findings import Applicability, Confidence, Finding, Fix, Severity
from keraslint.limits import Limits
from keraslint.pins import versions
from keraslint.select import Layer

if TYPE_CHECKING:
    from keraslint.config.settings import Settings
    from keraslint.options import Options
    from keraslint.recover.framework import Range
    from keraslint.rules import Rule

SELECTING: Final = (
    "select", "ignore", "extend-select", "extend-ignore", "fixable", "unfixable", "extend-fixable", "extend-safe-fixes",
    "extend-unsafe-fixes",
)  # fmt: skip
"""The keys whose values are selectors."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How files below one configuration file are linted.

    ``rules`` are those that run, of all that are ``known``. ``keras`` are the versions that the settings name; they go before
    those that the project requires.
    """

    rules: tuple[Rule, ...]
    known: tuple[Rule, ...]
    settings: Settings
    severities: Mapping[str, Severity]
    fixable: frozenset[str]
    safe: frozenset[str]
    unsafe: frozenset[str]
    relaxed: Matcher
    keras: Range | None
    heeds_comments: bool = True

    @property
    def limits(self) -> Limits:
        """What one file may cost."""
        return Limits(self.settings.max_file_time, self.settings.max_file_memory)

    @property
    def fixes(self) -> bool:
        """Whether files are repaired."""
        return self.settings.fix or self.settings.fix_only

    def rules_for(self, path: str) -> tuple[Rule, ...]:
        """Return the rules that run on a file."""
        settings = self.settings
        silent = [
            selector
            for glob, selectors in (*settings.per_file_ignores, *settings.extend_per_file_ignores)
            if means(glob, path)
            for selector in selectors
        ]
        relaxed = bool(settings.relaxed_files) and self.relaxed.match(path)
        if not silent and not relaxed:
            return self.rules
        return tuple(rule for rule in self.rules if not select.selects(rule, silent) and not (relaxed and rule.meta.relaxed))

    def wanted(self, finding: Finding) -> Finding | None:
        """Return a finding as it is reported, or ``None`` where it is below a threshold."""
        severity = self.severities.get(finding.code, finding.severity)
        if severity < _severity(self.settings.min_severity) or finding.confidence < _confidence(self.settings.min_confidence):
            return None
        return finding if severity is finding.severity else replace(finding, severity=severity)

    def judged(self, finding: Finding) -> Finding:
        """Return a finding with the applicability of its fix as the settings have it."""
        fix = finding.fix
        if fix is None or fix.applicability is Applicability.DISPLAY:
            return finding
        if finding.code in self.unsafe:
            return replace(finding, fix=replace(fix, applicability=Applicability.UNSAFE))
        if finding.code in self.safe:
            return replace(finding, fix=replace(fix, applicability=Applicability.SAFE))
        return finding

    def applies(self, finding: Finding) -> Fix | None:
        """Return the fix of a finding if it may be applied in this run."""
        fix = finding.fix
        allowed = {Applicability.SAFE, Applicability.UNSAFE} if self.settings.unsafe_fixes else {Applicability.SAFE}
        applies = fix is not None and bool(fix.edits) and fix.applicability in allowed and finding.code in self.fixable
        return fix if applies else None


def make(rules: Sequence[Rule], settings: Settings, options: Options) -> Plan:
    """Return the plan of settings.

    Raises:
        Failure: a selector means no rule.
    """
    known = [rule for rule in rules if settings.preview or not rule.meta.preview]
    for name in SELECTING:
        _demand(known, getattr(settings, name.replace("-", "_")), settings.origin(name))
    for name in ("per-file-ignores", "extend-per-file-ignores"):
        by_glob = getattr(settings, name.replace("-", "_"))
        _demand(known, [selector for _, selectors in by_glob for selector in selectors], settings.origin(name))
    _demand(known, settings.severity, settings.origin("severity"))
    _demand(known, (*options.select, *options.ignore, *options.extend_ignore, *options.extend_select), Origin(COMMAND_LINE))
    layers = (
        Layer(settings.select, (*settings.ignore, *settings.extend_ignore), settings.extend_select),
        Layer(options.select, (*options.ignore, *options.extend_ignore), options.extend_select),
    )
    return Plan(
        rules=select.choose_by(known, layers),
        known=tuple(known),
        settings=settings,
        severities=_severities(known, settings.severity),
        fixable=_codes(known, (*settings.fixable, *settings.extend_fixable), settings.unfixable),
        safe=_codes(known, settings.extend_safe_fixes),
        unsafe=_codes(known, settings.extend_unsafe_fixes),
        relaxed=Matcher(settings.relaxed_files),
        keras=_keras(settings),
        heeds_comments=not options.ignore_noqa,
    )


def _demand(rules: Sequence[Rule], selectors: Iterable[str], origin: Origin) -> None:
    try:
        select.demand_known(rules, selectors)
    except select.UnknownSelector as error:
        raise origin.failure(str(error), error.selector) from None


def _codes(rules: Iterable[Rule], selectors: Iterable[str], but_not: Iterable[str] = ()) -> frozenset[str]:
    return frozenset(rule.code for rule in rules if select.selects(rule, selectors, but_not))


def _severities(rules: Iterable[Rule], by_selector: Mapping[str, str]) -> dict[str, Severity]:
    named = {rule.code: select.closest(rule, by_selector) for rule in rules}
    return {code: _severity(by_selector[selector]) for code, selector in named.items() if selector is not None}


def _severity(word: str) -> Severity:
    return Severity[word.upper()]


def _confidence(word: str) -> Confidence:
    return Confidence[word.upper()]


def _keras(settings: Settings) -> Range | None:
    try:
        return versions(settings.keras_version) if settings.keras_version else None
    except ValueError as error:
        raise settings.origin("keras-version").failure(str(error), settings.keras_version) from None
