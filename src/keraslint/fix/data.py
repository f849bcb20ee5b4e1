"""Edits that transform data: a statement behind the one that defines an array, or the expression where it is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import libcst as cst

from keraslint.change import TransformData
from keraslint.fix.document import CannotLower
from keraslint.fix.flow import definition_of, dominates, origins, reads
from keraslint.fix.job import Job
from keraslint.fix.spelling import Expression
from keraslint.fix.splice import Splice
from keraslint.fix.statements import insert_behind
from keraslint.replacement import Call
from keraslint.values import Array, Role

ARITHMETIC: Final = {"divide": "/", "multiply": "*", "subtract": "-"}

PARTS: Final = {"validation_x": 0, "validation_y": 1}
"""Which element of a ``validation_data`` pair a fact of a use is."""

VALUES_STAY: Final = frozenset({"select", "split", "shuffle", "reshape", "resample", "cast"})
"""Steps after which data hold the values that they held before."""

ATOMS: Final = (cst.Name, cst.Attribute, cst.Subscript, cst.Call, cst.Integer, cst.Float)
"""Expressions that need no parentheses before an operator."""


@dataclass(frozen=True, slots=True)
class Target:
    """One array to transform: the expression by which it is used, and the statement that defines it, if it is a name."""

    change: TransformData
    node: cst.BaseExpression
    definition: cst.BaseSmallStatement | None


def transform_data(job: Job, changes: Sequence[TransformData]) -> None:
    """Transform the arrays of all uses; one that derives from another of them is transformed with it."""
    targets = [_target(job, change) for change in changes]
    defined = {
        (target.node.value, target.definition): target
        for target in targets
        if target.definition is not None and isinstance(target.node, cst.Name)
    }
    writer = _Writer(job)
    for (name, definition), target in defined.items():
        if not _derived(job, definition, target, defined):
            writer.behind(target.change, name, definition)
    for target in targets:
        if target.definition is None and not _derived(job, target.node, target, defined):
            writer.around(target.change, target.node)


def _target(job: Job, change: TransformData) -> Target:
    """Find where one array is written.

    Raises:
        CannotLower: it is not known, or cannot be transformed there.
    """
    fact, part = change.fact, change.path[-1]
    if fact is None or not isinstance(fact.value, Array):
        raise CannotLower("the data are not known")
    if fact.value.container == "tensor" and change.operation in ARITHMETIC and not (fact.value.dtype or "").startswith("float"):
        raise CannotLower("a tensor of integers does not divide by a float")
    node = job.expression(fact.place)
    if part in PARTS:
        if not isinstance(node, cst.Tuple | cst.List) or len(node.elements) <= PARTS[part]:
            raise CannotLower("the validation data are not written as a pair here")
        node = node.elements[PARTS[part]].value
    elif fact.site is None:
        raise CannotLower("the data come out of a pipeline")
    if not isinstance(node, cst.Name):
        return Target(change, node, None)
    definition = definition_of(job.document, job.names, node)
    certain = definition is not None and dominates(job.document, job.names, definition, node)
    return Target(change, node, definition if certain else None)


Defined: TypeAlias = dict[tuple[str, cst.BaseSmallStatement], Target]


def _derived(job: Job, node: cst.CSTNode, target: Target, defined: Defined) -> bool:
    """Say whether what ``node`` reads is, or is taken out of, one of the arrays that are transformed where they are defined.

    Raises:
        CannotLower: it is computed from one of them by more than taking out, so that it matters what comes first.
    """
    seen: set[cst.CSTNode] = set()
    waiting = [node]
    while waiting:
        for load in reads(job.document, waiting.pop()):
            sources = origins(job.document, job.names, load)
            if sources is None and not all(_distinct(target, other) for other in defined.values()):
                raise CannotLower("it is not known whether a caller hands in data that are transformed already")
            for source in sources or ():
                if isinstance(source, cst.BaseSmallStatement) and (load.value, source) in defined:
                    _must_keep_values(defined[load.value, source].change, target.change)
                    return True
                if source not in seen:
                    seen.add(source)
                    waiting.append(source)
    return False


def _distinct(one: Target, other: Target) -> bool:
    """Say whether two arrays are known to be different parts of the data."""
    first, second = _array(one.change).role, _array(other.change).role
    return one is other or (None not in {first, second} and Role.ALL not in {first, second} and first is not second)


def _array(change: TransformData) -> Array:
    assert change.fact is not None
    assert isinstance(change.fact.value, Array)
    return change.fact.value


def _must_keep_values(origin: TransformData, derived: TransformData) -> None:
    """Refuse where the values of derived data are other ones than those of their origin."""
    before, after = _array(origin).steps, _array(derived).steps
    if after[: len(before)] != before or any(step.operation not in VALUES_STAY for step in after[len(before) :]):
        raise CannotLower("the data are transformed in more than one place")


class _Writer:
    """Writes the transformations of one fix."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._statistics: tuple[str, str, cst.BaseSmallStatement] | None = None

    def behind(self, change: TransformData, name: str, definition: cst.BaseSmallStatement) -> None:
        """Write ``name = operation(name)`` behind a definition."""
        anchor = definition
        if change.operation == "standardize":
            mean, std, first = self._fit(name, definition)
            anchor = max(anchor, first, key=lambda statement: self._job.document.extent(statement)[0])
            content = f"({name} - {mean}) / {std}"
        else:
            content = self._operation(change, name, definition)
        insert_behind(self._job, anchor, f"{name} = {content}")

    def around(self, change: TransformData, node: cst.BaseExpression) -> None:
        """Write the operation around an expression."""
        start, end = self._job.document.outer_extent(node)
        text = self._job.document.text[start:end]
        if change.operation == "standardize":
            if self._statistics is None:
                raise CannotLower("there is no name to take the statistics of")
            operand = text if isinstance(node, ATOMS) or node.lpar else f"({text})"
            content = f"({operand} - {self._statistics[0]}) / {self._statistics[1]}"
        else:
            operand = text if isinstance(node, ATOMS) or node.lpar or change.operation not in ARITHMETIC else f"({text})"
            content = self._operation(change, operand, node)
        self._job.add(Splice(start, end, content))

    def _operation(self, change: TransformData, operand: str, at: cst.CSTNode) -> str:
        if change.operation in ARITHMETIC:
            return f"{operand} {ARITHMETIC[change.operation]} {self._job.speller.value(change.amount, at)}"
        if change.operation == "one_hot":
            arguments = {"x": Expression(operand), "num_classes": None if change.amount is None else int(change.amount)}
            return self._job.speller.call(Call("keras.utils.to_categorical", arguments), at)
        if change.operation == "above":
            return f'({operand} > {self._job.speller.value(change.amount, at)}).astype("int32")'
        raise CannotLower(f"no spelling for {change.operation}")

    def _fit(self, name: str, definition: cst.BaseSmallStatement) -> tuple[str, str, cst.BaseSmallStatement]:
        """Return the names of mean and deviation of the first array, which are computed once, before it is changed."""
        if self._statistics is None:
            mean, std = (self._free(word, name) for word in ("mean", "std"))
            insert_behind(self._job, definition, f"{mean}, {std} = {name}.mean(axis=0), {name}.std(axis=0) + 1e-7")
            self._statistics = mean, std, definition
        return self._statistics

    def _free(self, word: str, name: str) -> str:
        for candidate in (word, f"{name}_{word}"):
            if not self._job.names.bindings[candidate] and not self._job.names.loads[candidate]:
                return candidate
        raise CannotLower(f"the name {word} is taken")
