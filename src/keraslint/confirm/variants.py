"""The variants of a setup: as written, and after each set of repairs that is tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from keraslint.change import Change, SetArgument, TransformData
from keraslint.confirm.blueprint import Blueprint, Part, Task
from keraslint.confirm.catalog import ACTIVATIONS
from keraslint.confirm.contrasts import Repairs, tried
from keraslint.confirm.parts import Missing
from keraslint.confirm.several import judged
from keraslint.confirm.sources import SYNTHETIC, with_source
from keraslint.confirm.translate import blueprint_of, training_use
from keraslint.counterfactual import CannotApply, apply
from keraslint.findings import Finding
from keraslint.ir import Model, Path, Setup
from keraslint.values import Array

STRAIGHT: Final = frozenset({None, "linear"})
BUDGET: Final = frozenset({"epochs", "batch_size", "steps_per_epoch"})


@dataclass(frozen=True, slots=True)
class Variants:
    """The blueprints by the repairs that were made, and the findings that the numbers in those mean."""

    findings: tuple[Finding, ...]
    blueprints: dict[Repairs, Blueprint]
    data: str = SYNTHETIC

    @property
    def everything(self) -> Repairs:
        """All repairs."""
        return frozenset(range(len(self.findings)))

    def but(self, number: int) -> Repairs:
        """All repairs but one."""
        return self.everything - {number}


def variants_of(setup: Setup, findings: Sequence[Finding], own: str | None = None, executed: Part | None = None) -> Variants:
    """Return the variants that an experiment on ``findings``, all of which have a fix, needs.

    ``own`` are the user's data, and ``executed`` tells how to get the model by running the program.

    Raises:
        Missing: the setup cannot be rebuilt as written, or not with all repairs or all but one.
    """
    if executed is not None and _touches_model(findings):
        raise Missing("the repair changes the model, and a model that comes from running the program cannot be repaired")
    written = blueprint_of(setup, executed)
    written = _with_budget(written) if _changes_budget(findings) else replace(written, updates=None)
    written = replace(written, task=_shaped(written.task, findings))
    if written.outputs and isinstance(setup.model, Model):
        written = replace(written, judged=judged(setup.model, findings))
    written, data = with_source(written, setup, own)
    blueprints: dict[Repairs, Blueprint] = {frozenset(): written}
    needed = {frozenset(range(len(findings)))} | {frozenset(range(len(findings))) - {at} for at in range(len(findings))}
    for repairs in tried(len(findings))[1:]:
        try:
            blueprints[repairs] = _repaired(setup, [findings[at] for at in sorted(repairs)], written, executed)
        except (CannotApply, Missing) as error:
            if repairs in needed:
                raise Missing(f"the repair cannot be made here: {error}") from None
    if any(blueprints.get(frozenset({at})) == written for at in range(len(findings))):
        raise Missing("the repair changes nothing that is trained here")
    return Variants(tuple(findings), blueprints, data)


def _shaped(task: Task, findings: Sequence[Finding]) -> Task:
    """Return a task on which what findings speak of can show."""
    curved = _asks_for_curves(findings)
    parts = tuple(replace(part, curved=curved) for part in task.parts)
    return replace(task, curved=curved, ordered=_is_about_order(findings), parts=parts)


def _touches_model(findings: Sequence[Finding]) -> bool:
    return any(change.path[0] == "model" for finding in findings if finding.fix is not None for change in finding.fix.changes)


def _repaired(setup: Setup, findings: Sequence[Finding], written: Blueprint, executed: Part | None) -> Blueprint:
    changes = [change for finding in findings if finding.fix is not None for change in finding.fix.changes]
    made = blueprint_of(apply(changes, setup), executed)
    use = training_use(setup)
    index = setup.uses.index(use) if use is not None else -1
    return replace(
        made,
        task=written.task,
        judged=written.judged,
        updates=made.updates if written.updates is not None else None,
        inputs_by=_steps(setup, changes, ("uses", index, "x"), written.task.stands_for),
        targets_by=_steps(setup, changes, ("uses", index, "y")),
    )


def _steps(setup: Setup, changes: Sequence[Change], path: Path, stands_for: str = "") -> tuple[tuple[str, float | None], ...]:
    """Return what changes do to the data at ``path``.

    Raises:
        Missing: the range of those data is not known, so that what a scaling does to them is not known either.
    """
    steps = []
    for change in changes:
        if isinstance(change, TransformData) and change.path == path:
            _, index, name = path
            if stands_for and name == "x":
                raise Missing(f"what goes into {stands_for} cannot be tried, as that comes with weights of its own")
            array = getattr(setup.uses[int(index)], str(name)).value
            if change.operation != "one_hot" and (not isinstance(array, Array) or array.interval is None):
                raise Missing("the value range of the data is not known, and a scaling of it cannot be tried")
            steps.append((change.operation, change.amount))
    return tuple(steps)


def _asks_for_curves(findings: Sequence[Finding]) -> bool:
    """Say whether a repair bends a hidden layer that was straight: that shows in classes which no straight line parts."""
    changes = [change for finding in findings if finding.fix is not None for change in finding.fix.changes]
    return any(
        isinstance(change, SetArgument)
        and change.path[-1] == "activation"
        and change.path[0] == "model"
        and change.fact is not None
        and change.fact.value in STRAIGHT
        and change.value in ACTIVATIONS - {"linear", "sigmoid", "softmax"}
        for change in changes
    )


def _is_about_order(findings: Sequence[Finding]) -> bool:
    """Say whether a repair lets the samples be shuffled, which matters where they are sorted."""
    return any(change.path[-1] == "shuffle" for finding in findings if finding.fix is not None for change in finding.fix.changes)


def _changes_budget(findings: Sequence[Finding]) -> bool:
    changes = [change for finding in findings if finding.fix is not None for change in finding.fix.changes]
    return any(isinstance(change, SetArgument) and change.path[0] == "uses" and change.path[-1] in BUDGET for change in changes)


def _with_budget(written: Blueprint) -> Blueprint:
    if written.updates is None:
        raise Missing("how often the program updates its weights is not known")
    return written
