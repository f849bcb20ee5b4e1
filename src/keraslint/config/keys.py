"""The configuration keys: the one table from which checks, help, documentation and the JSON Schema come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from keraslint.config import kinds
from keraslint.config.kinds import Kind
from keraslint.discover import EXCLUDED
from keraslint.options import CONFIDENCES, FAIL_ON, FORMATS, SEVERITIES


@dataclass(frozen=True, slots=True)
class Key:
    """A configuration key: its kind, its default, what it means, and an example in TOML."""

    name: str
    kind: Kind
    default: Any
    text: str
    example: str

    @property
    def field(self) -> str:
        """The name as an attribute."""
        return self.name.replace("-", "_")


PRESETS: Final[Mapping[str, Mapping[str, Any]]] = {
    "default": {},
    "core": {"select": ["core"]},
    "migration": {"select": ["migration"], "keras-version": ">=3"},
    "leakage": {"select": ["leakage"]},
    "strict": {"select": ["ALL"], "min-confidence": "low"},
}
"""What each preset sets; a key that is set itself wins."""

_ALL: Final = (
    Key("extend", kinds.PATH, "", "A configuration file whose keys hold where this one does not set them. The path is relative "
        "to this file.", 'extend = "../keraslint.toml"'),
    Key("required-version", kinds.VERSIONS, "", "The versions of keraslint that may be used; another one ends with 2.",
        'required-version = ">=0.1"'),
    Key("preset", kinds.choice(*PRESETS), "default", "A set of rules to start from: the `core` rules, the `default` ones, those "
        "for `migration` to Keras 3, those about data `leakage`, or `strict`: all of them, unsure findings included.",
        'preset = "core"'),
    Key("select", kinds.SELECTORS, [], "Run these rules and no others. A selector is a code (`KL109`), the start of one (`KL1`), "
        "a rule name, a category, a family such as `data`, a tier (`core`) or `ALL`. Empty means the rules that are on by "
        "default.", 'select = ["KL1", "unscaled-input"]'),
    Key("ignore", kinds.SELECTORS, [], "Leave these rules out. The more specific of two selectors decides; between equally "
        "specific ones `ignore` wins.", 'ignore = ["KL408"]'),
    Key("extend-select", kinds.MORE_SELECTORS, [], "Run these rules as well; adds to what `extend` brings.",
        'extend-select = ["pedantic"]'),
    Key("extend-ignore", kinds.MORE_SELECTORS, [], "Leave these rules out as well; adds to what `extend` brings.",
        'extend-ignore = ["KL614"]'),
    Key("per-file-ignores", kinds.BY_GLOB, {}, "Rules to leave out in files that match a pattern; `!` before the pattern means "
        "all other files.", 'per-file-ignores = { "tests/**" = ["KL614"] }'),
    Key("extend-per-file-ignores", kinds.MORE_BY_GLOB, {}, "More of `per-file-ignores`; adds to what `extend` brings.",
        'extend-per-file-ignores = { "demo.py" = ["KL6"] }'),
    Key("severity", kinds.table_of(*SEVERITIES), {}, "The severity with which rules report, instead of their own.",
        'severity = { KL301 = "info" }'),
    Key("min-severity", kinds.choice(*SEVERITIES), "info", "Report what is at least as bad.", 'min-severity = "warning"'),
    Key("min-confidence", kinds.choice(*CONFIDENCES), "medium", "Report what is at least as sure.", 'min-confidence = "high"'),
    Key("fail-on", kinds.choice(*FAIL_ON), "warning", "End with 1 only where a finding is at least as bad; `never` ends with 0.",
        'fail-on = "error"'),
    Key("keras-version", kinds.VERSIONS, "", "The Keras that the code is for. Without it, what the project requires and the code "
        "imports decide.", 'keras-version = ">=3.0"'),
    Key("plugins", kinds.WORDS, [], "Rule packs to load besides the built-in one, by import name. In a configuration file only "
        "packs that are installed as such count, never other modules or code of the linted project; `--plugin` takes any.",
        'plugins = ["acme_rules"]'),
    Key("preview", kinds.BOOL, False, "Run rules that are not yet stable.", "preview = true"),
    Key("relaxed-files", kinds.GLOBS, [], "Files of teaching material, in which few epochs and a missing validation set are "
        "normal: rules about that are silent there.", 'relaxed-files = ["*.ipynb", "tutorials/**"]'),
    Key("extra-markers", kinds.WORDS, [], "Words that make a file worth a look although it never says keras or tensorflow, "
        "such as a package of yours that wraps them.", 'extra-markers = ["acme.nn"]'),
    Key("exclude", kinds.GLOBS, sorted(EXCLUDED), "Files and folders to leave out, as in a `.gitignore`; replaces the built-in "
        "list.", 'exclude = ["third_party"]'),
    Key("extend-exclude", kinds.MORE_GLOBS, [], "Files and folders to leave out besides those of `exclude`.",
        'extend-exclude = ["notebooks/old/*.ipynb"]'),
    Key("force-exclude", kinds.BOOL, False, "Leave excluded files out even where they are named on the command line.",
        "force-exclude = true"),
    Key("respect-gitignore", kinds.BOOL, True, "Leave out what `.gitignore` files name.", "respect-gitignore = false"),
    Key("max-file-size", kinds.NUMBER, 10, "The megabytes from which on a file that has to do with Keras is not read; a notebook "
        "with its outputs may have twenty times as many. 0 is without a limit.", "max-file-size = 50"),
    Key("max-file-time", kinds.NUMBER, 30, "The seconds of processor time after which a file is given up. 0 is without a limit.",
        "max-file-time = 120"),
    Key("max-file-memory", kinds.NUMBER, 2000, "The megabytes of memory that a large or deeply nested file may take before it is "
        "given up. 0 is without a limit.", "max-file-memory = 8000"),
    Key("fix", kinds.BOOL, False, "Apply the safe fixes, as `--fix` does.", "fix = true"),
    Key("unsafe-fixes", kinds.BOOL, False, "Let fixes that change how the training goes count as well.", "unsafe-fixes = true"),
    Key("fix-only", kinds.BOOL, False, "Fix, and report nothing of what is left.", "fix-only = true"),
    Key("show-fixes", kinds.BOOL, False, "List what was fixed.", "show-fixes = true"),
    Key("fixable", kinds.SELECTORS, ["ALL"], "The rules whose fixes may be applied.", 'fixable = ["KL8"]'),
    Key("unfixable", kinds.SELECTORS, [], "The rules whose fixes may not be applied.", 'unfixable = ["KL101"]'),
    Key("extend-fixable", kinds.MORE_SELECTORS, [], "More of `fixable`; adds to what `extend` brings.",
        'extend-fixable = ["KL2"]'),
    Key("extend-safe-fixes", kinds.MORE_SELECTORS, [], "Rules whose unsafe fixes count as safe.",
        'extend-safe-fixes = ["KL101"]'),
    Key("extend-unsafe-fixes", kinds.MORE_SELECTORS, [], "Rules whose safe fixes count as unsafe.",
        'extend-unsafe-fixes = ["KL8"]'),
    Key("output-format", kinds.choice(*FORMATS), "full", "The format of the report.", 'output-format = "concise"'),
    Key("every-place", kinds.BOOL, False, "Report every place by itself, instead of one finding for each cause in a file with "
        "the other places beside it.", "every-place = true"),
    Key("baseline", kinds.PATH, "", "A file of findings that are known and not reported. The path is relative to this file.",
        'baseline = "keraslint-baseline.json"'),
)  # fmt: skip

KEYS: Final[Mapping[str, Key]] = {key.name: key for key in _ALL}
"""The keys by name, in the order of the documentation."""
