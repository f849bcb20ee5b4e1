"""``keraslint rule``: the documentation of a rule, or of all rules."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from keraslint import rules
from keraslint.commands import CLEAN
from keraslint.commands.parser import Parser
from keraslint.config.locate import Configs
from keraslint.config.packs import packs_of
from keraslint.nearest import hint
from keraslint.options import Failure, Options
from keraslint.report import catalogue
from keraslint.rules import Rule


def run(arguments: Sequence[str]) -> int:
    """Print what there is to know about the rules that ``arguments`` name.

    Raises:
        Failure: there is no such rule, or none is named.
    """
    options = _parser().words(arguments, "rules")
    known = _known(options.plugins)
    if options.all and options.rules:
        raise Failure("name rules or say --all, not both")
    if not options.all and not options.rules:
        raise Failure("name a rule by its code or its name, or say --all")
    chosen = known if options.all else [_find(name, known) for name in options.rules]
    sys.stdout.write(catalogue.FORMATS[options.output_format]([describe(rule) for rule in chosen], everything=options.all))
    return CLEAN


def describe(rule: Rule) -> dict[str, Any]:
    """Return what there is to know about a rule as plain data, under the keys that other linters use too."""
    meta, documentation = rule.meta, rule.documentation
    return {
        "name": rule.name,
        "code": rule.code,
        "linter": "keraslint",
        "summary": documentation.summary,
        "explanation": rule.explanation,
        "fix": f"A fix is {meta.fixes.value} available.",
        "fix_availability": meta.fixes.name.capitalize(),
        "preview": False,
        "status": "stable",
        "since": meta.since,
        "category": meta.category,
        "family": rule.family,
        "severity": meta.severity.name.lower(),
        "confidence": meta.confidence.name.lower(),
        "tier": meta.tier.value,
        "default": rule.default,
        "keras_versions": meta.keras,
        "references": documentation.section("References"),
        "source_location": {"module": rule.module},
        "url": rule.url or None,
    }


def _known(plugins: Sequence[str]) -> tuple[Rule, ...]:
    """Return the rules of the packs that the command line names, else of those of the configuration that holds here."""
    options = Options()
    if plugins:
        setattr(options, "plugins", list(plugins))  # noqa: B010 - the keys are no attributes to a type checker
    try:
        return rules.load(packs_of(Configs(options).settings_for("*")))
    except rules.PackError as error:
        raise Failure(str(error)) from None


def _find(wanted: str, known: Sequence[Rule]) -> Rule:
    for rule in known:
        if wanted.lower() in {rule.code.lower(), rule.name}:
            return rule
    raise Failure(f"unknown rule `{wanted}`{hint(wanted, (name for rule in known for name in (rule.code, rule.name)))}")


def _parser() -> Parser:
    made = Parser(
        prog="keraslint rule",
        description="Explain rules: what they find, why it matters, and what to write instead.",
    )
    made.add_argument("rules", nargs="*", metavar="RULE", help="a code such as KL109 or a name such as unscaled-input")
    made.add_argument("--plugin", dest="plugins", action="append", default=[], metavar="PACK", help="a rule pack to know as well")
    made.add_argument("--all", action="store_true", help="list every rule")
    made.add_argument(
        "--output-format", choices=tuple(catalogue.FORMATS), default="text", help="text (default), json or markdown"
    )
    return made
