"""Documentation pages of rules, in Markdown: for the site, for ``keraslint rule``, and for reports that carry help texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from keraslint.rules import Fixes, Rule

_FIXES: Final = {
    Fixes.ALWAYS: "always",
    Fixes.SOMETIMES: "sometimes",
    Fixes.NEVER: "never",
}


def page(rule: Rule) -> str:
    """Return the whole page of a rule."""
    parts = [f"# {rule.name} ({rule.code})", rule.documentation.summary, _facts(rule)]
    for heading, text in rule.documentation.sections:
        parts.append(f"## {heading}\n\n{text}")
        if heading == "Use instead":
            parts.extend(_prediction(rule))
    parts.extend(_compounds(rule))
    return "\n\n".join(parts) + "\n"


def _facts(rule: Rule) -> str:
    meta = rule.meta
    rows = (
        ("Severity", meta.severity.name.lower()),
        ("Confidence", meta.confidence.name.lower()),
        ("Category", meta.category),
        ("On by default", "yes" if rule.default else "no"),
        ("Can be fixed", _FIXES[meta.fixes]),
        ("Keras", meta.keras),
        ("Since", meta.since),
    )
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def _prediction(rule: Rule) -> list[str]:
    prediction = rule.meta.prediction
    if prediction is None:
        return []
    effect = (
        f"by a factor of {prediction.least_effect:g}"
        if prediction.statistic.name == "SPEED"
        else f"by {prediction.least_effect:g}"
    )
    return [
        f"The rule predicts that the repair makes this {prediction.direction}, {effect} or more: {prediction.statistic.value}."
    ]


def _compounds(rule: Rule) -> list[str]:
    if not rule.meta.compounds:
        return []
    lines = [f"- With {' and '.join(f'`{name}`' for name in one.others)}: {one.sentence}." for one in rule.meta.compounds]
    return ["## Together with other findings\n\n" + "\n".join(lines)]


def index(rules: Sequence[Rule]) -> str:
    """Return the page that lists all rules."""
    lines = ["# Rules", "", "| code | name | what it finds | severity | fix |", "|---|---|---|---|---|"]
    for rule in rules:
        severity, repaired = rule.meta.severity.name.lower(), _FIXES[rule.meta.fixes]
        lines.append(f"| {rule.code} | [{rule.name}]({rule.name}.md) | {rule.documentation.summary} | {severity} | {repaired} |")
    return "\n".join(lines) + "\n"
