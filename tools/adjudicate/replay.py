"""Runs keraslint over the programs and compares what it finds with the verdicts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from adjudicate.corpora import Corpus, lines_of
from adjudicate.verdicts import Key, Verdict

ROOT: Final = Path(__file__).resolve().parent.parent.parent
AT_ONCE: Final = 100
"""How many files one process is given."""

JUDGED: Final = frozenset({"error", "warning"})
"""The severities that count for precision; what is information is a matter of taste."""


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A finding of this run."""

    key: Key
    group: str
    severity: str
    message: str


@dataclass(slots=True)
class Replay:
    """What a run has found: ``new`` findings have no verdict, ``vanished`` verdicts no finding. ``lines`` are those of code."""

    found: list[Found] = field(default_factory=list)
    verdicts: dict[Key, Verdict] = field(default_factory=dict)
    lines: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)

    def verdict(self, found: Found) -> str:
        """Return what is known of a finding: ``true``, ``false``, ``unclear`` or ``new``."""
        known = self.verdicts.get(found.key)
        return "new" if known is None else known.verdict

    @property
    def vanished(self) -> list[Verdict]:
        """The verdicts on findings that are not there any more, in the repositories that were looked at."""
        present = {found.key for found in self.found}
        return [one for key, one in sorted(self.verdicts.items()) if key not in present and key.repository in self.seen]


def replay(
    root: Path, corpora: Iterable[Corpus], verdicts: dict[Key, Verdict], kept: Iterable[dict[str, Any]] | None = None
) -> Replay:
    """Lint every repository that is there, or take the findings that were ``kept`` of a run as ``records`` gives them."""
    made = Replay(verdicts=verdicts)
    for corpus in corpora:
        files = list(corpus.files(root))
        if files:
            made.seen.add(corpus.repository)
            made.lines[corpus.group] += sum(lines_of(path) for path in files)
            names = {str(path) for path in files}
            own = records(files) if kept is None else (record for record in kept if record["filename"] in names)
            made.found.extend(_found(record, corpus, root) for record in own)
    return made


def records(files: list[Path]) -> Iterator[dict[str, Any]]:
    """Walk the findings in files as keraslint writes them in JSON."""
    command = [sys.executable, "-m", "keraslint", "check", "--isolated", "--exit-zero", "--output-format", "json"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "rules")])}
    for start in range(0, len(files), AT_ONCE):
        part = [str(path) for path in files[start : start + AT_ONCE]]
        run = subprocess.run([*command, *part], capture_output=True, text=True, env=environment, check=False)
        yield from (record for record in json.loads(run.stdout or "[]") if str(record["code"]).startswith("KL"))


def _found(record: dict[str, Any], corpus: Corpus, root: Path) -> Found:
    start = record["location"]
    path = corpus.relative(root, record["filename"])
    key = Key(corpus.repository, path, record["cell"] or 0, start["row"], start["column"], record["code"])
    return Found(key, corpus.group, record["severity"], record["message"])
