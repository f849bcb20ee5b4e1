"""What was found out about single findings: facts about them, no code."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, NamedTuple

WORDS: Final = ("true", "false", "unclear")
"""A finding is true when what its message states holds for the program as it stands, under the newest Keras if nothing says
otherwise; whether anybody would want to be told is not asked."""


class Key(NamedTuple):
    """Which finding is meant; ``cell`` is 0 in a file that is no notebook."""

    repository: str
    path: str
    cell: int
    line: int
    column: int
    code: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reader of the source found."""

    key: Key
    verdict: str
    reason: str


def load(path: Path) -> dict[Key, Verdict]:
    """Read the verdicts.

    Raises:
        ValueError: a line is none.
    """
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        record = json.loads(line)
        verdict = Verdict(Key(*(record.pop(name) for name in Key._fields)), **record)
        if verdict.verdict not in WORDS:
            raise ValueError(f"{path}:{number}: {verdict.verdict!r} is none of {', '.join(WORDS)}")
        found[verdict.key] = verdict
    return found


def save(path: Path, verdicts: Iterable[Verdict]) -> None:
    """Write the verdicts in a fixed order, so that a change shows as a difference of lines."""
    lines = []
    for verdict in sorted(verdicts, key=lambda one: one.key):
        record = {**verdict.key._asdict(), **{name: value for name, value in asdict(verdict).items() if name != "key"}}
        lines.append(json.dumps(record, ensure_ascii=False) + "\n")
    path.write_text("".join(lines), encoding="utf-8")
