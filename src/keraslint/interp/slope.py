"""Whether what a loss returns has a slope in its predictions: a path to them that does not lead through steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import libcst as cst

from keraslint.nodes import children, walk
from keraslint.source import Place
from keraslint.values import Api, Const

if TYPE_CHECKING:
    from keraslint.interp.lossbody import Body

ROUNDING: Final = frozenset({"argmax", "argmin", "round", "rint", "sign", "floor", "ceil"})
COMPARISONS: Final = frozenset({"equal", "not_equal", "greater", "greater_equal", "less", "less_equal"})
HITS: Final = frozenset({"binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy"})
STEPS: Final = ROUNDING | COMPARISONS | HITS
"""Functions of Keras and TensorFlow that change by steps, and are flat in between."""

WHOLE: Final = ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
"""Types that numbers are cut down to."""


@dataclass(frozen=True, slots=True)
class Flat:
    """A step that the predictions go through: what it is called, and where it stands."""

    name: str
    place: Place


@dataclass(slots=True)
class _Reading:
    """What is known while a body is read from top to bottom: the names with a slope, and the steps met."""

    body: Body
    live: set[str]
    steps: list[Flat] = field(default_factory=list)

    def slopes(self, node: cst.CSTNode) -> bool:
        """Say whether a node has a slope in the predictions, and take down the steps by which it has none."""
        match node:
            case cst.Name(value=name):
                return name in self.live
            case cst.Lambda() | cst.FunctionDef() | cst.ClassDef() | cst.GeneratorExp() | cst.ListComp():
                return any(isinstance(inner, cst.Name) and inner.value in self.live for inner in walk(node))
        inside = [self.slopes(child) for child in children(node)]
        if not any(inside):
            return False
        step = self._step(node)
        if step is not None:
            self.steps.append(Flat(step, self.body.machine.place(node)))
        return step is None

    def _step(self, node: cst.CSTNode) -> str | None:
        """Return what a node is called that is a step."""
        match node:
            case cst.Comparison():
                return "a comparison"
            case cst.Call(args=arguments):
                library, last = self.body.function(node)
                if library not in {"keras", "tensorflow"}:
                    return None
                if last in STEPS:
                    return last
                if last == "cast" and len(arguments) == len(("tensor", "type")):
                    return self._cut_down_to(arguments[1].value)
        return None

    def _cut_down_to(self, node: cst.BaseExpression) -> str | None:
        match self.body.machine.evaluate(node):
            case Const(value=str(name)) | Api(name=name):
                kind = name.rpartition(".")[2]
                return f"a cast to {kind}" if kind in WHOLE else None
        return None


def flat(body: Body) -> Sequence[Flat]:
    """Return the steps through which alone a loss sees its predictions; none where it may see them in another way.

    A body is read as straight-line code. What has a slope and stands in a branch or a loop may be returned.
    """
    reading = _Reading(body, {body.predicted})
    for line in body.statements.body:
        if isinstance(line, cst.SimpleStatementLine):
            if any(_reaches(reading, statement) for statement in line.body):
                return ()
        elif any(isinstance(node, cst.Name) and node.value in reading.live for node in walk(line)):
            return ()
    return tuple(reading.steps)


def _reaches(reading: _Reading, statement: cst.BaseSmallStatement | cst.BaseStatement) -> bool:
    """Read one statement, and say whether something with a slope leaves the body by it."""
    match statement:
        case cst.Assign(targets=targets, value=value):
            names = list(_names(target.target for target in targets))
            sloped = reading.slopes(value)
            (reading.live.update if sloped else reading.live.difference_update)(names)
            return sloped and len(names) != len(targets)
        case cst.AugAssign(target=cst.Name(value=name), value=value):
            if reading.slopes(value):
                reading.live.add(name)
            return False
        case cst.Return(value=cst.BaseExpression() as value):
            return reading.slopes(value)
    return reading.slopes(statement)


def _names(targets: Iterator[cst.BaseExpression]) -> Iterator[str]:
    return (target.value for target in targets if isinstance(target, cst.Name))
