"""Fact by fact: what the real Keras built against what keraslint recovered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from math import isclose
from typing import Any

Facts = dict[str, Any]

NAMELESS, OWN = "custom", "own"
"""The real activation of an output that is computed by something whose effect no name says, and by a layer of the program."""


class Verdict(Enum):
    """How a recovered fact relates to the real one."""

    AGREE = "agree"
    UNKNOWN = "unknown"
    DISAGREE = "DISAGREE"


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of one setup, which was compiled at ``line``."""

    line: int
    fact: str
    subject: str
    verdict: Verdict
    real: Any = None
    recovered: Any = None

    @property
    def reason(self) -> str:
        """Why the fact was not recovered."""
        return _reason(self.recovered) or ""


def compare(real: list[Facts], recovered: list[Facts], *, whole: bool = True) -> list[Row]:
    """Compare the setups of a program, matched by the line of ``compile`` and its occurrence; not ``whole`` where it failed.

    One recovered setup stands for all turns of a loop, and must be true of each.
    """
    mine = _by_line(recovered)
    rows: list[Row] = []
    for key, setups in _by_line(real).items():
        found = mine.get(key, [])
        line = setups[0]["line"]
        if not found:
            missing = _missing("the call was not followed")
            rows.append(Row(line, "setup", "compile", Verdict.UNKNOWN, f"{len(setups)} setups", missing))
            continue
        if len(found) > 1 and len(found) != len(setups):
            verdict = Verdict.DISAGREE if whole or len(setups) > len(found) else Verdict.UNKNOWN
            counted = f"compiled {len(found)} times" if verdict is Verdict.DISAGREE else _missing("which of the turns failed")
            rows.append(Row(line, "setup", "compile", verdict, f"compiled {len(setups)} times", counted))
            continue
        for position, setup in enumerate(setups):
            rows.extend(_setup(setup, found[0] if len(found) == 1 else found[position]))
    return rows


def _by_line(setups: list[Facts]) -> dict[tuple[str, int], list[Facts]]:
    found: dict[tuple[str, int], list[Facts]] = defaultdict(list)
    for setup in setups:
        found[setup["file"], setup["end"]].append(setup)
    return found


def _missing(reason: str) -> Facts:
    return {"unknown": reason}


def _reason(value: Any) -> str | None:
    return value["unknown"] if isinstance(value, dict) and "unknown" in value else None


def _setup(real: Facts, mine: Facts) -> Iterator[Row]:
    line = real["line"]
    yield from _model(line, real["model"], mine["model"])
    yield from _each(line, "loss", real["losses"], mine["losses"], ("function", "from_logits"))
    if real["optimizer"] is not None:
        for fact in ("class", "learning_rate", "momentum"):
            if fact in real["optimizer"]:
                name = "optimizer" if fact == "class" else fact
                recovered = mine["optimizer"].get(fact, _missing("it is not given"))
                yield _row(line, name, "optimizer", real["optimizer"][fact], recovered)
    if "metrics" in real:
        yield _row(line, "metrics", "metrics", real["metrics"], mine["metrics"])


def _row(line: int, fact: str, subject: str, real: Any, mine: Any) -> Row:
    # What has no name cannot be recovered by name: not to know it is right. Code of the program may be seen through or not.
    right = real == OWN or (real == NAMELESS and _reason(mine) is not None)
    verdict = Verdict.AGREE if right else judge(real, mine)
    return Row(line, fact, subject, verdict, real, mine)


def judge(real: Any, mine: Any) -> Verdict:
    """Compare two values; part of one may be unknown."""
    if _reason(mine) is not None:
        return Verdict.UNKNOWN
    if isinstance(real, float) and isinstance(mine, float | int) and not isinstance(mine, bool):
        return Verdict.AGREE if isclose(real, mine, rel_tol=1e-5, abs_tol=1e-12) else Verdict.DISAGREE
    if isinstance(real, list) and isinstance(mine, list):
        if len(real) != len(mine):
            return Verdict.DISAGREE
        verdicts = [judge(one, other) for one, other in zip(real, mine, strict=True)]
        return next((verdict for verdict in (Verdict.DISAGREE, Verdict.UNKNOWN) if verdict in verdicts), Verdict.AGREE)
    return Verdict.AGREE if type(real) is type(mine) and real == mine else Verdict.DISAGREE


def judge_shape(real: Any, mine: Any) -> Verdict:
    """Compare two shapes; an extent that keraslint leaves open may be any number."""
    if not isinstance(mine, list):
        return Verdict.UNKNOWN
    if len(real) != len(mine) or any(extent is not None and extent != given for given, extent in zip(real, mine, strict=True)):
        return Verdict.DISAGREE
    return Verdict.AGREE if real == mine else Verdict.UNKNOWN


def _shape(line: int, fact: str, subject: str, real: Any, mine: Any) -> Row:
    verdict = judge_shape(real, mine)
    shown = _missing(f"an extent of {mine} is not known") if verdict is Verdict.UNKNOWN and isinstance(mine, list) else mine
    return Row(line, fact, subject, verdict, real, shown)


def _each(line: int, subject: str, real: list[Facts], mine: Any, facts: tuple[str, ...]) -> Iterator[Row]:
    """Compare one entry for each loss or head."""
    if _reason(mine) is not None or len(real) != len(mine):
        yield _row(line, subject, subject, real, mine)
        return
    for index, (one, other) in enumerate(zip(real, mine, strict=True)):
        for fact in facts:
            if fact in one:
                found = other if _reason(other) is not None else other.get(fact, _missing("it is not given"))
                name = subject if fact == "function" else fact
                yield _row(line, name, f"{subject} {index}", one[fact], found)


def _model(line: int, real: Facts, mine: Facts) -> Iterator[Row]:
    if _reason(mine) is not None:
        yield _row(line, "layers", "model", real.get("layers", "layers of its own"), mine)
        return
    yield _row(line, "model", "model", real["class"], mine["class"])
    if "opaque" in real:
        return
    if "inputs" in real:
        if len(real["inputs"]) != len(mine["inputs"]):
            known = mine["inputs"] and all(isinstance(shape, list) for shape in mine["inputs"])
            yield _row(line, "inputs", "model", real["inputs"], mine["inputs"] if known else _missing("the inputs are not known"))
        else:
            for index, (one, other) in enumerate(zip(real["inputs"], mine["inputs"], strict=True)):
                yield _shape(line, "inputs", f"input {index}", one, other)
    yield from _layers(line, real["layers"], mine["layers"], "")
    if "heads" in real:
        yield from _each(line, "head", real["heads"], mine["heads"], ("activation", "units"))


def _layers(line: int, real: list[Facts], mine: list[Facts], within: str) -> Iterator[Row]:
    """Compare two sequences of calls, of which the recovered one may have stretches of unknown ones."""
    pairs = align(real, mine)
    gaps = [_reason(layer) for layer in mine if _reason(layer) is not None]
    classes = [layer["class"] for layer in real]
    if pairs is None:
        # Where an unknown tensor feeds the graph, what lies behind it is visited in another order.
        verdict = Verdict.UNKNOWN if gaps else Verdict.DISAGREE
        recovered = [layer.get("class", layer) for layer in mine]
        yield Row(line, "layers", f"model{within}", verdict, classes, _missing(f"{gaps[0]}") if gaps else recovered)
        return
    verdict = Verdict.UNKNOWN if gaps else Verdict.AGREE
    yield Row(line, "layers", f"model{within}", verdict, classes, _missing("; ".join(map(str, gaps))))
    for index, one, other in pairs:
        yield from _layer(line, one, other, f"{within} layer {index} {one['class']}".strip(), gaps=bool(gaps))


def align(real: list[Facts], mine: list[Facts]) -> list[tuple[int, Facts, Facts]] | None:
    """Pair the calls that correspond; ``None`` where the sequences cannot be the same."""
    gaps = [index for index, layer in enumerate(mine) if _reason(layer) is not None]
    if not gaps:
        front, back = len(mine), 0
        if len(real) != len(mine):
            return None
    else:
        front, back = gaps[0], len(mine) - gaps[-1] - 1
        if front + back > len(real):
            return None
    pairs = [(index, real[index], mine[index]) for index in range(front)]
    pairs += [(len(real) - left, real[-left], mine[-left]) for left in range(back, 0, -1)]
    return pairs if all(one["class"] == other["class"] for _, one, other in pairs) else None


def _layer(line: int, real: Facts, mine: Facts, subject: str, *, gaps: bool) -> Iterator[Row]:
    if "shape" in real:
        yield _shape(line, "shape", subject, real["shape"], mine["shape"])
    if "layers" in real and "layers" in mine:
        yield from _layers(line, real["layers"], mine["layers"], f" {subject}:")
    elif "parameters" in real:
        yield _row(line, "parameters", subject, real["parameters"], mine["parameters"])
    if "trainable" in real:
        yield _row(line, "trainable", subject, real["trainable"], mine["trainable"])
    if "from" in real and not gaps:
        # Keras orders the tensors that come by keyword by its name, which says nothing.
        yield _row(line, "from", subject, sorted(real["from"]), sorted(mine["from"]))
