"""``match``: patterns against abstract values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import libcst as cst

from keraslint.interp.machine import Interpreter
from keraslint.interp.operators import compare, truth
from keraslint.interp.targets import assign, sequence_of
from keraslint.values import Const, Instance, Reason, Tuple, Unknown, Value

Bindings = list[tuple[cst.BaseExpression, Value]]


def run_match(machine: Interpreter, node: cst.Match) -> bool:
    """Run the case that matches; from the first one on that may or may not, those that follow are alternatives."""
    subject = machine.evaluate(node.subject)
    runs: list[Callable[[], bool]] = []
    for case in node.cases:
        bindings: Bindings = []
        matched = matches(machine, case.pattern, subject, bindings)
        if matched is not False and case.guard is not None:
            matched = _guarded(machine, case.guard, bindings) if matched else None
        if matched is False:
            continue

        def run(case: cst.MatchCase = case, bindings: Bindings = bindings) -> bool:
            for target, value in bindings:
                assign(machine, target, value)
            return machine.execute(case.body.body)

        runs.append(run)
        if matched:
            break
    else:
        runs.append(lambda: True)
    return runs[0]() if len(runs) == 1 else machine.alternatives(runs, machine.place(node))


def _guarded(machine: Interpreter, guard: cst.BaseExpression, bindings: Bindings) -> bool | None:
    for target, value in bindings:
        assign(machine, target, value)
    return truth(machine, machine.evaluate(guard))


def matches(machine: Interpreter, pattern: cst.MatchPattern, subject: Value, bindings: Bindings) -> bool | None:
    """Say whether a pattern matches a value, ``None`` where that is not known, and collect what it binds."""
    meaning = PATTERNS.get(type(pattern))
    return None if meaning is None else meaning(machine, pattern, subject, bindings)


def _value(machine: Interpreter, pattern: cst.MatchValue | cst.MatchSingleton, subject: Value, bindings: Bindings) -> bool | None:
    wanted = machine.evaluate(pattern.value)
    if isinstance(subject, Const):
        return truth(machine, compare(machine, "Equal", subject, wanted, pattern))
    # What has parts is no constant.
    return False if isinstance(subject, Tuple | Instance) and isinstance(wanted, Const) else None


def _as(machine: Interpreter, pattern: cst.MatchAs, subject: Value, bindings: Bindings) -> bool | None:
    matched = True if pattern.pattern is None else matches(machine, pattern.pattern, subject, bindings)
    if pattern.name is not None:
        bindings.append((pattern.name, subject))
    return matched


def _or(machine: Interpreter, pattern: cst.MatchOr, subject: Value, bindings: Bindings) -> bool | None:
    answers = [matches(machine, element.pattern, subject, bindings) for element in pattern.patterns]
    return True if True in answers else None if None in answers else False


def _sequence(machine: Interpreter, pattern: cst.MatchTuple | cst.MatchList, subject: Value, bindings: Bindings) -> bool | None:
    if isinstance(subject, Const):
        return False
    content = sequence_of(subject)
    parts = pattern.patterns
    if content is None or not content.complete or any(isinstance(part, cst.MatchStar) for part in parts):
        _bind_unknown(machine, parts, bindings)
        return None
    if len(parts) != len(content.values):
        return False
    elements = [part for part in parts if isinstance(part, cst.MatchSequenceElement)]
    answers = [matches(machine, part.value, value, bindings) for part, value in zip(elements, content.values, strict=True)]
    return False if False in answers else None if None in answers else True


def _bind_unknown(machine: Interpreter, parts: Sequence[cst.CSTNode], bindings: Bindings) -> None:
    for part in parts:
        if isinstance(part, cst.MatchSequenceElement) and isinstance(part.value, cst.MatchAs) and part.value.name is not None:
            bindings.append((part.value.name, machine.unknown(Reason.DATA_DEPENDENT, part)))
        elif isinstance(part, cst.MatchStar) and part.name is not None:
            bindings.append((part.name, Unknown(Reason.DATA_DEPENDENT)))


PATTERNS: Final[dict[type, Callable[..., bool | None]]] = {
    cst.MatchValue: _value,
    cst.MatchSingleton: _value,
    cst.MatchAs: _as,
    cst.MatchOr: _or,
    cst.MatchTuple: _sequence,
    cst.MatchList: _sequence,
}
