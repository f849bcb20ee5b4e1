"""What is recovered from the text of whole programs equals what the real Keras builds when they run.

The real facts are on file in ``recorded.json``, which ``tools/fidelity/run.py --record`` writes; a test with Keras sees that
they are still true. A comment ``# unknown: FACT, FACT: REASON`` in a program says which facts may be missing, and why; nothing
else may.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PROGRAMS = HERE / "programs"
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from fidelity import record  # noqa: E402
from fidelity.compare import Row, Verdict, compare  # noqa: E402
from fidelity.programs import Limits, found, measure  # noqa: E402
from fidelity.recovered import recover  # noqa: E402

RECORDED = record.load(HERE / "recorded.json")
PERMISSION = re.compile(r"^# unknown: (?P<facts>[a-z_, ]+): (?P<reason>.+)$", re.MULTILINE)


def permitted(text: str) -> set[str]:
    """Return the facts that a program says may be unknown."""
    return {fact.strip() for match in PERMISSION.finditer(text) for fact in match["facts"].split(",")}


def rows_of(name: str) -> list[Row]:
    path = PROGRAMS / name
    recovered = recover(str(path), path.read_text(encoding="utf-8"))
    return compare(record.portable(RECORDED[name]), record.portable(recovered))


def test_every_program_is_recorded() -> None:
    assert sorted(RECORDED) == sorted(path.name for path in PROGRAMS.glob("*.py"))
    assert len(RECORDED) >= 60
    assert all(RECORDED.values())


@pytest.mark.parametrize("name", sorted(RECORDED))
def test_recovered_facts_are_the_real_ones(name: str) -> None:
    rows = rows_of(name)
    assert [row for row in rows if row.verdict is Verdict.DISAGREE] == []
    allowed = permitted((PROGRAMS / name).read_text(encoding="utf-8"))
    unknown = [row for row in rows if row.verdict is Verdict.UNKNOWN]
    assert [(row.line, row.subject, row.fact, row.reason) for row in unknown if row.fact not in allowed] == []
    assert allowed - {row.fact for row in unknown} == set(), "these are known now"


@pytest.mark.keras
@pytest.mark.slow
def test_recorded_facts_are_what_keras_builds() -> None:
    for module in ("keras", "tensorflow"):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed")
    outcomes = list(measure(found([str(PROGRAMS)]), Limits(), 2, strict=True))
    assert {outcome.path: outcome.failures for outcome in outcomes if outcome.failures or not outcome.finished} == {}
    assert {Path(outcome.path).name: record.portable(outcome.real) for outcome in outcomes} == RECORDED
    assert [row for outcome in outcomes for row in outcome.rows if row.verdict is Verdict.DISAGREE] == []
